import { CharField } from '../http/fields/field.decorator.js';

/** The body of `POST facebook/`, `github/` and their `connect/`: a token, or a code. dj-rest-auth: `SocialLoginSerializer`. */
export class SocialLoginDto {
  @CharField({ required: false, allowBlank: true })
  access_token?: string;

  /** Counts where there is no token. */
  @CharField({ required: false, allowBlank: true })
  code?: string;

  /** What the code's challenge was made of (RFC 7636 §4.5). */
  @CharField({ required: false, allowBlank: true })
  code_verifier?: string;
}
