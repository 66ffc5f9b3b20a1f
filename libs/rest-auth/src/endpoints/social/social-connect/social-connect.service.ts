import { Injectable } from '@nestjs/common';

import { IdentityGone, IdentityKeeper } from '../../../accounts/social-accounts/identity.keeper.js';
import { SocialAccountStore } from '../../../accounts/social-accounts/social-account.store.js';
import { decideSocialIdentity } from '../../../accounts/social-accounts/social-identity.js';
import type { SocialIdentity } from '../../../accounts/social-accounts/social-profile.js';
import type { AuthUser } from '../../../accounts/users/auth-user.js';
import { PresentUser } from '../../../accounts/users/present-user.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import type { Caller, IssuedCredentials } from '../../../credentials/credential-kind.js';
import { RequestOrigin } from '../../../credentials/csrf/request-origin.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { FieldErrors } from '../../../kernel/errors.js';
import { UniqueViolation, UnitOfWork } from '../../../kernel/unit-of-work.js';
import { AccountMails } from '../../../mail/account.mails.js';
import { SocialIdentifier } from '../../../social-providers/social-identifier.js';

const ATTEMPTS = 2;

/** Gives the caller an identity at a provider. The caller stays who they are, whoever's identity it turns out to be. */
@Injectable()
export class SocialConnectService {
  constructor(
    private readonly identifier: SocialIdentifier,
    private readonly accounts: SocialAccountStore,
    private readonly identities: IdentityKeeper,
    private readonly users: PresentUser,
    private readonly issuer: CredentialIssuer,
    private readonly mails: AccountMails,
    private readonly origins: RequestOrigin,
    private readonly work: UnitOfWork,
    private readonly events: EventTeller,
  ) {}

  /** Answers fresh credentials of the caller's own, as dj-rest-auth does. */
  async connect(mount: string, input: object, { user }: Caller, exchange: Exchange): Promise<IssuedCredentials> {
    this.origins.assertOwnOrByHeader(exchange);
    const identity = await this.identifier.identify(mount, input);
    const present = await this.writeOnce(identity, user, exchange);
    return this.issuer.issue(present, 'social', exchange);
  }

  /** Somebody else may be faster, or the same caller with another request: a second look tells which. */
  private async writeOnce(identity: SocialIdentity, caller: AuthUser, exchange: Exchange): Promise<AuthUser> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.work.run(() => this.write(identity, caller, exchange));
      } catch (error) {
        if (!(error instanceof UniqueViolation || error instanceof IdentityGone)) throw error;
        if (attempt === ATTEMPTS) throw FieldErrors.nonField('conflict');
      }
    }
  }

  /** The provider has taken its time: whoever is out by now gets nothing. */
  private async write(identity: SocialIdentity, caller: AuthUser, exchange: Exchange): Promise<AuthUser> {
    const user = await this.users.hold(caller);
    const { provider, profile } = identity;
    const account = await this.accounts.find(provider, profile.uid);
    const decision = decideSocialIdentity(profile, { account }, { callerId: user.id });
    if (decision.act === 'refuse') throw FieldErrors.nonField(decision.code);
    if (decision.act === 'use') {
      await this.identities.noteLogin(decision.account, identity);
      return user;
    }
    await this.identities.connect(user.id, identity);
    await this.mails.socialAccountConnected(user, provider, exchange);
    this.events.tell({ type: 'social_account_connected', userId: user.id, provider }, exchange);
    return user;
  }
}
