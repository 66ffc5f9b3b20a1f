import { Injectable, Optional } from '@nestjs/common';

import { EmailAddressStore } from '../../../accounts/emails/email-address.store.js';
import { PasswordHasher } from '../../../accounts/passwords/password.hasher.js';
import { PasswordResetStore } from '../../../accounts/passwords/password-reset.store.js';
import { PasswordResetTokens } from '../../../accounts/passwords/password-reset.tokens.js';
import { SocialAccountStore } from '../../../accounts/social-accounts/social-account.store.js';
import type { AuthUser, UserId } from '../../../accounts/users/auth-user.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import { LoginAttempts } from '../../../credentials/login-attempts.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { Clock, laterThan } from '../../../kernel/clock.js';
import { FieldErrors } from '../../../kernel/errors.js';
import { message } from '../../../kernel/messages.js';
import { UnitOfWork } from '../../../kernel/unit-of-work.js';
import { AccountMails } from '../../../mail/account.mails.js';
import { NewPassword } from '../../../accounts/passwords/new-password.js';
import type { PasswordResetConfirmDto } from './password-reset-confirm.dto.js';
import { SocialMounts } from '../../../social-providers/social-mounts.js';

/** Sets a new password by a mailed token, once, and ends every credential of the user. Nobody is logged in by it. */
@Injectable()
export class PasswordResetConfirmService {
  constructor(
    private readonly tokens: PasswordResetTokens,
    private readonly newPassword: NewPassword,
    private readonly hasher: PasswordHasher,
    private readonly resets: PasswordResetStore,
    private readonly users: UserStore,
    private readonly addresses: EmailAddressStore,
    private readonly accounts: SocialAccountStore,
    private readonly issuer: CredentialIssuer,
    private readonly mails: AccountMails,
    private readonly attempts: LoginAttempts,
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
    private readonly events: EventTeller,
    @Optional() private readonly mounts?: SocialMounts,
  ) {}

  async confirm(input: PasswordResetConfirmDto, exchange: Exchange): Promise<void> {
    try {
      await this.reset(input, exchange);
    } catch (error) {
      if (error instanceof InvalidToken) {
        this.events.tell({ type: 'password_reset_failed', userId: error.userId }, exchange);
      }
      throw error;
    }
  }

  private async reset(input: PasswordResetConfirmDto, exchange: Exchange): Promise<void> {
    const found = await this.tokens.check(input.uid, input.token);
    if (!found) throw new InvalidToken(null);
    const { reset, user } = found;
    // A password that will not do uses nothing up.
    await this.newPassword.assertGood(input, user);
    const hash = await this.hasher.hash(input.new_password2);
    const changedAt = laterThan(user.credentialsChangedAt, this.clock.now());
    await this.work.run(async () => {
      if (!(await this.resets.consume(reset.id))) throw new InvalidToken(user.id);
      if (!(await this.users.replacePassword(user, hash, changedAt))) throw new InvalidToken(user.id);
      await this.resets.deleteByUser(user.id);
      await this.issuer.endAll(user, null);
      await this.attempts.forget(user, exchange);
      if (this.mounts) await this.removeUnprovenAccounts(user, exchange);
      await this.mails.passwordChanged(user, exchange);
    });
    this.events.tell({ type: 'password_reset', userId: user.id }, exchange);
  }

  /** Only now somebody has shown that the address is theirs: who connected identities before may be somebody else, who only claimed it. */
  private async removeUnprovenAccounts(user: AuthUser, exchange: Exchange): Promise<void> {
    if (await this.addresses.isVerified(user.id, user.email)) return;
    const removed = await this.accounts.listByUser(user.id);
    await this.accounts.removeByUser(user.id);
    for (const { provider } of removed) {
      this.events.tell({ type: 'social_account_disconnected', userId: user.id, provider }, exchange);
    }
  }
}

/** One answer for whatever is wrong with the pair: a uid of nobody must not tell itself from one of somebody. */
class InvalidToken extends FieldErrors {
  constructor(readonly userId: UserId | null) {
    super({ token: [message('invalid_value')] });
  }
}
