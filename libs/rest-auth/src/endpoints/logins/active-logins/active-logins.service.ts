import { Injectable } from '@nestjs/common';

import type { AuthUser } from '../../../accounts/users/auth-user.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import type { ActiveCredential, Caller, CredentialKindName } from '../../../credentials/credential-kind.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { notAuthenticated, Refusal } from '../../../kernel/errors.js';
import { message } from '../../../kernel/messages.js';
import { UnitOfWork } from '../../../kernel/unit-of-work.js';

/** A login that is good still, with the kinds of credentials that it gave. */
export interface ActiveLogin extends ActiveCredential {
  readonly kinds: readonly CredentialKindName[];
}

/** More than these nobody looks through. */
const LIMIT = 100;

/** Where a user is logged in, and how to change that. */
@Injectable()
export class ActiveLoginsService {
  constructor(
    private readonly issuer: CredentialIssuer,
    private readonly users: UserStore,
    private readonly work: UnitOfWork,
    private readonly events: EventTeller,
  ) {}

  /** The user's logins, the last used first. */
  async list(user: AuthUser): Promise<ActiveLogin[]> {
    const logins = new Map<string, ActiveLogin>();
    for (const { kind, ...credential } of await this.issuer.list(user, LIMIT)) {
      const known = logins.get(credential.loginId) ?? { ...credential, kinds: [] };
      const lastUsedAt = known.lastUsedAt > credential.lastUsedAt ? known.lastUsedAt : credential.lastUsedAt;
      logins.set(credential.loginId, { ...known, lastUsedAt, kinds: [...known.kinds, kind] });
    }
    return [...logins.values()]
      .sort((left, right) => right.lastUsedAt.getTime() - left.lastUsedAt.getTime())
      .slice(0, LIMIT);
  }

  /** Ends one of the user's logins, be it the caller's own. */
  async end({ user }: Caller, loginId: string, exchange: Exchange): Promise<void> {
    await this.work.run(async () => {
      const logins = await this.listHeld(user);
      if (!logins.some((login) => login.loginId === loginId)) throw new Refusal('not_found', message('not_found'));
      await this.endOne(user, loginId, exchange);
    });
  }

  /** Ends all of them but the caller's own. */
  async endOthers({ user, credential }: Caller, exchange: Exchange): Promise<void> {
    await this.work.run(async () => {
      for (const { loginId } of await this.listHeld(user)) {
        if (loginId !== credential.loginId) await this.endOne(user, loginId, exchange);
      }
    });
  }

  /**
   * The user's logins, as nobody else ends one from the list until the transaction that is open has ended: of several who end one at once the first does, and that is told once.
   * Throws a refusal (401) where the password has been changed by now: whoever called may be whom it was changed against.
   */
  private async listHeld(user: AuthUser): Promise<ActiveLogin[]> {
    // Replaced by itself, which locks the row, and before anything is read: MariaDB reads what was there at a transaction's first look.
    if (!(await this.users.replacePassword(user, user.password, null))) throw notAuthenticated();
    return this.list(user);
  }

  private async endOne(user: AuthUser, loginId: string, exchange: Exchange): Promise<void> {
    await this.issuer.endLogin(user.id, loginId);
    this.events.tell({ type: 'login_ended', userId: user.id, loginId }, exchange);
  }
}
