import { Injectable } from '@nestjs/common';

import { IdentityKeeper } from '../../../accounts/social-accounts/identity.keeper.js';
import { SocialAccountStore } from '../../../accounts/social-accounts/social-account.store.js';
import { connecting, decideSocialIdentity } from '../../../accounts/social-accounts/social-identity.js';
import type { SocialIdentity } from '../../../accounts/social-accounts/social-profile.js';
import type { AuthUser } from '../../../accounts/users/auth-user.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import type { Caller, IssuedCredentials } from '../../../credentials/credential-kind.js';
import { AuthEvents } from '../../../events/auth.events.js';
import type { Exchange } from '../../../http/exchange.js';
import { FieldErrors } from '../../../kernel/errors.js';
import { UniqueViolation, UnitOfWork } from '../../../kernel/unit-of-work.js';
import { SocialIdentifier } from '../../../social-providers/social-identifier.js';

/** Gives the caller an identity at a provider. The caller stays who they are, whoever's identity it turns out to be. */
@Injectable()
export class SocialConnectService {
  constructor(
    private readonly identifier: SocialIdentifier,
    private readonly accounts: SocialAccountStore,
    private readonly identities: IdentityKeeper,
    private readonly issuer: CredentialIssuer,
    private readonly work: UnitOfWork,
    private readonly events: AuthEvents,
  ) {}

  /** Answers fresh credentials of the caller's own, as dj-rest-auth does. */
  async connect(mount: string, input: object, { user }: Caller, exchange: Exchange): Promise<IssuedCredentials> {
    this.issuer.assertMayIssue(exchange);
    const identity = await this.identifier.identify(mount, input);
    try {
      await this.write(identity, user);
    } catch (error) {
      if (!(error instanceof UniqueViolation)) throw error;
      // Somebody else was faster, or the same caller with another request: the second look tells which.
      await this.write(identity, user);
    }
    return this.issuer.issue(user, 'social', exchange);
  }

  private async write(identity: SocialIdentity, user: AuthUser): Promise<void> {
    const { provider, profile } = identity;
    const account = await this.accounts.find(provider, profile.uid);
    // Whose address it is plays no part.
    const decision = decideSocialIdentity(profile, { account, holders: [] }, connecting(user.id));
    if (decision.act === 'refuse') throw FieldErrors.nonField(decision.code);
    if (decision.act === 'use') return this.identities.noteLogin(decision.account, identity);
    await this.identities.connect(user.id, identity);
    this.work.afterCommit(() => this.events.emit({ type: 'social_account_connected', userId: user.id, provider }));
  }
}
