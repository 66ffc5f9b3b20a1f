import { Injectable } from '@nestjs/common';

import { IdentityFinder } from '../../../accounts/social-accounts/identity.finder.js';
import { IdentityKeeper } from '../../../accounts/social-accounts/identity.keeper.js';
import type { SocialAccount } from '../../../accounts/social-accounts/social-account.store.js';
import { decideSocialIdentity, type IdentityDecision } from '../../../accounts/social-accounts/social-identity.js';
import type { SocialIdentity } from '../../../accounts/social-accounts/social-profile.js';
import type { AuthUser, UserId } from '../../../accounts/users/auth-user.js';
import { type LoginChallenge, LoginPolicy } from '../../../accounts/users/login.policy.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import type { IssuedCredentials } from '../../../credentials/credential-kind.js';
import { AuthEvents } from '../../../events/auth.events.js';
import type { Exchange } from '../../../http/exchange.js';
import { FieldErrors } from '../../../kernel/errors.js';
import { UniqueViolation, UnitOfWork } from '../../../kernel/unit-of-work.js';
import { AccountMails } from '../../../mail/account.mails.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';
import { SocialIdentifier } from '../../../social-providers/social-identifier.js';
import { SocialLinking } from './social-linking.js';
import { SocialRegistration } from './social-registration.js';

/** What a social login comes to. */
export type SocialLoginOutcome =
  { readonly issued: IssuedCredentials; readonly user: AuthUser } | { readonly challenge: LoginChallenge };

/** Whose an identity is, and its account if it was theirs before. */
interface Owner {
  readonly user: AuthUser;
  readonly account: SocialAccount | null;
}

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
    private readonly policy: LoginPolicy,
    private readonly issuer: CredentialIssuer,
    private readonly work: UnitOfWork,
    private readonly events: AuthEvents,
  ) {}

  async logIn(mount: string, input: object, exchange: Exchange): Promise<SocialLoginOutcome> {
    this.issuer.assertMayIssue(exchange);
    const identity = await this.identifier.identify(mount, input);
    const { user, account } = await this.ownerOf(identity, exchange.languages);
    const challenge = await this.policy.check(user);
    if (challenge) return { challenge };
    if (account) await this.identities.noteLogin(account, identity);
    const issued = await this.issuer.issue(user, 'social', exchange);
    this.work.afterCommit(() => this.events.emit({ type: 'logged_in', userId: user.id, method: 'social' }));
    return { issued, user };
  }

  /** Looks again whenever somebody was faster: the same identity may be a user's by now, or the name taken. */
  private async ownerOf(identity: SocialIdentity, languages: readonly string[]): Promise<Owner> {
    const { email, socialLogin } = this.settings;
    const rules = {
      callerId: null,
      uniqueEmail: email.unique,
      emailLinking: socialLogin.emailLinking,
      registration: socialLogin.registration,
      needsEmail: email.verification === 'mandatory',
    };
    for (let attempt = 1; ; attempt += 1) {
      const decision = decideSocialIdentity(identity.profile, await this.finder.find(identity), rules);
      try {
        return await this.carryOut(decision, identity, languages);
      } catch (error) {
        if (!(error instanceof UniqueViolation)) throw error;
        if (attempt === ATTEMPTS) throw FieldErrors.nonField('conflict');
      }
    }
  }

  private async carryOut(
    decision: IdentityDecision,
    identity: SocialIdentity,
    languages: readonly string[],
  ): Promise<Owner> {
    switch (decision.act) {
      case 'use':
        return { user: await this.active(decision.account.userId), account: decision.account };
      case 'register':
        return { user: await this.registration.register(identity, languages), account: null };
      case 'link':
        return { user: await this.linking.link(await this.active(decision.userId), identity), account: null };
      case 'connect':
        throw new TypeError('Nobody is logged in whom it could be connected to.');
      case 'refuse':
        if (decision.code === 'email_taken' && decision.isProvenElsewhere) {
          await this.tellOwner(identity.profile.email, languages);
        }
        throw FieldErrors.nonField(decision.code);
    }
  }

  /** Inactive is inactive, and told no more than a wrong password is told. */
  private async active(id: UserId): Promise<AuthUser> {
    const user = await this.users.findById(id);
    if (!user?.isActive) throw FieldErrors.nonField('unable_to_log_in');
    return user;
  }

  /** Under mandatory verification the owner of an address learns that somebody came with it, as at a registration. */
  private async tellOwner(email: string, languages: readonly string[]): Promise<void> {
    // What merely looks like the address is none that anybody could be written to.
    if (this.settings.email.verification !== 'mandatory' || email === '') return;
    await this.work.run(() => this.mails.accountExists(email, languages));
  }
}
