import { CharField } from '../../../http/fields/field.decorator.js';

/** The body of `POST token/refresh/`. Without a token in it the cookie's is taken. */
export class TokenRefreshDto {
  @CharField({ required: false })
  refresh?: string;
}
