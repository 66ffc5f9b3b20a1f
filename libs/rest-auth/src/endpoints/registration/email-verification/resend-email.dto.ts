import { EmailField } from '../../../http/fields/field.decorator.js';

/** The body of `POST registration/resend-email/`. */
export class ResendEmailDto {
  @EmailField({ required: (settings) => settings.email.required })
  email?: string;
}
