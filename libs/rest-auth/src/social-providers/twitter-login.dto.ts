import { CharField } from '../http/fields/field.decorator.js';

/** The body of `POST twitter/` and `twitter/connect/`: the two parts of a token of OAuth 1.0a. dj-rest-auth: `TwitterLoginSerializer`. */
export class TwitterLoginDto {
  @CharField()
  access_token!: string;

  @CharField()
  token_secret!: string;
}
