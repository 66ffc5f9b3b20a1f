import { Injectable } from '@nestjs/common';

import { EmailAddressStore } from '../../../accounts/emails/email-address.store.js';
import { PasswordHasher } from '../../../accounts/passwords/password.hasher.js';
import { PasswordPolicy } from '../../../accounts/passwords/password.policy.js';
import { type AuthUser, type NewUser, UNUSABLE_PASSWORD, unusablePassword } from '../../../accounts/users/auth-user.js';
import { UsernameGenerator } from '../../../accounts/users/username.generator.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import type { IssuedCredentials } from '../../../credentials/credential-kind.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { Clock } from '../../../kernel/clock.js';
import { FieldErrors, NON_FIELD } from '../../../kernel/errors.js';
import { foldEmail } from '../../../kernel/text.js';
import { UniqueViolation, UnitOfWork } from '../../../kernel/unit-of-work.js';
import { AccountMails } from '../../../mail/account.mails.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';
import type { RegisterDto } from './register.dto.js';
import { RegistrationStrategy } from './registration.strategy.js';

/** What a registration comes to: credentials, or (under mandatory verification) a mail. */
export type RegistrationOutcome =
  { readonly issued: IssuedCredentials; readonly user: AuthUser } | { readonly verificationSent: true };

/** How often a generated name may be lost to somebody faster. */
const ATTEMPTS = 5;
/** As many rows of mails cost what a registration writes where an address must be proven first: a user, who has indexes, an address and a mail. */
const ROWS = 4;

/** Writes a new user with address, credentials and mail: all of it, or nothing. */
@Injectable()
export class RegisterService {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly usernames: UsernameGenerator,
    private readonly strategy: RegistrationStrategy<Partial<RegisterDto>>,
    private readonly addresses: EmailAddressStore,
    private readonly mails: AccountMails,
    private readonly issuer: CredentialIssuer,
    private readonly work: UnitOfWork,
    private readonly events: EventTeller,
    private readonly clock: Clock,
  ) {}

  /** Throws `UniqueViolation` when a name was taken between the look and the write. */
  async register(
    input: Partial<RegisterDto>,
    extra: Readonly<Record<string, unknown>>,
    exchange: Exchange,
  ): Promise<RegistrationOutcome> {
    this.issuer.assertMayIssue(exchange);
    const user = await this.newUser(input, extra);
    await this.assertGoodPassword(input, user);
    const password = await this.hash(input.password1);
    if (await this.isEmailTaken(user.email)) {
      // The answer is the same as for a free address; only the owner learns of it. The password was hashed for the same reason.
      await this.work.run(async () => {
        await this.mails.accountExists(user.email, exchange.languages);
        for (let row = 1; row < ROWS; row += 1) await this.mails.emailVerification(null, exchange.languages);
      });
      return { verificationSent: true };
    }
    return this.save({ ...user, password }, input, extra, exchange);
  }

  private async newUser(
    { username, email }: Partial<RegisterDto>,
    { firstName, lastName }: Readonly<Record<string, unknown>>,
  ): Promise<NewUser> {
    const address = email === undefined ? '' : foldEmail(email);
    const name = username ?? (await this.usernames.generate(address));
    return {
      username: this.settings.username.preserveCase ? name : name.toLowerCase(),
      email: address,
      firstName: typeof firstName === 'string' ? firstName : '',
      lastName: typeof lastName === 'string' ? lastName : '',
      password: UNUSABLE_PASSWORD,
      isActive: true,
      credentialsChangedAt: null,
      dateJoined: this.clock.now(),
    };
  }

  /** dj-rest-auth's order: alike first, then the policy once more, which now knows whose password it is. */
  private async assertGoodPassword({ password1, password2 }: Partial<RegisterDto>, user: NewUser): Promise<void> {
    if (password1 === undefined) return;
    if (password1 !== password2) throw FieldErrors.nonField('registration_passwords_differ');
    const problems = await this.policy.problems(password1, user);
    if (problems.length > 0) throw FieldErrors.of(NON_FIELD, ...problems);
  }

  /** A register DTO without a password makes a user who has none. */
  private async hash(password: string | undefined): Promise<string> {
    return password === undefined ? unusablePassword() : this.hasher.hash(password);
  }

  private async isEmailTaken(email: string): Promise<boolean> {
    const { unique, verification } = this.settings.email;
    if (!unique || verification !== 'mandatory' || email === '') return false;
    const [first] = await this.addresses.findByEmail(email, 1);
    return first?.verified === true;
  }

  private async save(
    user: NewUser,
    input: Partial<RegisterDto>,
    extra: Readonly<Record<string, unknown>>,
    exchange: Exchange,
  ): Promise<RegistrationOutcome> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.work.run(() => this.write(user, input, extra, exchange));
      } catch (error) {
        const isGenerated = input.username === undefined && error instanceof UniqueViolation;
        if (!isGenerated || attempt === ATTEMPTS) throw error;
        user = { ...user, username: await this.usernames.generate(user.email) };
      }
    }
  }

  private async write(
    draft: NewUser,
    input: Partial<RegisterDto>,
    extra: Readonly<Record<string, unknown>>,
    exchange: Exchange,
  ): Promise<RegistrationOutcome> {
    const { verification } = this.settings.email;
    const user = await this.strategy.save(draft, extra, input);
    if (draft.email !== '') {
      const address = await this.addresses.create(user.id, draft.email, true);
      if (verification !== 'none') await this.mails.emailVerification({ user, address }, exchange.languages);
    }
    this.events.tell({ type: 'registered', userId: user.id }, exchange);
    if (verification === 'mandatory') return { verificationSent: true };
    return { issued: await this.issuer.issue(user, 'registration', exchange), user };
  }
}
