import { EmailField } from '../../../http/fields/field.decorator.js';

/** The body of `POST password/reset/`. */
export class PasswordResetDto {
  @EmailField()
  email!: string;
}
