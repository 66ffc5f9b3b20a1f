import { Injectable } from '@nestjs/common';

import { EmailAddressStore } from '../../../accounts/emails/email-address.store.js';
import { IdentityKeeper } from '../../../accounts/social-accounts/identity.keeper.js';
import type { SocialIdentity, SocialProfile } from '../../../accounts/social-accounts/social-profile.js';
import { type AuthUser, type NewUser, unusablePassword } from '../../../accounts/users/auth-user.js';
import { UsernameGenerator } from '../../../accounts/users/username.generator.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { Clock } from '../../../kernel/clock.js';
import { UniqueViolation, UnitOfWork } from '../../../kernel/unit-of-work.js';
import { AccountMails } from '../../../mail/account.mails.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';
import { SocialRegistrationStrategy } from './social-registration.strategy.js';

/** Writes a new user with address, identity and mail: all of it, or nothing. */
@Injectable()
export class SocialRegistration {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly usernames: UsernameGenerator,
    private readonly strategy: SocialRegistrationStrategy,
    private readonly addresses: EmailAddressStore,
    private readonly identities: IdentityKeeper,
    private readonly mails: AccountMails,
    private readonly work: UnitOfWork,
    private readonly events: EventTeller,
    private readonly clock: Clock,
  ) {}

  /** Throws `UniqueViolation` when somebody was faster: with the identity, the name or the proven address. */
  async register(identity: SocialIdentity, exchange: Exchange): Promise<AuthUser> {
    const draft = await this.draft(identity.profile);
    return this.work.run(async () => {
      const user = await this.strategy.save(draft, identity);
      await this.identities.connect(user.id, identity);
      this.events.tell({ type: 'registered', userId: user.id }, exchange);
      await this.writeAddress(user, identity.profile, exchange);
      return user;
    });
  }

  private async draft({ username, firstName, lastName, email }: SocialProfile): Promise<NewUser> {
    const name = await this.usernames.adopt(username, firstName, lastName, email, username);
    return {
      username: this.settings.username.preserveCase ? name : name.toLowerCase(),
      email,
      firstName,
      lastName,
      password: unusablePassword(),
      isActive: true,
      credentialsChangedAt: null,
      dateJoined: this.clock.now(),
    };
  }

  /** What the provider has proven need not be proven again; anything else is, as at a registration. */
  private async writeAddress(
    user: AuthUser,
    { email, emailVerified }: SocialProfile,
    exchange: Exchange,
  ): Promise<void> {
    if (email === '') return;
    const address = await this.addresses.create(user.id, email, true);
    if (!emailVerified) {
      if (this.settings.email.verification !== 'none') {
        await this.mails.emailVerification({ user, address }, exchange.languages);
      }
      return;
    }
    if (!(await this.addresses.verify(address.id, address.email))) throw new UniqueViolation();
    this.events.tell({ type: 'email_verified', userId: user.id, email }, exchange);
  }
}
