import { Injectable } from '@nestjs/common';

import { PasswordHasher } from '../../../accounts/passwords/password.hasher.js';
import { AccountFinder } from '../../../accounts/users/account-finder.js';
import type { AuthUser, UserId } from '../../../accounts/users/auth-user.js';
import { PasswordAuthenticator, type PasswordCredentials } from '../../../accounts/users/password.authenticator.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import type { IssuedCredentials } from '../../../credentials/credential-kind.js';
import { LoginAdmission } from '../../../credentials/login-admission.js';
import { LoginAttempts } from '../../../credentials/login-attempts.js';
import type { Happening } from '../../../events/auth.events.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { FieldErrors } from '../../../kernel/errors.js';
import type { PlainMessageCode } from '../../../kernel/messages.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';
import type { LoginDto } from './login.dto.js';
import type { LoginChallenge } from '../../../accounts/users/login.policy.js';

/** What a login comes to. */
export type LoginOutcome =
  { readonly issued: IssuedCredentials; readonly user: AuthUser } | { readonly challenge: LoginChallenge };

/** A login by password. */
@Injectable()
export class LoginService {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly attempts: LoginAttempts,
    private readonly authenticator: PasswordAuthenticator,
    private readonly admission: LoginAdmission,
    private readonly issuer: CredentialIssuer,
    private readonly hasher: PasswordHasher,
    private readonly users: UserStore,
    private readonly accounts: AccountFinder,
    private readonly events: EventTeller,
  ) {}

  async logIn(input: Partial<LoginDto>, exchange: Exchange): Promise<LoginOutcome> {
    this.issuer.assertMayIssue(exchange);
    const credentials = this.credentials(input);
    this.hasher.assertRoom();
    const user = await this.attempts.run(credentials, exchange, () => this.authenticator.authenticate(credentials));
    if (!user) {
      this.events.tellOfWhom(failed, exchange, () => this.whoIsMeant(credentials));
      throw FieldErrors.nonField('unable_to_log_in');
    }
    const challenge = await this.admission.check(user, 'password', exchange);
    if (challenge) return { challenge };
    await this.renewHash(user, input.password ?? '');
    const issued = await this.issuer.issue(user, 'password', exchange);
    this.events.tell({ type: 'logged_in', userId: user.id, method: 'password' }, exchange);
    return { issued, user };
  }

  /** Which of the two names counts; dj-rest-auth's messages where it is missing. */
  private credentials({ username, email, password }: Partial<LoginDto>) {
    const byName = this.settings.login.methods.includes('username');
    const byEmail = this.settings.login.methods.includes('email');
    const named = { username: byName ? given(username) : null, email: byEmail ? given(email) : null };
    if (named.username === null && named.email === null && this.settings.email.addresses) {
      throw FieldErrors.nonField(missing(byName, byEmail));
    }
    return { ...named, password: password ?? '' };
  }

  /** Whose account was tried, for events; of several with one address the first. */
  private async whoIsMeant({ username, email }: PasswordCredentials): Promise<UserId | null> {
    const byEmail = this.settings.login.methods.includes('email');
    const address = email ?? (byEmail && username?.includes('@') ? username : null);
    const [found] = address === null ? [] : await this.accounts.findByEmail(address);
    if (found) return found.user.id;
    // A name beside an address is not tried.
    return username === null || email !== null ? null : ((await this.users.findByUsername(username))?.id ?? null);
  }

  /** A hash in an older format is made anew while the password is at hand; a change in the meantime wins. */
  private async renewHash(user: AuthUser, password: string): Promise<void> {
    if (!this.hasher.needsRehash(user.password)) return;
    // An authenticator of the host's may have let in by another password than the stored one, which must stay.
    if (!(await this.hasher.verify(password, user.password))) return;
    await this.users.replacePassword(user, await this.hasher.hash(password), null);
  }
}

function failed(userId: UserId | null): Happening {
  return { type: 'login_failed', userId, method: 'password', reason: 'credentials' };
}

/** An empty name is none. */
function given(name: string | undefined): string | null {
  return name === undefined || name === '' ? null : name;
}

function missing(byName: boolean, byEmail: boolean): PlainMessageCode {
  if (byName && byEmail) return 'must_include_either';
  return byEmail ? 'must_include_email' : 'must_include_username';
}
