import { OldPasswordRules } from '../../../accounts/passwords/old-password.rules.js';
import { PasswordField } from '../../../http/fields/field.decorator.js';

/** The body of `POST password/change/`. `old_password` exists only where `password.oldPasswordRequired` is on. */
export class PasswordChangeDto {
  @PasswordField({ enabled: (settings) => settings.password.oldPasswordRequired, rules: [OldPasswordRules] })
  old_password?: string;

  @PasswordField()
  new_password1!: string;

  @PasswordField()
  new_password2!: string;
}
