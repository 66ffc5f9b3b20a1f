import { CharField, PasswordField } from '../../../http/fields/field.decorator.js';

/** The body of `POST password/reset/confirm/`. */
export class PasswordResetConfirmDto {
  @PasswordField()
  new_password1!: string;

  @PasswordField()
  new_password2!: string;

  @CharField()
  uid!: string;

  @CharField()
  token!: string;
}
