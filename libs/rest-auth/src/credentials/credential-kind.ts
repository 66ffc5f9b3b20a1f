import type { AuthUser, UserId } from '../accounts/users/auth-user.js';
import type { Cookie } from '../http/cookies.js';
import type { Exchange } from '../http/exchange.js';
import type { Refusal } from '../kernel/errors.js';
import type { Message } from '../kernel/messages.js';
import type { SignedJwt } from './jwt/jwt.codec.js';

/** The kinds of credentials there are. */
export type CredentialKindName = 'token' | 'jwt' | 'session';

/** By what somebody came to hold a credential. */
export type LoginMethodName = 'password' | 'registration' | 'social';

/** What is kept with every credential, so that its owner can tell one from another. */
export interface CredentialOrigin {
  /** The same for all credentials that one login gave. */
  readonly loginId: string;
  readonly method: LoginMethodName;
  readonly userAgent: string | null;
  readonly address: string | null;
}

/** A stored credential as its store answers it. */
export interface StoredCredential extends CredentialOrigin {
  readonly id: string;
  readonly userId: UserId;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  /** `credentialsVersion` of the user when it was made; null where the table has no place for it. */
  readonly credentialsVersion: string | null;
}

/** A credential that could be used now, as its owner may see it. */
export interface ActiveCredential extends CredentialOrigin {
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
}

/** The credential by which a caller was recognised. */
export interface CredentialReference {
  readonly kind: CredentialKindName;
  readonly id: string;
  readonly loginId: string;
}

/** Who calls, and by what. */
export interface Caller {
  readonly user: AuthUser;
  readonly credential: CredentialReference;
}

/** A credential was there: it is good, or here is why not. Null: there was none of this kind. */
export type Recognition = Caller | { readonly rejected: Refusal } | null;

/** What a login gave. A presenter makes the body of it; the cookies are set with the answer. */
export interface IssuedCredentials {
  readonly token?: { readonly key: string };
  readonly jwt?: {
    readonly access: SignedJwt;
    readonly refresh: SignedJwt;
    /** Not where it is in a cookie that scripts cannot read: then it must not be in a body either. */
    readonly isRefreshInBody: boolean;
  };
  readonly cookies: readonly Cookie[];
}

/** What a logout tells in place of "Successfully logged out.". */
export interface LogoutNotice {
  readonly status: 200 | 401;
  readonly detail: Message;
}

/** A kind of credential: everything about it is in its own folder, and nobody else asks which kind it is. */
export abstract class CredentialKind {
  abstract readonly name: CredentialKindName;

  /** What a 401 challenges with, when this kind is the first that callers are recognised by; null makes it a 403. */
  abstract readonly challenge: string | null;

  /** Whether it travels in cookies alone, so that a page of a foreign origin must not get one. */
  abstract readonly isCookie: boolean;

  /** Whether a logout by it ends what else the same login gave. */
  abstract readonly isLoginWide: boolean;

  /** Whether a logout may come from somebody who is not recognised: a browser may be logged out already, or its token has ended. */
  abstract readonly mayEndUnknown: boolean;

  /** Refuses what every request is asked, recognised or not: a CSRF token, where the options say so. */
  assertNotForged(_exchange: Exchange): Promise<void> {
    return Promise.resolve();
  }

  /** Looks for a credential of this kind in the request. Throws a `permission_denied` refusal when a CSRF token is missing. */
  abstract recognise(exchange: Exchange): Promise<Recognition>;

  /** Makes one for the user; without cookies for a page of a foreign origin. Joins the transaction that is open. */
  abstract issue(
    user: AuthUser,
    origin: CredentialOrigin,
    exchange: Exchange,
    mayUseCookies: boolean,
  ): Promise<IssuedCredentials>;

  /** Ends the one that the request bears, if any: logout. Answers what is to be told of it, if anything is. */
  abstract endPresented(exchange: Exchange): Promise<LogoutNotice | null>;

  /** Ends what the same login gave. */
  abstract endLogin(userId: UserId, loginId: string): Promise<void>;

  /** Ends all of the user's, but for `except`. */
  abstract endAll(userId: UserId, except: CredentialReference | null): Promise<void>;

  /** Keeps one alive through a change of password, under another secret where it can be renewed. */
  abstract renew(own: CredentialReference, user: AuthUser, exchange: Exchange): Promise<readonly Cookie[]>;

  /** What of this kind the user could use now, one for each login; at most `limit`. */
  abstract list(user: AuthUser, limit: number): Promise<ActiveCredential[]>;

  /** Takes away at most `limit` rows of those that have expired, and answers how many. */
  abstract purge(limit: number): Promise<number>;
}

/** The kinds in force, in the order of the options. */
export abstract class CredentialKinds {
  /** Those that a login gives. */
  abstract readonly issued: readonly CredentialKind[];
  /** Those that callers are recognised by; the first that speaks decides. */
  abstract readonly recognised: readonly CredentialKind[];
}

/**
 * Changes whenever the user's credentials are changed: what is bound to an older version is void, even if it was made by a login that was under
 * way meanwhile. Django: `get_session_auth_hash`.
 */
export function credentialsVersion(user: AuthUser): string {
  return String(user.credentialsChangedAt?.getTime() ?? 0);
}
