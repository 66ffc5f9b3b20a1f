import { CharField, EmailField, PasswordField } from '../../../http/fields/field.decorator.js';

/** The body of `POST login/`: a username, an address, or both, as `login.methods` says. */
export class LoginDto {
  @CharField({ required: false, allowBlank: true })
  username?: string;

  @EmailField({ required: false, allowBlank: true })
  email?: string;

  // Not cut short with an error of its own: an over-long password is a wrong one.
  @PasswordField({ maxLength: null })
  password!: string;
}
