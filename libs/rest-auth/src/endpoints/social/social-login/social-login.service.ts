import { Injectable } from '@nestjs/common';

import { IdentityFinder } from '../../../accounts/social-accounts/identity.finder.js';
import { IdentityGone, IdentityKeeper } from '../../../accounts/social-accounts/identity.keeper.js';
import { decideSocialIdentity, type LoginDecision } from '../../../accounts/social-accounts/social-identity.js';
import type { SocialIdentity } from '../../../accounts/social-accounts/social-profile.js';
import type { AuthUser, UserId } from '../../../accounts/users/auth-user.js';
import type { LoginChallenge } from '../../../accounts/users/login.policy.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import type { IssuedCredentials } from '../../../credentials/credential-kind.js';
import { LoginAdmission } from '../../../credentials/login-admission.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { FieldErrors } from '../../../kernel/errors.js';
import { UniqueViolation } from '../../../kernel/unit-of-work.js';
import { AccountMails } from '../../../mail/account.mails.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';
import { SocialIdentifier } from '../../../social-providers/social-identifier.js';
import { SocialLinking } from './social-linking.js';
import { SocialRegistration } from './social-registration.js';

/** What a social login comes to. */
export type SocialLoginOutcome =
  { readonly issued: IssuedCredentials; readonly user: AuthUser } | { readonly challenge: LoginChallenge };

/** Who comes in by an identity, or what is still to be done before. */
type Entrance = { readonly user: AuthUser } | { readonly challenge: LoginChallenge };

/** How often somebody else may be faster: with a name, the same identity, or an address. */
const ATTEMPTS = 5;

/** A login by a provider: of whoever has the identity, or of a new user. */
@Injectable()
export class SocialLoginService {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly identifier: SocialIdentifier,
    private readonly finder: IdentityFinder,
    private readonly identities: IdentityKeeper,
    private readonly registration: SocialRegistration,
    private readonly linking: SocialLinking,
    private readonly users: UserStore,
    private readonly mails: AccountMails,
    private readonly admission: LoginAdmission,
    private readonly issuer: CredentialIssuer,
    private readonly events: EventTeller,
  ) {}

  async logIn(mount: string, input: object, exchange: Exchange): Promise<SocialLoginOutcome> {
    this.issuer.assertMayIssue(exchange);
    const identity = await this.identify(mount, input, exchange);
    const outcome = await this.enter(identity, exchange);
    if ('challenge' in outcome) return outcome;
    const { user } = outcome;
    const issued = await this.issuer.issue(user, 'social', exchange);
    this.events.tell({ type: 'logged_in', userId: user.id, method: 'social' }, exchange);
    return { issued, user };
  }

  /** A provider that cannot be asked is no failed login. */
  private async identify(mount: string, input: object, exchange: Exchange): Promise<SocialIdentity> {
    try {
      return await this.identifier.identify(mount, input);
    } catch (error) {
      if (error instanceof FieldErrors) this.noteFailure(null, 'credentials', exchange);
      throw error;
    }
  }

  private noteFailure(userId: UserId | null, reason: 'credentials' | 'account', exchange: Exchange): void {
    this.events.tell({ type: 'login_failed', userId, method: 'social', reason }, exchange);
  }

  /** Looks again whenever somebody was faster: the same identity may be a user's by now, or the name taken. */
  private async enter(identity: SocialIdentity, exchange: Exchange): Promise<Entrance> {
    const { email, socialLogin } = this.settings;
    const rules = {
      uniqueEmail: email.unique,
      emailLinking: socialLogin.emailLinking,
      registration: socialLogin.registration,
      needsEmail: email.verification === 'mandatory',
    };
    for (let attempt = 1; ; attempt += 1) {
      const decision = decideSocialIdentity(identity.profile, await this.finder.find(identity), rules);
      try {
        return await this.carryOut(decision, identity, exchange);
      } catch (error) {
        if (!(error instanceof UniqueViolation || error instanceof IdentityGone)) throw error;
        if (attempt === ATTEMPTS) throw FieldErrors.nonField('conflict');
      }
    }
  }

  /** Whoever may not log in changes nothing, but for somebody new, who must be there to prove an address. */
  private async carryOut(decision: LoginDecision, identity: SocialIdentity, exchange: Exchange): Promise<Entrance> {
    if (decision.act === 'refuse') return this.refuse(decision, identity, exchange);
    const user = await this.userOf(decision, identity, exchange);
    if (!user?.isActive) {
      this.noteFailure(user?.id ?? null, 'account', exchange);
      // Inactive is inactive, and told no more than a wrong password is told.
      throw FieldErrors.nonField('unable_to_log_in');
    }
    const challenge = await this.admission.check(user, 'social', exchange);
    if (challenge) return { challenge };
    if (decision.act === 'link') return { user: await this.linking.link(user, identity, exchange) };
    if (decision.act === 'use') await this.identities.noteLogin(decision.account, identity);
    return { user };
  }

  private async userOf(
    decision: Exclude<LoginDecision, { act: 'refuse' }>,
    identity: SocialIdentity,
    exchange: Exchange,
  ): Promise<AuthUser | null> {
    switch (decision.act) {
      case 'use':
        return this.users.findById(decision.account.userId);
      case 'link':
        return this.users.findById(decision.userId);
      case 'register':
        return this.registration.register(identity, exchange);
    }
  }

  private async refuse(
    decision: Extract<LoginDecision, { act: 'refuse' }>,
    { profile }: SocialIdentity,
    exchange: Exchange,
  ): Promise<never> {
    this.noteFailure(null, 'account', exchange);
    const isOwnerTold = decision.code === 'email_taken' && decision.isProvenElsewhere;
    // Under mandatory verification the owner of an address learns that somebody came with it, as at a registration.
    if (isOwnerTold && this.settings.email.verification === 'mandatory') {
      await this.mails.accountExists(profile.email, exchange.languages);
    }
    throw FieldErrors.nonField(decision.code);
  }
}
