import { Injectable } from '@nestjs/common';

import type { AuthUser, UserId } from '../accounts/users/auth-user.js';
import type { Cookie } from '../http/cookies.js';
import type { Exchange } from '../http/exchange.js';
import { Refusal } from '../kernel/errors.js';
import { message } from '../kernel/messages.js';
import { randomHex } from '../kernel/secrets.js';
import {
  type ActiveCredential,
  type CredentialKind,
  type CredentialKindName,
  CredentialKinds,
  type CredentialReference,
  type IssuedCredentials,
  type LoginMethodName,
  type LogoutNotice,
} from './credential-kind.js';
import { RequestOrigin } from './csrf/request-origin.js';

/** Ids of logins: short enough to be a part of other ids, long enough never to meet. */
const LOGIN_ID_BYTES = 8;

/** Gives and takes credentials of every kind in force. Login, registration and social login call it and know of no kind. */
@Injectable()
export class CredentialIssuer {
  constructor(
    private readonly kinds: CredentialKinds,
    private readonly origins: RequestOrigin,
  ) {}

  /**
   * Refuses a page of a foreign origin where a cookie is all that it could get (login CSRF). Where there is more, it gets that, and no
   * cookie.
   */
  assertMayIssue(exchange: Exchange): void {
    const origin = this.origins.foreign(exchange);
    if (origin !== null && this.kinds.issued.every((kind) => kind.isCookie)) {
      throw new Refusal('permission_denied', message('csrf_origin', { origin }));
    }
  }

  /** What a login gives that user. Joins the transaction that is open. */
  async issue(user: AuthUser, method: LoginMethodName, exchange: Exchange): Promise<IssuedCredentials> {
    const isForeign = this.origins.foreign(exchange) !== null;
    const { userAgent, address } = exchange;
    const origin = { loginId: randomHex(LOGIN_ID_BYTES), method, userAgent, address };
    let issued: IssuedCredentials = { cookies: [] };
    for (const kind of this.kinds.issued) {
      if (isForeign && kind.isCookie) continue;
      const part = await kind.issue(user, origin, exchange, !isForeign);
      issued = { ...issued, ...part, cookies: [...issued.cookies, ...part.cookies] };
    }
    return issued;
  }

  /** Ends what the request bears, and what else the caller's own login gave: logout. Answers what is to be told of it, if anything is. */
  async endPresented(
    exchange: Exchange,
    caller: { user: AuthUser; credential: CredentialReference } | null,
  ): Promise<LogoutNotice | null> {
    const all = this.all();
    let notice: LogoutNotice | null = null;
    for (const kind of all) notice = (await kind.endPresented(exchange)) ?? notice;
    // Who logs a session out has no use for the token that came with it.
    const isDone = notice?.status !== 401;
    if (isDone && caller && this.find(caller.credential)?.isLoginWide) {
      await this.endLogin(caller.user.id, caller.credential.loginId);
    }
    return notice;
  }

  /** Ends every credential of the user but `own`. Belongs into the transaction of what is the reason for it. */
  async endAll(user: AuthUser, own: CredentialReference | null): Promise<void> {
    for (const kind of this.all()) await kind.endAll(user.id, own);
  }

  /** Has a credential live on through a change of its user's password, and answers the cookies that tell it. */
  async renew(own: CredentialReference, user: AuthUser, exchange: Exchange): Promise<readonly Cookie[]> {
    return (await this.find(own)?.renew(own, user, exchange)) ?? [];
  }

  /** What the user could use now, by kind; at most `limit` of each. */
  async list(user: AuthUser, limit: number): Promise<(ActiveCredential & { kind: CredentialKindName })[]> {
    const lists = [];
    for (const kind of this.all()) {
      lists.push((await kind.list(user, limit)).map((credential) => ({ ...credential, kind: kind.name })));
    }
    return lists.flat();
  }

  /** Ends what one login gave. */
  async endLogin(userId: UserId, loginId: string): Promise<void> {
    for (const kind of this.all()) await kind.endLogin(userId, loginId);
  }

  private all(): Set<CredentialKind> {
    return new Set([...this.kinds.issued, ...this.kinds.recognised]);
  }

  private find(credential: CredentialReference): CredentialKind | undefined {
    return [...this.all()].find((kind) => kind.name === credential.kind);
  }
}
