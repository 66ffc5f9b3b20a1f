import { EmailRules } from '../../../accounts/emails/email.rules.js';
import { NewPasswordRules } from '../../../accounts/passwords/new-password.rules.js';
import { UsernameRules } from '../../../accounts/users/username.rules.js';
import { CharField, EmailField, PasswordField } from '../../../http/fields/field.decorator.js';

/**
 * The body of `POST registration/`. Fields that a subclass adds end in the user's row, in the property that their `source` names (`company_name`:
 * `companyName`).
 */
export class RegisterDto {
  @CharField({
    required: (settings) => settings.username.required,
    maxLength: 150,
    minLength: (settings) => settings.username.minLength,
    rules: [UsernameRules],
  })
  username?: string;

  @EmailField({ required: (settings) => settings.email.required, rules: [EmailRules] })
  email?: string;

  @PasswordField({ rules: [NewPasswordRules] })
  password1!: string;

  @PasswordField()
  password2!: string;
}
