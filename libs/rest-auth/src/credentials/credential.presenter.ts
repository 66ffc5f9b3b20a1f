import { Injectable } from '@nestjs/common';

import type { AuthUser } from '../accounts/users/auth-user.js';
import { UserPresenter } from '../accounts/users/user.presenter.js';
import { RestAuthSettings } from '../rest-auth.settings.js';
import type { IssuedCredentials } from './credential-kind.js';
import type { SignedJwt } from './jwt/jwt.codec.js';

/** What a refresh gave, as far as it may be told. */
export interface RefreshedCredentials {
  readonly access: SignedJwt;
  /** Null without rotation, and where it is in a cookie that scripts cannot read. */
  readonly refresh: SignedJwt | null;
}

/** The bodies that bear credentials. dj-rest-auth: `TOKEN_SERIALIZER`, `JWT_SERIALIZER`, `JWT_SERIALIZER_WITH_EXPIRATION`. */
export abstract class CredentialPresenter<User extends AuthUser = AuthUser> {
  /**
   * Of a login and a registration: with the tokens that there are, and without what cookies hold; null for none at all (204), where everything is
   * in cookies.
   */
  abstract present(issued: IssuedCredentials, user: User): object | null;

  /** Of `token/refresh/`: `{"access": …, "access_expiration": …}`, and the same of the refresh token where there is one. */
  presentRefreshed({ access, refresh }: RefreshedCredentials): object {
    return {
      access: access.token,
      ...(refresh && { refresh: refresh.token }),
      access_expiration: access.expiresAt.toISOString(),
      ...(refresh && { refresh_expiration: refresh.expiresAt.toISOString() }),
    };
  }
}

/** `{"access": …, "refresh": …, "user": …}` with JSON Web Tokens, else `{"key": …}`, or nothing where there is only a session: the default. */
@Injectable()
export class StandardCredentialPresenter extends CredentialPresenter {
  constructor(
    protected readonly settings: RestAuthSettings,
    protected readonly users: UserPresenter,
  ) {
    super();
  }

  override present({ jwt, token }: IssuedCredentials, user: AuthUser): object | null {
    if (!jwt) return token ? { key: token.key } : null;
    return {
      access: jwt.access.token,
      refresh: jwt.isRefreshInBody ? jwt.refresh.token : '',
      user: this.users.present(user),
      ...(this.settings.jwt.returnExpiration && {
        access_expiration: jwt.access.expiresAt.toISOString(),
        refresh_expiration: jwt.refresh.expiresAt.toISOString(),
      }),
    };
  }
}

/** The names of dj-rest-auth 2: `access_token`, `refresh_token`. For clients that were written for it. */
@Injectable()
export class LongNamesCredentialPresenter extends StandardCredentialPresenter {
  override present(issued: IssuedCredentials, user: AuthUser): object | null {
    const { jwt } = issued;
    if (!jwt) return super.present(issued, user);
    return {
      access_token: jwt.access.token,
      refresh_token: jwt.isRefreshInBody ? jwt.refresh.token : '',
      user: this.users.present(user),
      ...(this.settings.jwt.returnExpiration && {
        access_token_expiration: jwt.access.expiresAt.toISOString(),
        refresh_token_expiration: jwt.refresh.expiresAt.toISOString(),
      }),
    };
  }

  override presentRefreshed({ access, refresh }: RefreshedCredentials): object {
    return {
      access: access.token,
      ...(refresh && { refresh: refresh.token }),
      access_token_expiration: access.expiresAt.toISOString(),
    };
  }
}
