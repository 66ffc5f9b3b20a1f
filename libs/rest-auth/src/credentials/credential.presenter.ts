import { Injectable } from '@nestjs/common';

import type { AuthUser } from '../accounts/users/auth-user.js';
import type { IssuedCredentials } from './credential-kind.js';

/** The body of a login's and a registration's answer. dj-rest-auth: `TOKEN_SERIALIZER`. */
export abstract class CredentialPresenter<User extends AuthUser = AuthUser> {
  /** The body; null for none at all (204), where everything is in cookies. */
  abstract present(issued: IssuedCredentials, user: User): object | null;
}

/** `{"key": …}`, or nothing where there is only a session: the default. */
@Injectable()
export class KeyCredentialPresenter extends CredentialPresenter {
  override present(issued: IssuedCredentials): object | null {
    return issued.token ? { key: issued.token.key } : null;
  }
}
