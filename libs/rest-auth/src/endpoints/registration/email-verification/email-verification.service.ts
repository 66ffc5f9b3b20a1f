import { Injectable } from '@nestjs/common';

import { type EmailAddress, EmailAddressStore } from '../../../accounts/emails/email-address.store.js';
import { EmailVerificationKeys } from '../../../accounts/emails/email-verification.keys.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { Refusal } from '../../../kernel/errors.js';
import { message } from '../../../kernel/messages.js';
import { UniqueViolation, UnitOfWork } from '../../../kernel/unit-of-work.js';
import { AccountMails } from '../../../mail/account.mails.js';
import { Throttle } from '../../../throttling/throttle.js';

/** Proves addresses by mailed keys. Nobody is logged in by it. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly keys: EmailVerificationKeys,
    private readonly addresses: EmailAddressStore,
    private readonly users: UserStore,
    private readonly mails: AccountMails,
    private readonly work: UnitOfWork,
    private readonly events: EventTeller,
    private readonly throttle: Throttle,
  ) {}

  async verify(key: string, exchange: Exchange): Promise<void> {
    const address = await this.keys.check(key);
    const user = address && (await this.users.findById(address.userId));
    const outcome = address && user?.isActive ? await this.prove(address) : 'gone';
    if (!address || outcome !== 'proven') {
      this.events.tell({ type: 'email_verification_failed', userId: address?.userId ?? null }, exchange);
      if (outcome === 'gone') throw notFound();
      return;
    }
    this.events.tell({ type: 'email_verified', userId: address.userId, email: address.email }, exchange);
  }

  private async prove({ id, email }: EmailAddress): Promise<'proven' | 'gone' | 'taken'> {
    try {
      return (await this.addresses.verify(id, email)) ? 'proven' : 'gone';
    } catch (error) {
      // Another user has proven the address before: nothing changes, and the answer does not tell whose it is.
      if (error instanceof UniqueViolation) return 'taken';
      throw error;
    }
  }

  /** Mails another key for an unverified address. What it answers and costs is the same whether there is such an address. */
  async resend(email: string | undefined, exchange: Exchange): Promise<void> {
    // Counted as it is compared: whoever asks in capitals, and so for nothing, must not use up what its owner may ask for.
    if (email !== undefined) await this.throttle.take('resendEmailByEmail', `email ${email}`);
    const [first] = email === undefined ? [] : await this.addresses.findByEmail(email, 1);
    // dj-rest-auth compares letter by letter here: in capitals an address finds nothing.
    const address = first && first.email === email && !first.verified ? first : null;
    const user = address ? await this.users.findById(address.userId) : await this.lookForNobody();
    const to = address && user?.isActive ? { user, address } : null;
    await this.work.run(() => this.mails.emailVerification(to, exchange.languages));
    this.events.tell({ type: 'email_verification_requested', userId: to?.user.id ?? null }, exchange);
  }

  /** As long as a look for somebody takes, whichever type keys are of. */
  private async lookForNobody(): Promise<null> {
    for (const key of NOBODY) await this.users.findById(key);
    return null;
  }
}

/** Of numbers and of UUIDs; what is none of a table's is not asked for there. */
const NOBODY = [0, '00000000-0000-0000-0000-000000000000'];

function notFound(): Refusal {
  return new Refusal('not_found', message('not_found'));
}
