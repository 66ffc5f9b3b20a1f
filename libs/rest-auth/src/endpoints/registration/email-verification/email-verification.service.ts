import { Injectable } from '@nestjs/common';

import { EmailAddressStore } from '../../../accounts/emails/email-address.store.js';
import { EmailVerificationKeys } from '../../../accounts/emails/email-verification.keys.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import { AuthEvents } from '../../../events/auth.events.js';
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
    private readonly events: AuthEvents,
    private readonly throttle: Throttle,
  ) {}

  async verify(key: string): Promise<void> {
    const address = await this.keys.check(key);
    const user = address && (await this.users.findById(address.userId));
    if (!address || !user?.isActive) throw notFound();
    try {
      if (!(await this.addresses.verify(address.id, address.email))) throw notFound();
    } catch (error) {
      // Another user has proven the address before: nothing changes, and the answer does not tell whose it is.
      if (error instanceof UniqueViolation) return;
      throw error;
    }
    this.work.afterCommit(() =>
      this.events.emit({ type: 'email_verified', userId: address.userId, email: address.email }),
    );
  }

  /** Mails another key for an unverified address. What it answers and costs is the same whether there is such an address. */
  async resend(email: string | undefined, languages: readonly string[]): Promise<void> {
    // Counted as it is compared: whoever asks in capitals, and so for nothing, must not use up what its owner may ask for.
    if (email !== undefined) await this.throttle.take('resendEmailByEmail', `email ${email}`);
    const [first] = email === undefined ? [] : await this.addresses.findByEmail(email, 1);
    // dj-rest-auth compares letter by letter here: in capitals an address finds nothing.
    const address = first && first.email === email && !first.verified ? first : null;
    const user = address && (await this.users.findById(address.userId));
    await this.work.run(() =>
      this.mails.emailVerification(address && user?.isActive ? { user, address } : null, languages),
    );
  }
}

function notFound(): Refusal {
  return new Refusal('not_found', message('not_found'));
}
