import { CharField } from '../../../http/fields/field.decorator.js';

/** The body of `POST registration/verify-email/`. */
export class VerifyEmailDto {
  @CharField()
  key!: string;
}
