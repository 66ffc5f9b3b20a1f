import { Injectable } from '@nestjs/common';

import { EmailAddressStore } from '../../../accounts/emails/email-address.store.js';
import { type SocialAccount, SocialAccountStore } from '../../../accounts/social-accounts/social-account.store.js';
import { type AuthUser, hasUsablePassword } from '../../../accounts/users/auth-user.js';
import type { Caller } from '../../../credentials/credential-kind.js';
import { AuthEvents } from '../../../events/auth.events.js';
import { FieldErrors, Refusal } from '../../../kernel/errors.js';
import { message, type PlainMessageCode } from '../../../kernel/messages.js';
import { UnitOfWork } from '../../../kernel/unit-of-work.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';

/** The caller's identities at providers. */
@Injectable()
export class SocialAccountsService {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly accounts: SocialAccountStore,
    private readonly addresses: EmailAddressStore,
    private readonly work: UnitOfWork,
    private readonly events: AuthEvents,
  ) {}

  list({ user }: Caller): Promise<SocialAccount[]> {
    return this.accounts.listByUser(user.id);
  }

  /** Takes one of them away, unless it is the last way to log in. */
  async disconnect({ user }: Caller, id: string): Promise<void> {
    const obstacle = await this.passwordObstacle(user);
    const account = (await this.accounts.listByUser(user.id)).find((one) => String(one.id) === id);
    const removal = account ? await this.accounts.remove(user.id, account.id, obstacle !== null) : 'not_found';
    if (removal === 'is_last' && obstacle) throw FieldErrors.nonField(obstacle);
    if (!account || removal !== 'removed') throw new Refusal('not_found', message('not_found'));
    const { provider } = account;
    this.work.afterCommit(() => this.events.emit({ type: 'social_account_disconnected', userId: user.id, provider }));
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
