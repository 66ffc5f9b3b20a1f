import type { AuthUser } from '../../accounts/users/auth-user.js';
import type { HttpRequest } from '../../http/exchange.js';

/** What may stand in a claim. */
export type ClaimValue =
  string | number | boolean | null | readonly ClaimValue[] | { readonly [name: string]: ClaimValue };

/** Claims of a name and a value. */
export type Claims = Readonly<Record<string, ClaimValue>>;

/** Further claims of the tokens of a login. dj-rest-auth: `JWT_TOKEN_CLAIMS_SERIALIZER`. */
export abstract class TokenClaims<User extends AuthUser = AuthUser> {
  /** The claims; in both tokens, and in all that are made of them. Those that the module writes itself cannot be replaced. */
  abstract claims(user: User, request: HttpRequest): Claims | Promise<Claims>;
}

/** None: the default. */
export class NoTokenClaims extends TokenClaims {
  override claims(): Claims {
    return {};
  }
}
