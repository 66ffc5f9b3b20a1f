import { Injectable } from '@nestjs/common';

import type { AuthUser } from '../accounts/users/auth-user.js';
import type { Cookie } from '../http/cookies.js';
import type { Exchange } from '../http/exchange.js';
import { Refusal } from '../kernel/errors.js';
import { message } from '../kernel/messages.js';
import { randomId } from '../kernel/secrets.js';
import {
  type CredentialKind,
  CredentialKinds,
  type CredentialReference,
  type IssuedCredentials,
  type LoginMethodName,
} from './credential-kind.js';
import { RequestOrigin } from './csrf/request-origin.js';

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
    const origin = { loginId: randomId(), method, userAgent, address };
    let issued: IssuedCredentials = { cookies: [] };
    for (const kind of this.kinds.issued) {
      if (isForeign && kind.isCookie) continue;
      const part = await kind.issue(user, origin, exchange);
      issued = { ...issued, ...part, cookies: [...issued.cookies, ...part.cookies] };
    }
    return issued;
  }

  /** Ends what the request bears, and what else the caller's own login gave: logout. */
  async endPresented(
    exchange: Exchange,
    caller: { user: AuthUser; credential: CredentialReference } | null,
  ): Promise<void> {
    const all = this.all();
    for (const kind of all) await kind.endPresented(exchange);
    // A browser that logs its session out has no use for the token that came with it. A token that is logged out says nothing
    // of the browser.
    if (caller && this.find(caller.credential)?.isCookie) {
      for (const kind of all) await kind.endLogin(caller.user.id, caller.credential.loginId);
    }
  }

  /**
   * Ends every credential of the user after a change of its password; `own`, which made the change, lives on under a new secret. Answers the
   * cookies that tell it. Belongs into the change's transaction.
   */
  async endAll(user: AuthUser, own: CredentialReference | null): Promise<readonly Cookie[]> {
    for (const kind of this.all()) await kind.endAll(user.id, own);
    return own ? ((await this.find(own)?.renew(own, user)) ?? []) : [];
  }

  private all(): Set<CredentialKind> {
    return new Set([...this.kinds.issued, ...this.kinds.recognised]);
  }

  private find(credential: CredentialReference): CredentialKind | undefined {
    return [...this.all()].find((kind) => kind.name === credential.kind);
  }
}
