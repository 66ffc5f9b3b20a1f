import { Injectable } from '@nestjs/common';

import { callerOf } from '../../../credentials/auth.guard.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import { type Caller, CredentialKinds, type LogoutNotice } from '../../../credentials/credential-kind.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { Refusal } from '../../../kernel/errors.js';
import { message } from '../../../kernel/messages.js';
import { UniqueViolation, UnitOfWork } from '../../../kernel/unit-of-work.js';

/** Ends the credentials that a request bears. */
@Injectable()
export class LogoutService {
  constructor(
    private readonly kinds: CredentialKinds,
    private readonly issuer: CredentialIssuer,
    private readonly work: UnitOfWork,
    private readonly events: EventTeller,
  ) {}

  /** Answers what is to be told of it, if it is not the usual. */
  async logOut(exchange: Exchange): Promise<LogoutNotice | null> {
    const caller = callerOf(exchange);
    if (!caller && !this.kinds.issued.some((kind) => kind.mayEndUnknown)) {
      throw new Refusal('bad_request', message('logout_needs_credentials'));
    }
    const notice = await this.end(exchange, caller);
    // What is answered 401 has ended nothing.
    if (caller && notice?.status !== 401) this.events.tell({ type: 'logged_out', userId: caller.user.id }, exchange);
    return notice;
  }

  private async end(exchange: Exchange, caller: Caller | null): Promise<LogoutNotice | null> {
    const end = () => this.work.run(() => this.issuer.endPresented(exchange, caller));
    try {
      return await end();
    } catch (error) {
      // Two logouts by one token, which we hear of for the first time: the transaction is lost, and the next one finds what the other has written.
      if (!(error instanceof UniqueViolation)) throw error;
      return end();
    }
  }
}
