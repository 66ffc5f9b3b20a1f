import { Injectable } from '@nestjs/common';

import { PasswordResetStore } from '../../../accounts/passwords/password-reset.store.js';
import { IdentityKeeper } from '../../../accounts/social-accounts/identity.keeper.js';
import { SocialAccountStore } from '../../../accounts/social-accounts/social-account.store.js';
import type { SocialIdentity } from '../../../accounts/social-accounts/social-profile.js';
import { type AuthUser, unusablePassword } from '../../../accounts/users/auth-user.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { Clock, laterThan } from '../../../kernel/clock.js';
import { notAuthenticated } from '../../../kernel/errors.js';
import { UniqueViolation, UnitOfWork } from '../../../kernel/unit-of-work.js';
import { AccountMails } from '../../../mail/account.mails.js';

/**
 * Gives an identity to whoever has proven its address, where the options allow it. Who set the password and connected other identities is not known to be the same person: all of it
 * goes, with every credential and whatever reset is under way (account pre-hijacking). allauth: `wipe_password`.
 */
@Injectable()
export class SocialLinking {
  constructor(
    private readonly users: UserStore,
    private readonly resets: PasswordResetStore,
    private readonly accounts: SocialAccountStore,
    private readonly identities: IdentityKeeper,
    private readonly issuer: CredentialIssuer,
    private readonly mails: AccountMails,
    private readonly work: UnitOfWork,
    private readonly events: EventTeller,
    private readonly clock: Clock,
  ) {}

  /** The user as it is then. Throws `UniqueViolation` when somebody was faster: with the identity, or with another password. */
  link(user: AuthUser, identity: SocialIdentity, exchange: Exchange): Promise<AuthUser> {
    return this.work.run(async () => {
      const changedAt = laterThan(user.credentialsChangedAt, this.clock.now());
      if (!(await this.users.replacePassword(user, unusablePassword(), changedAt))) throw new UniqueViolation();
      await this.resets.deleteByUser(user.id);
      await this.issuer.endAll(user, null);
      const removed = await this.accounts.listByUser(user.id);
      await this.accounts.removeByUser(user.id);
      await this.identities.connect(user.id, identity);
      const { provider } = identity;
      await this.mails.socialAccountConnected(user, provider, exchange);
      for (const account of removed) {
        this.events.tell(
          { type: 'social_account_disconnected', userId: user.id, provider: account.provider },
          exchange,
        );
      }
      this.events.tell({ type: 'social_account_connected', userId: user.id, provider }, exchange);
      const linked = await this.users.findById(user.id);
      if (!linked) throw notAuthenticated();
      return linked;
    });
  }
}
