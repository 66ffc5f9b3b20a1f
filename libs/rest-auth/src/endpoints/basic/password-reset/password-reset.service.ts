import { Injectable } from '@nestjs/common';

import { hasUsablePassword } from '../../../accounts/users/auth-user.js';
import { AccountFinder } from '../../../accounts/users/account-finder.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { foldEmail } from '../../../kernel/text.js';
import { UnitOfWork } from '../../../kernel/unit-of-work.js';
import { AccountMails } from '../../../mail/account.mails.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';
import { Throttle } from '../../../throttling/throttle.js';

/** Mails a reset to whoever has an address. What it answers, and what it costs, is the same whether anybody has it. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly accounts: AccountFinder,
    private readonly mails: AccountMails,
    private readonly work: UnitOfWork,
    private readonly throttle: Throttle,
    private readonly events: EventTeller,
  ) {}

  async request(email: string, exchange: Exchange): Promise<void> {
    const { languages } = exchange;
    await this.throttle.take('passwordResetByEmail', `email ${foldEmail(email)}`);
    const found = (await this.accounts.findByEmail(email)).filter(
      // allauth lets a social user set a first password this way; Django alone does not.
      ({ user }) => user.isActive && (this.settings.email.addresses || hasUsablePassword(user)),
    );
    await this.work.run(async () => {
      if (found.length === 0) await this.mails.passwordReset(null, languages);
      for (const account of found) await this.mails.passwordReset(account, languages);
    });
    const ids = found.length === 0 ? [null] : found.map(({ user }) => user.id);
    for (const userId of ids) this.events.tell({ type: 'password_reset_requested', userId }, exchange);
  }
}
