import { Injectable } from '@nestjs/common';

import { EmailAddressStore } from '../../../accounts/emails/email-address.store.js';
import { type SocialAccount, SocialAccountStore } from '../../../accounts/social-accounts/social-account.store.js';
import { type AuthUser, hasUsablePassword } from '../../../accounts/users/auth-user.js';
import { PresentUser } from '../../../accounts/users/present-user.js';
import type { Caller } from '../../../credentials/credential-kind.js';
import { RequestOrigin } from '../../../credentials/csrf/request-origin.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { FieldErrors, Refusal } from '../../../kernel/errors.js';
import { message, type PlainMessageCode } from '../../../kernel/messages.js';
import { UnitOfWork } from '../../../kernel/unit-of-work.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';
import { SocialIdentifier } from '../../../social-providers/social-identifier.js';

/** The caller's identities at providers. */
@Injectable()
export class SocialAccountsService {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly accounts: SocialAccountStore,
    private readonly addresses: EmailAddressStore,
    private readonly users: PresentUser,
    private readonly identifier: SocialIdentifier,
    private readonly origins: RequestOrigin,
    private readonly work: UnitOfWork,
    private readonly events: EventTeller,
  ) {}

  list({ user }: Caller): Promise<SocialAccount[]> {
    return this.accounts.listByUser(user.id);
  }

  /** Takes one of them away, unless it is the last way to log in. */
  async disconnect({ user: caller }: Caller, id: string, exchange: Exchange): Promise<void> {
    this.origins.assertOwnOrByHeader(exchange);
    const account = (await this.accounts.listByUser(caller.id)).find((one) => String(one.id) === id);
    if (!account) throw notFound();
    await this.work.run(async () => {
      const user = await this.users.hold(caller);
      const obstacle = await this.passwordObstacle(user);
      // An account at a provider that is mounted no more logs nobody in.
      const keepOneOf = obstacle ? this.identifier.providerIds : [];
      const removal = await this.accounts.remove(user.id, account.id, keepOneOf);
      if (removal === 'is_last' && obstacle) throw FieldErrors.nonField(obstacle);
      if (removal !== 'removed') throw notFound();
      const { provider } = account;
      this.events.tell({ type: 'social_account_disconnected', userId: user.id, provider }, exchange);
    });
  }

  /** Why the user could not log in by a password; null: they could. allauth: `validate_disconnect`. */
  private async passwordObstacle(user: AuthUser): Promise<PlainMessageCode | null> {
    if (!hasUsablePassword(user)) return 'no_password_set_up';
    const { login, email } = this.settings;
    const isProven = email.verification !== 'mandatory' || (await this.addresses.isVerified(user.id, user.email));
    const hasName = login.methods.includes('username') || user.email !== '';
    return isProven && hasName ? null : 'no_verified_email';
  }
}

function notFound(): Refusal {
  return new Refusal('not_found', message('not_found'));
}
