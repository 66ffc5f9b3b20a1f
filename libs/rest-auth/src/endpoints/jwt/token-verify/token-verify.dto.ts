import { CharField } from '../../../http/fields/field.decorator.js';

/** The body of `POST token/verify/`. */
export class TokenVerifyDto {
  @CharField()
  token!: string;
}
