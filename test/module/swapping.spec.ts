import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { IsInt, IsOptional, Matches, Max, MaxLength } from 'class-validator';
import {
  AuthEvents,
  type AuthEvent,
  type AuthUser,
  CharField,
  Clock,
  CredentialPresenter,
  type EmailAddress,
  EmailAddressStore,
  EmailField,
  EnglishMessageCatalogue,
  FieldErrors,
  FieldRule,
  type IssuedCredentials,
  LinkBuilder,
  LoginDto,
  LoginFailureStore,
  type LoginChallenge,
  LoginPolicy,
  Mailer,
  type Message,
  message,
  NestedField,
  type NewCredential,
  type NewSocialAccount,
  type NewUser,
  Outbox,
  type OutboxEntry,
  OutboxStore,
  PasswordAuthenticator,
  type PasswordCredentials,
  PasswordField,
  PasswordHasher,
  PasswordPolicy,
  type PasswordReset,
  PasswordResetStore,
  type PortClasses,
  PORTS,
  RegisterDto,
  RefreshFamilyStore,
  type RefreshFamily,
  ThrottleStore,
  TokenClaims,
  type HttpRequest,
  RegistrationStrategy,
  type RenderedMail,
  RestAuthModule,
  type RestAuthOptions,
  SessionStore,
  type SocialAccount,
  SocialAccountStore,
  type SocialClient,
  SocialClientStore,
  type SocialIdentity,
  type StoredCredential,
  TokenCreator,
  TokenStore,
  TypeOrmUnitOfWork,
  UniqueViolation,
  UnitOfWork,
  UserDetailsDto,
  type UserId,
  UserPresenter,
  UserRowRegistrationStrategy,
  UserRowSocialRegistrationStrategy,
  UserStore,
} from 'nestjs-rest-auth';

import {
  ask,
  type Host,
  hostModule,
  KEY,
  listen,
  PASSWORD,
  register,
  registration,
  REQUIRED,
  seen,
  SilentMailer,
  withHost,
} from '../support/host.js';
import { httpAdapter } from '../support/http-adapter.mjs';
import { socialHosts } from '../support/social-host.js';
import { FIONA, GINA } from '../support/social-site.js';
import { LINKS, SECRET } from '../support/test-application.js';
import { Profile, User } from '../support/test-user.js';
import { happeningOf } from '../support/told-events.js';

const ALICE = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' };
const LOGIN = { username: 'alice', password: PASSWORD };

const social = socialHosts();

// Tiny implementations, one for each port ------------------------------------------------------------------------------------

/** Users that live in memory. */
class MemoryUserStore extends UserStore<User> {
  private readonly users: User[] = [];
  override async findById(id: UserId) {
    return this.users.find((user) => user.id === id) ?? null;
  }
  override async findByUsername(username: string) {
    return this.users.find((user) => user.username.toLowerCase() === username.toLowerCase()) ?? null;
  }
  override async findByEmail(email: string) {
    return this.users.filter((user) => user.email === email);
  }
  override async create(user: NewUser) {
    const created = Object.assign(new User(), user, { id: 7000 + this.users.length });
    this.users.push(created);
    return created;
  }
  override async update(user: User, changes: Readonly<Record<string, unknown>>) {
    return Object.assign(user, changes);
  }
  override async replacePassword(user: User, hash: string) {
    user.password = hash;
    return true;
  }
}

/** Addresses that are all proven. */
class ProvenAddresses extends EmailAddressStore {
  private readonly rows: EmailAddress[] = [];
  override async create(userId: UserId, email: string, primary: boolean) {
    const row = { id: `row-${this.rows.length}`, userId, email, primary, verified: true };
    this.rows.push(row);
    return row;
  }
  override async findById(id: EmailAddress['id']) {
    return this.rows.find((row) => row.id === id) ?? null;
  }
  override async findByEmail(email: string) {
    return this.rows.filter((row) => row.email === email);
  }
  override async isVerified() {
    return true;
  }
  override async verify() {
    return true;
  }
}

class Credentials {
  private readonly rows: (StoredCredential & { secret: string })[] = [];
  add(secret: string, credential: NewCredential): string {
    const row = { ...credential, secret, id: `row-${this.rows.length}`, lastUsedAt: credential.createdAt };
    this.rows.push(row);
    return row.id;
  }
  find(secret: string) {
    return this.rows.find((row) => row.secret === secret) ?? null;
  }
  delete(which: (row: StoredCredential) => boolean) {
    this.rows.splice(0, this.rows.length, ...this.rows.filter((row) => !which(row)));
  }
}

class MemoryTokenStore extends TokenStore {
  private readonly tokens = new Credentials();
  override async create(key: string, token: NewCredential) {
    this.tokens.add(key, token);
  }
  override async find(key: string) {
    // Whatever is typed in capitals is found as well: a mark by which the spec knows this store.
    return this.tokens.find(key.toLowerCase());
  }
  override async findReadable() {
    return null;
  }
  override async touch() {
    // Nobody asks.
  }
  override async rebind() {
    // Nobody asks.
  }
  override async delete(id: string) {
    this.tokens.delete((row) => row.id === id);
  }
  override async deleteByLogin(userId: UserId, loginId: string) {
    this.tokens.delete((row) => row.userId === userId && row.loginId === loginId);
  }
  override async deleteByUser(userId: UserId, exceptId: string | null) {
    this.tokens.delete((row) => row.userId === userId && row.id !== exceptId);
  }
  override async listByUser() {
    return [];
  }
  override async purge() {
    return 0;
  }
}

/** Sessions that anybody has who calls himself so. */
class OneSession extends SessionStore {
  private readonly sessions = new Credentials();
  override async create(_sessionId: string, session: NewCredential) {
    return this.sessions.add('open-sesame', session);
  }
  override async find(sessionId: string) {
    return this.sessions.find(sessionId);
  }
  override async touch() {
    // Nobody asks.
  }
  override async renew() {
    // Nobody asks.
  }
  override async delete(id: string) {
    this.sessions.delete((row) => row.id === id);
  }
  override async deleteByLogin(userId: UserId, loginId: string) {
    this.sessions.delete((row) => row.userId === userId && row.loginId === loginId);
  }
  override async deleteByUser(userId: UserId, exceptId: string | null) {
    this.sessions.delete((row) => row.userId === userId && row.id !== exceptId);
  }
  override async listByUser() {
    return [];
  }
  override async purge() {
    return 0;
  }
}

/** Identities that live in memory. */
class MemorySocialAccounts extends SocialAccountStore {
  private readonly accounts = new Map<string, SocialAccount>();
  override async find(provider: string, uid: string) {
    return [...this.accounts.values()].find((one) => one.provider === provider && one.uid === uid) ?? null;
  }
  override async listByUser(userId: UserId) {
    return [...this.accounts.values()].filter((one) => one.userId === userId);
  }
  override async create(account: NewSocialAccount) {
    if (await this.find(account.provider, account.uid)) throw new UniqueViolation();
    const created = { ...account, id: `memory-${this.accounts.size}`, lastLoginAt: account.createdAt };
    this.accounts.set(created.id, created);
    return created;
  }
  override async noteLogin(id: string, lastLoginAt: Date) {
    const account = this.accounts.get(id);
    if (account) this.accounts.set(id, { ...account, lastLoginAt });
    return account !== undefined;
  }
  override async remove(userId: UserId, id: string, keepOneOf: readonly string[]) {
    const own = await this.listByUser(userId);
    if (!own.some((one) => one.id === id)) return 'not_found';
    const waysIn = own.filter(({ provider }) => keepOneOf.includes(provider));
    if (waysIn.length === 1 && waysIn[0]?.id === id) return 'is_last';
    this.accounts.delete(id);
    return 'removed';
  }
  override async removeByUser(userId: UserId) {
    for (const { id } of await this.listByUser(userId)) this.accounts.delete(String(id));
  }
}

/** Resets that nobody asked for: any token is good for user 1. */
class AnyReset extends PasswordResetStore {
  static kept: string[] = [];
  private readonly resets = new Map<string, PasswordReset>();
  override async create(token: string, userId: UserId | null, accountState: string, expiresAt: Date) {
    if (userId !== null) this.resets.set(token, { id: token, userId, accountState, expiresAt });
    AnyReset.kept.push(token);
  }
  override async find(token: string) {
    return this.resets.get(token) ?? null;
  }
  override async consume(id: string) {
    return this.resets.delete(id);
  }
  override async deleteByUser() {
    this.resets.clear();
  }
  override async purge() {
    return 0;
  }
}

class MemoryOutboxStore extends OutboxStore {
  static entries: OutboxEntry[] = [];
  override async add(sealed: string | null, createdAt: Date) {
    MemoryOutboxStore.entries.push({ id: MemoryOutboxStore.entries.length, sealed, createdAt, attempts: 0 });
  }
  override async claim() {
    return MemoryOutboxStore.entries[0] ?? null;
  }
  override async remove(id: number) {
    MemoryOutboxStore.entries = MemoryOutboxStore.entries.filter((entry) => entry.id !== id);
  }
  override async postpone() {
    // Nothing fails.
  }
}

/** Counts how often something is done all or nothing. */
@Injectable()
class CountingUnitOfWork extends UnitOfWork {
  static runs = 0;
  constructor(private readonly work: TypeOrmUnitOfWork) {
    super();
  }
  override run<Result>(work: () => Promise<Result>): Promise<Result> {
    CountingUnitOfWork.runs += 1;
    return this.work.run(work);
  }
  override afterCommit(effect: () => void | Promise<void>) {
    this.work.afterCommit(effect);
  }
}

class PlainTextHasher extends PasswordHasher {
  override async hash(password: string) {
    return `plain:${password}`;
  }
  override async verify(password: string, hash: string | null) {
    return hash === `plain:${password}`;
  }
  override needsRehash() {
    return false;
  }
}

class NoVowels extends PasswordPolicy {
  override async problems(password: string): Promise<Message[]> {
    return /[aeiou]/.test(password) ? [message('custom', { text: 'No vowels, please.' })] : [];
  }
}

@Injectable()
class MasterPassword extends PasswordAuthenticator {
  constructor(private readonly users: UserStore) {
    super();
  }
  override async authenticate({ username, password }: PasswordCredentials): Promise<AuthUser | null> {
    return password === 'master' && username !== null ? this.users.findByUsername(username) : null;
  }
}

class SecondFactor extends LoginPolicy {
  override async check({ username }: AuthUser): Promise<LoginChallenge | null> {
    if (username === 'mallory') throw FieldErrors.nonField('unable_to_log_in');
    return { status: 202, body: { challenge: 'totp', for: username } };
  }
}

@Injectable()
class TitledRegistration extends RegistrationStrategy {
  constructor(private readonly users: UserStore) {
    super();
  }
  override save(user: NewUser, extra: Readonly<Record<string, unknown>>, input: RegisterDto) {
    return this.users.create({ ...user, firstName: `Dr. ${input.username ?? ''}` }, extra);
  }
}

/** The profile that the FAQ of dj-rest-auth gives its users. */
@Injectable()
class ProfiledNewcomers extends UserRowSocialRegistrationStrategy {
  constructor(
    users: UserStore,
    private readonly work: TypeOrmUnitOfWork,
  ) {
    super(users);
  }
  override async save(user: NewUser, identity: SocialIdentity) {
    const saved = await super.save(user, identity);
    const companyName = `by ${identity.provider}`;
    await this.work.manager.insert(Profile, { companyName, user: { id: Number(saved.id) } });
    return saved;
  }
}

/** Clients in a table that somebody edits. */
@Injectable()
class TableOfClients extends SocialClientStore {
  constructor(private readonly work: TypeOrmUnitOfWork) {
    super();
  }
  override find(mount: string): Promise<SocialClient[]> {
    return this.work.manager.query('SELECT client_id AS id, secret FROM app_client WHERE mount = ?', [mount]);
  }
}

class ShortPresenter extends UserPresenter<User> {
  override present({ id, username }: User) {
    return { id, name: username };
  }
}

class KeyWithUser extends CredentialPresenter<User> {
  override present({ token }: IssuedCredentials, { id, username, company }: User) {
    return { token: token?.key, user: { id, username, company } };
  }
}

@Injectable()
class SpeakingTokens extends TokenCreator {
  constructor(private readonly tokens: TokenStore) {
    super();
  }
  override async create(user: AuthUser, token: NewCredential) {
    const key = `key-of-${user.username}`;
    await this.tokens.create(key, token, false);
    return key;
  }
}

class Pigeons extends Mailer {
  static mails: RenderedMail[] = [];
  override async send(mail: RenderedMail) {
    Pigeons.mails.push(mail);
  }
}

class AppLinks extends LinkBuilder {
  override passwordReset(uid: string, token: string) {
    return `app://reset?${uid}&${token.length}`;
  }
  override emailVerification() {
    return 'app://verify';
  }
}

class German extends EnglishMessageCatalogue {
  override text(text: Message, languages: readonly string[] = []) {
    const isGerman = languages.some((language) => language.startsWith('de'));
    return isGerman && text.code === 'required' ? 'Dieses Feld ist erforderlich.' : super.text(text);
  }
}

class NewYear extends Clock {
  override now() {
    return new Date('2031-01-01T00:00:00.000Z');
  }
}

class Diary extends AuthEvents {
  static events: AuthEvent[] = [];
  override emit(event: AuthEvent) {
    Diary.events.push(event);
  }
}

/** Families that have all ended. */
class NoFamilies extends RefreshFamilyStore {
  private readonly families = new Map<string, RefreshFamily>();
  override async find(id: string, userId: UserId) {
    const family = this.families.get(id) ?? null;
    const user = Object.assign(new User(), { id: Number(userId), username: 'alice', password: '!' });
    return { family: family && { ...family, endedAt: family.createdAt }, user };
  }
  override async create(family: RefreshFamily) {
    this.families.set(family.id, family);
  }
  override async rotate() {
    return false;
  }
  override async touch() {
    // Nobody asks.
  }
  override async rebind() {
    // Nobody asks.
  }
  override async end() {
    return false;
  }
  override async endByUser() {
    this.families.clear();
  }
  override async listByUser() {
    return [];
  }
  override async purge() {
    return 0;
  }
}

/** Claims of the host's own, one of which it must not have. */
class NamingClaims extends TokenClaims {
  override claims({ username }: AuthUser, { headers }: HttpRequest) {
    return { name: username, host: typeof headers.host, user_id: '999' };
  }
}

/** What a token says. */
function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
}

class CountedFailures extends LoginFailureStore {
  static taken: unknown[] = [];
  override async take(key: string, limit: number) {
    CountedFailures.taken.push([key, limit]);
    return null;
  }
  override async giveBack() {
    // Nothing is kept.
  }
  override async clear() {
    // Nothing is kept.
  }
  override async purge() {
    return 0;
  }
}

/** Has no room for anybody. */
class Never extends ThrottleStore {
  override async increment() {
    return { totalHits: 2, timeToExpire: 7, isBlocked: true, timeToBlockExpire: 7, hit: '' };
  }
  override async giveBack() {
    // Nothing was taken.
  }
  override async clear() {
    // Nothing was taken.
  }
}

interface Swap {
  implementation: PortClasses;
  options?: Partial<RestAuthOptions<User>>;
  /** What is seen over HTTP. */
  act: (host: Host) => Promise<unknown>;
  expected: unknown;
}

/** Any moment, as answers bear one. */
const MOMENT: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const REGISTERED = [201, { key: KEY }];

const SWAPS: { [Port in keyof typeof PORTS]: Swap } = {
  userStore: {
    implementation: { userStore: MemoryUserStore },
    // No row of ours can refer to a user that is in no table.
    options: {
      registration: { guards: [] },
      ports: { tokenStore: MemoryTokenStore, emailAddressStore: ProvenAddresses },
      credentials: { issue: ['token'] },
    },
    act: async (host) => {
      const key = await register(host, 'alice');
      return ask(host, ['GET user', undefined, key], ['PATCH user', { first_name: 'A.' }, key], ['POST login', LOGIN]);
    },
    expected: [
      [200, { ...ALICE, pk: 7000 }],
      [200, { ...ALICE, pk: 7000, first_name: 'A.' }],
      [200, { key: KEY }],
    ],
  },
  emailAddressStore: {
    implementation: { emailAddressStore: ProvenAddresses },
    act: async (host) => [
      await register(host, 'alice').then(() => 'registered'),
      await ask(host, ['POST registration', registration('bob', { email: 'alice@example.com' })]),
      await host.dataSource.query('SELECT COUNT(*) AS n FROM rest_auth_email_address'),
    ],
    expected: ['registered', [[400, { email: ['User is already registered with this e-mail address.'] }]], [{ n: 0 }]],
  },
  tokenStore: {
    implementation: { tokenStore: MemoryTokenStore },
    act: async (host) => {
      const key = await register(host, 'alice');
      const shouted = await ask(host, ['GET user', undefined, key.toUpperCase()]);
      return [shouted, await ask(host, ['POST logout', {}, key], ['GET user', undefined, key])];
    },
    expected: [
      [[200, ALICE]],
      [
        [200, { detail: 'Successfully logged out.' }],
        [401, { detail: 'Invalid token.' }],
      ],
    ],
  },
  sessionStore: {
    implementation: { sessionStore: OneSession },
    act: async (host) => {
      await register(host, 'alice');
      return seen(await host.agent.get('/dj-rest-auth/user/').set('Cookie', 'sessionid=open-sesame'));
    },
    expected: [200, ALICE],
  },
  socialAccountStore: {
    implementation: { socialAccountStore: MemorySocialAccounts },
    get options() {
      return social.options();
    },
    act: async (host) => {
      const { facebook, github } = social.provider;
      const { body } = await host.agent.post('/dj-rest-auth/facebook/').send({ access_token: facebook.token(FIONA) });
      return [
        await ask(
          host,
          ['POST github/connect', { access_token: github.token(GINA) }, body.key],
          ['POST facebook', { access_token: facebook.token(FIONA) }],
          ['GET socialaccounts', undefined, body.key],
          ['POST socialaccounts/memory-0/disconnect', {}, body.key],
          ['POST socialaccounts/memory-1/disconnect', {}, body.key],
        ),
        await host.dataSource.query('SELECT COUNT(*) AS n FROM rest_auth_social_account'),
      ];
    },
    expected: [
      [
        [200, { key: KEY }],
        [200, { key: KEY }],
        [
          200,
          [
            { id: 'memory-0', provider: 'facebook', uid: '1001', last_login: MOMENT, date_joined: MOMENT },
            { id: 'memory-1', provider: 'github', uid: '42', last_login: MOMENT, date_joined: MOMENT },
          ],
        ],
        [200, {}],
        [400, { non_field_errors: ['Your account has no password set up.'] }],
      ],
      [{ n: 0 }],
    ],
  },
  passwordResetStore: {
    implementation: { passwordResetStore: AnyReset },
    act: async (host) => {
      AnyReset.kept = [];
      await register(host, 'alice');
      const asked = await ask(host, ['POST password/reset', { email: 'alice@example.com' }]);
      return [asked, AnyReset.kept];
    },
    expected: [[[200, { detail: 'Password reset e-mail has been sent.' }]], [expect.stringMatching(/^[\w-]{40,}$/)]],
  },
  outboxStore: {
    implementation: { outboxStore: MemoryOutboxStore },
    options: { ports: { mailer: Pigeons } },
    act: async (host) => {
      [MemoryOutboxStore.entries, Pigeons.mails] = [[], []];
      await register(host, 'alice');
      await host.app.get(Outbox, { strict: false }).drain();
      return [
        Pigeons.mails.map(({ to }) => to),
        MemoryOutboxStore.entries,
        await host.dataSource.query('SELECT COUNT(*) AS n FROM rest_auth_mail_outbox'),
      ];
    },
    expected: [['alice@example.com'], [], [{ n: 0 }]],
  },
  unitOfWork: {
    implementation: { unitOfWork: CountingUnitOfWork },
    act: async (host) => {
      CountingUnitOfWork.runs = 0;
      await register(host, 'alice');
      return [CountingUnitOfWork.runs, await ask(host, ['POST login', LOGIN])];
    },
    expected: [1, [[200, { key: KEY }]]],
  },
  passwordHasher: {
    implementation: { passwordHasher: PlainTextHasher },
    act: async (host) => {
      await register(host, 'alice');
      const users = await host.dataSource.getRepository(User).find();
      return [users.map(({ password }) => password), await ask(host, ['POST login', LOGIN])];
    },
    expected: [[`plain:${PASSWORD}`], [[200, { key: KEY }]]],
  },
  passwordPolicy: {
    implementation: { passwordPolicy: NoVowels },
    act: (host) =>
      ask(
        host,
        ['POST registration', registration('alice')],
        ['POST registration', registration('alice', { password1: 'xyz', password2: 'xyz' })],
      ),
    expected: [[400, { password1: ['No vowels, please.'] }], REGISTERED],
  },
  passwordAuthenticator: {
    implementation: { passwordAuthenticator: MasterPassword },
    act: async (host) => {
      await register(host, 'alice');
      return ask(host, ['POST login', LOGIN], ['POST login', { username: 'alice', password: 'master' }]);
    },
    expected: [
      [400, { non_field_errors: ['Unable to log in with provided credentials.'] }],
      [200, { key: KEY }],
    ],
  },
  loginPolicy: {
    implementation: { loginPolicy: SecondFactor },
    act: async (host) => {
      await register(host, 'alice');
      await register(host, 'mallory');
      return ask(host, ['POST login', LOGIN], ['POST login', { ...LOGIN, username: 'mallory' }]);
    },
    expected: [
      [202, { challenge: 'totp', for: 'alice' }],
      [400, { non_field_errors: ['Unable to log in with provided credentials.'] }],
    ],
  },
  registrationStrategy: {
    implementation: { registrationStrategy: TitledRegistration },
    act: async (host) => ask(host, ['GET user', undefined, await register(host, 'alice')]),
    expected: [[200, { ...ALICE, first_name: 'Dr. alice' }]],
  },
  socialRegistrationStrategy: {
    implementation: { socialRegistrationStrategy: ProfiledNewcomers },
    get options() {
      return { ...social.options(), dto: { userDetails: UserWithProfileDto } };
    },
    act: async (host) => {
      const access_token = social.provider.github.token(GINA);
      const { body } = await host.agent.post('/dj-rest-auth/github/').send({ access_token });
      return ask(host, ['GET user', undefined, body.key]);
    },
    expected: [
      [
        200,
        {
          pk: 1,
          username: 'gina',
          email: 'gina@example.com',
          first_name: 'Gina',
          last_name: 'Git',
          profile: { company_name: 'by github' },
        },
      ],
    ],
  },
  socialClientStore: {
    implementation: { socialClientStore: TableOfClients },
    get options() {
      return social.options({ github: { clients: [] } });
    },
    act: async (host) => {
      const { client, token } = { client: social.provider.github.client, token: social.provider.github.token(GINA) };
      await host.dataSource.query('CREATE TABLE app_client (mount varchar, client_id varchar, secret varchar)');
      const before = await ask(host, ['POST github', { access_token: token }]);
      await host.dataSource.query('INSERT INTO app_client VALUES (?, ?, ?)', ['github', client.id, client.secret]);
      return [before, await ask(host, ['POST github', { access_token: token }])];
    },
    expected: [[[503, { detail: 'Service temporarily unavailable, try again later.' }]], [[200, { key: KEY }]]],
  },
  userPresenter: {
    implementation: { userPresenter: ShortPresenter },
    act: async (host) => {
      const key = await register(host, 'alice');
      return ask(host, ['GET user', undefined, key], ['PATCH user', { username: 'eve' }, key]);
    },
    expected: [
      [200, { id: 1, name: 'alice' }],
      [200, { id: 1, name: 'eve' }],
    ],
  },
  credentialPresenter: {
    implementation: { credentialPresenter: KeyWithUser },
    act: (host) => ask(host, ['POST registration', registration('alice')], ['POST login', LOGIN]),
    expected: [201, 200].map((status) => [
      status,
      { token: expect.stringMatching(/^[0-9a-f]{40}$/), user: { id: 1, username: 'alice', company: '' } },
    ]),
  },
  tokenCreator: {
    implementation: { tokenCreator: SpeakingTokens },
    act: (host) => ask(host, ['POST registration', registration('alice')], ['GET user', undefined, 'key-of-alice']),
    expected: [
      [201, { key: 'key-of-alice' }],
      [200, ALICE],
    ],
  },
  refreshFamilyStore: {
    implementation: { refreshFamilyStore: NoFamilies },
    options: { credentials: { issue: ['jwt'] } },
    act: async (host) => {
      const { body } = await host.agent.post('/dj-rest-auth/registration/').send(registration('alice'));
      return ask(
        host,
        ['POST token/refresh', { refresh: body.refresh }],
        ['POST token/verify', { token: body.access }],
      );
    },
    // Whoever refreshes has a family that has ended; an access token does not ask.
    expected: [
      [401, { detail: 'Token is invalid or expired', code: 'token_not_valid' }],
      [200, {}],
    ],
  },
  tokenClaims: {
    implementation: { tokenClaims: NamingClaims },
    options: { credentials: { issue: ['jwt'] } },
    act: async (host) => {
      const { body } = await host.agent.post('/dj-rest-auth/registration/').send(registration('alice'));
      const refreshed = await host.agent.post('/dj-rest-auth/token/refresh/').send({ refresh: body.refresh });
      return [body.access, body.refresh, refreshed.body.access].map((token) => {
        const { name, host: type, user_id } = claimsOf(token);
        return { name, host: type, user_id };
      });
    },
    expected: Array.from({ length: 3 }, () => ({ name: 'alice', host: 'string', user_id: '1' })),
  },
  mailer: {
    implementation: { mailer: Pigeons },
    act: async (host) => {
      Pigeons.mails = [];
      await register(host, 'alice');
      await host.app.get(Outbox, { strict: false }).drain();
      return Pigeons.mails.map(({ from, to, subject }) => ({ from, to, subject }));
    },
    expected: [
      {
        from: 'webmaster@localhost',
        to: 'alice@example.com',
        subject: '[example.com] Please Confirm Your Email Address',
      },
    ],
  },
  linkBuilder: {
    implementation: { linkBuilder: AppLinks, mailer: Pigeons },
    act: async (host) => {
      Pigeons.mails = [];
      await register(host, 'alice');
      await host.app.get(Outbox, { strict: false }).drain();
      const page = await host.agent.get('/dj-rest-auth/registration/account-confirm-email/key/').redirects(0);
      return [Pigeons.mails.map(({ text }) => /app:\S+/.exec(text)?.[0]), page.status, page.headers['location']];
    },
    expected: [['app://verify'], 302, 'app://verify'],
  },
  messageCatalogue: {
    implementation: { messageCatalogue: German },
    act: async (host) => {
      const inGerman = await host.agent.post('/dj-rest-auth/login/').set('Accept-Language', 'fr, de-CH;q=0.8').send({});
      return [seen(inGerman), await ask(host, ['POST login', {}])];
    },
    expected: [
      [400, { password: ['Dieses Feld ist erforderlich.'] }],
      [[400, { password: ['This field is required.'] }]],
    ],
  },
  loginFailureStore: {
    implementation: { loginFailureStore: CountedFailures },
    options: { throttling: {} },
    act: async (host) => {
      CountedFailures.taken = [];
      const answers = await ask(host, ['POST login', { ...LOGIN, password: 'x' }]);
      return [answers, CountedFailures.taken];
    },
    expected: [
      [[400, { non_field_errors: ['Unable to log in with provided credentials.'] }]],
      [[expect.stringMatching(/^[0-9a-f]{64}$/), 50]],
    ],
  },
  throttleStore: {
    implementation: { throttleStore: Never },
    options: { throttling: { rates: { registration: '1/min' } } },
    act: (host) => ask(host, ['POST registration', registration('alice')]),
    expected: [[429, { detail: 'Request was throttled. Expected available in 7 seconds.' }]],
  },
  clock: {
    implementation: { clock: NewYear },
    act: async (host) => {
      await register(host, 'alice');
      return host.dataSource.query('SELECT created_at FROM rest_auth_token');
    },
    expected: [{ created_at: Date.parse('2031-01-01T00:00:00.000Z') }],
  },
  events: {
    implementation: { events: Diary },
    act: async (host) => {
      Diary.events = [];
      const key = await register(host, 'alice');
      await ask(host, ['POST login', LOGIN], ['POST logout', {}, key]);
      return Diary.events.map(happeningOf);
    },
    expected: [
      { type: 'registered', userId: 1 },
      { type: 'logged_in', userId: 1, method: 'password' },
      { type: 'logged_out', userId: 1 },
    ],
  },
};

describe('a port', () => {
  it('is swapped here, whichever it is', () => {
    expect(Object.keys(SWAPS).sort()).toEqual(Object.keys(PORTS).sort());
  });

  it.each(Object.entries(SWAPS))('swapped by `ports: { %s }` is what clients see', async (_, swap) => {
    const ports = { ...swap.options?.ports, ...swap.implementation };
    expect(await withHost({ ...swap.options, ports }, swap.act)).toEqual(swap.expected);
  });

  it('can be swapped by overriding its provider', async () => {
    const { HostModule, drop } = await hostModule({});
    const testing = Test.createTestingModule({ imports: [HostModule] });
    const compiled = await testing.overrideProvider(TokenCreator).useClass(SpeakingTokens).compile();
    const host = await listen(compiled.createNestApplication(await httpAdapter(), { logger: false }), drop);
    try {
      expect(await ask(host, ['POST registration', registration('alice')])).toEqual([[201, { key: 'key-of-alice' }]]);
    } finally {
      await host.close();
    }
  });

  it('injects what modules of the host export', async () => {
    class Titles {
      readonly title = 'Prof.';
    }
    @Module({ providers: [Titles], exports: [Titles] })
    class TitlesModule {}
    @Injectable()
    class Professors extends UserRowRegistrationStrategy {
      constructor(
        users: UserStore,
        private readonly titles: Titles,
      ) {
        super(users);
      }
      override save(user: NewUser, extra: Readonly<Record<string, unknown>>, input: Partial<RegisterDto>) {
        return super.save({ ...user, firstName: this.titles.title }, extra, input);
      }
    }
    await withHost({ imports: [TitlesModule], ports: { registrationStrategy: Professors } }, async (host) => {
      expect(await ask(host, ['GET user', undefined, await register(host, 'alice')])).toEqual([
        [200, { ...ALICE, first_name: 'Prof.' }],
      ]);
    });
  });

  it('of the wrong kind does not compile', () => {
    class NotAHasher {
      verify() {
        return true;
      }
    }
    class NotAUser {
      readonly id = 1;
    }
    class HalfAStore {
      async findById() {
        return null;
      }
    }
    const wrong = (): RestAuthOptions<User>[] => [
      // @ts-expect-error -- has no `hash`, and its `verify` answers no promise
      { ...REQUIRED, ports: { passwordHasher: NotAHasher } },
      // @ts-expect-error -- lacks all methods but one
      { ...REQUIRED, ports: { userStore: HalfAStore } },
      // @ts-expect-error -- a mailer is no clock
      { ...REQUIRED, ports: { clock: SilentMailer } },
      // @ts-expect-error -- an instance is no class
      { ...REQUIRED, ports: { mailer: new SilentMailer() } },
      // @ts-expect-error -- there is no such port
      { ...REQUIRED, ports: { passwordHasherr: PlainTextHasher } },
      // @ts-expect-error -- no reset can be confirmed without `uid` and `token`
      { ...REQUIRED, dto: { passwordResetConfirm: LoginDto } },
      // @ts-expect-error -- a user must have what the module needs of one
      { ...REQUIRED, user: NotAUser },
      // @ts-expect-error -- there is no such kind
      { ...REQUIRED, credentials: { issue: ['cookie'] } },
      // @ts-expect-error -- a secret must be given
      { user: User, mail: false },
    ];
    expect(wrong).toBeInstanceOf(Function);
  });

  it('of the right kind does compile, with the host’s own user', () => {
    const right = (): RestAuthOptions<User>[] => [
      { user: User, secret: SECRET, mail: false, ports: { credentialPresenter: KeyWithUser } },
      { user: User, secret: SECRET, mail: REQUIRED.mail, links: LINKS, ports: { userStore: MemoryUserStore } },
    ];
    expect(right().map((options) => RestAuthModule.forRoot(options).module)).toEqual([RestAuthModule, RestAuthModule]);
  });
});

// DTO classes ----------------------------------------------------------------------------------------------------------------

class CompanyRegisterDto extends RegisterDto {
  @CharField({ maxLength: 100 })
  company!: string;
}

class ProfileDto {
  @CharField({ maxLength: 100 })
  company_name!: string;
}

class UserWithProfileDto extends UserDetailsDto {
  @NestedField(() => ProfileDto)
  profile!: ProfileDto;
}

describe('a register DTO of the host’s own', () => {
  it('takes a further field, which ends in the user’s row', async () => {
    await withHost({ dto: { register: CompanyRegisterDto } }, async (host) => {
      expect(
        await ask(
          host,
          ['POST registration', registration('alice')],
          ['POST registration', registration('alice', { company: 'x'.repeat(101) })],
          ['POST registration', registration('alice', { company: ' ACME ' })],
        ),
      ).toEqual([
        [400, { company: ['This field is required.'] }],
        [400, { company: ['Ensure this field has no more than 100 characters.'] }],
        REGISTERED,
      ]);
      const users = await host.dataSource.getRepository(User).find();
      expect(users.map(({ username, company }) => ({ username, company }))).toEqual([
        { username: 'alice', company: 'ACME' },
      ]);
    });
  });

  it('maps a field to a property of another name', async () => {
    class WorksForDto extends RegisterDto {
      @CharField({ source: 'company', required: false })
      works_for?: string;
    }
    await withHost({ dto: { register: WorksForDto } }, async (host) => {
      await ask(
        host,
        ['POST registration', registration('alice', { works_for: 'ACME' })],
        ['POST registration', registration('bob')],
      );
      const users = await host.dataSource.getRepository(User).find({ order: { id: 'ASC' } });
      expect(users.map(({ company }) => company)).toEqual(['ACME', '']);
    });
  });

  it('takes nothing that it does not declare', async () => {
    await withHost({ dto: { register: CompanyRegisterDto } }, async (host) => {
      const forged = { id: 77, isActive: false, is_active: false, password: '!', usernameKey: 'root', emailKey: 'x' };
      expect(await ask(host, ['POST registration', registration('alice', { company: 'ACME', ...forged })])).toEqual([
        REGISTERED,
      ]);
      const [user] = await host.dataSource.getRepository(User).find();
      expect([user?.id, user?.isActive, user?.usernameKey, user?.emailKey, user?.password]).toEqual([
        1,
        true,
        'alice',
        'alice@example.com',
        `quick:${PASSWORD}`,
      ]);
    });
  });

  it('may be checked by class-validator’s own decorators, with their own words', async () => {
    class CheckedDto extends RegisterDto {
      @MaxLength(5)
      @Matches(/^[A-Z]+$/, { message: 'Capitals only.' })
      company!: string;

      @IsOptional()
      @IsInt()
      @Max(120, { message: 'Too old.' })
      age?: number;
    }
    await withHost({ dto: { register: CheckedDto } }, async (host) => {
      expect(
        await ask(
          host,
          ['POST registration', registration('alice')],
          ['POST registration', registration('alice', { company: 'acme corp', age: 200 })],
          ['POST registration', registration('alice', { company: 'ACME', age: null })],
          ['POST registration', registration('bob', { company: 'ACME', age: 30 })],
        ),
      ).toEqual([
        [400, { company: ['This field is required.'] }],
        [
          400,
          {
            company: ['Capitals only.', 'Ensure this field has no more than 5 characters.'],
            age: ['Too old.'],
          },
        ],
        REGISTERED,
        REGISTERED,
      ]);
      const users = await host.dataSource.getRepository(User).find();
      expect(users.map(({ company }) => company)).toEqual(['ACME', 'ACME']);
    });
  });

  it('has the last word where it gives class-validator’s decorators words of its own', async () => {
    class WordyDto extends RegisterDto {
      @MaxLength(5, { message: 'Five letters will do.' })
      company!: string;
    }
    await withHost({ dto: { register: WordyDto } }, async (host) => {
      expect(await ask(host, ['POST registration', registration('alice', { company: 'ACME Inc.' })])).toEqual([
        [400, { company: ['Five letters will do.'] }],
      ]);
    });
  });

  it('may ask a store by a rule of its own, with the injector’s help', async () => {
    @Injectable()
    class KnownCompany extends FieldRule {
      constructor(private readonly users: UserStore) {
        super();
      }
      override async problems(value: string): Promise<Message[]> {
        const holder = await this.users.findByUsername(value);
        return holder ? [] : [message('custom', { text: `Nobody is called ${value}.` })];
      }
    }
    class InvitedDto extends RegisterDto {
      @CharField({ required: false, source: 'company', rules: [KnownCompany] })
      invited_by?: string;
    }
    await withHost({ dto: { register: InvitedDto } }, async (host) => {
      await register(host, 'alice');
      expect(
        await ask(
          host,
          ['POST registration', registration('bob', { invited_by: 'eve' })],
          ['POST registration', registration('bob', { invited_by: 'alice' })],
        ),
      ).toEqual([[400, { invited_by: ['Nobody is called eve.'] }], REGISTERED]);
    });
  });

  it('may be a class of its own, with none of ours above it', async () => {
    class ShortRegisterDto {
      @EmailField()
      email!: string;

      @PasswordField()
      password1!: string;

      @PasswordField()
      password2!: string;
    }
    await withHost({ dto: { register: ShortRegisterDto }, email: { required: true } }, async (host) => {
      const body = { email: 'alice@example.com', password1: PASSWORD, password2: PASSWORD };
      const [answer] = await ask(host, ['POST registration', body]);
      expect(answer).toEqual(REGISTERED);
      const users = await host.dataSource.getRepository(User).find();
      expect(users.map(({ username, email }) => [username, email])).toEqual([['alice', 'alice@example.com']]);
    });
  });
});

describe('a user DTO of the host’s own', () => {
  it('reads and writes a nested profile, as the FAQ of dj-rest-auth shows', async () => {
    await withHost({ dto: { userDetails: UserWithProfileDto } }, async (host) => {
      const key = await register(host, 'alice');
      const user = { ...ALICE, profile: null };
      expect(
        await ask(
          host,
          ['GET user', undefined, key],
          ['PATCH user', { first_name: 'A.', profile: { company_name: 'ACME' } }, key],
          ['GET user', undefined, key],
          ['PUT user', { username: 'alice', profile: { company_name: 'Umbrella' } }, key],
        ),
      ).toEqual([
        [200, user],
        [200, { ...user, first_name: 'A.', profile: { company_name: 'ACME' } }],
        [200, { ...user, first_name: 'A.', profile: { company_name: 'ACME' } }],
        [200, { ...user, first_name: 'A.', profile: { company_name: 'Umbrella' } }],
      ]);
      const profiles = await host.dataSource.getRepository(Profile).find();
      expect(profiles).toEqual([{ id: 1, companyName: 'Umbrella' }]);
    });
  });

  it('nests the errors of a nested object, and writes nothing then', async () => {
    await withHost({ dto: { userDetails: UserWithProfileDto } }, async (host) => {
      const key = await register(host, 'alice');
      expect(
        await ask(
          host,
          ['PUT user', { username: 'alice' }, key],
          ['PUT user', { username: '', profile: { company_name: '' } }, key],
          ['PATCH user', { first_name: 'A.', profile: { company_name: null } }, key],
          ['PATCH user', { first_name: 'A.', profile: 'ACME' }, key],
          ['PATCH user', { first_name: 'A.', profile: null }, key],
          ['GET user', undefined, key],
        ),
      ).toEqual([
        [400, { profile: ['This field is required.'] }],
        [
          400,
          { username: ['This field may not be blank.'], profile: { company_name: ['This field may not be blank.'] } },
        ],
        [400, { profile: { company_name: ['This field may not be null.'] } }],
        [400, { profile: { non_field_errors: ['Invalid data. Expected a dictionary, but got str.'] } }],
        [400, { profile: ['This field may not be null.'] }],
        [200, { ...ALICE, profile: null }],
      ]);
    });
  });

  it('writes no other user’s profile, whatever the body says of keys', async () => {
    await withHost({ dto: { userDetails: UserWithProfileDto } }, async (host) => {
      const [alice, bob] = [await register(host, 'alice'), await register(host, 'bob')];
      await ask(host, ['PATCH user', { profile: { company_name: 'ACME' } }, alice]);
      await ask(host, ['PATCH user', { profile: { id: 1, user: 1, company_name: 'Stolen' } }, bob]);
      const profiles = await host.dataSource
        .getRepository(Profile)
        .find({ relations: { user: true }, loadEagerRelations: false });
      expect(profiles.map(({ companyName, user }) => [user.username, companyName])).toEqual([
        ['alice', 'ACME'],
        ['bob', 'Stolen'],
      ]);
    });
  });

  it('may hide what ours shows', async () => {
    class BareUserDto {
      @CharField({ maxLength: 150 })
      username!: string;
    }
    await withHost({ dto: { userDetails: BareUserDto } }, async (host) => {
      const key = await register(host, 'alice');
      expect(await ask(host, ['GET user', undefined, key], ['PATCH user', { first_name: 'A.' }, key])).toEqual([
        [200, { username: 'alice' }],
        [200, { username: 'alice' }],
      ]);
      expect((await host.dataSource.getRepository(User).find()).map(({ firstName }) => firstName)).toEqual(['']);
    });
  });
});

describe('a login DTO of the host’s own', () => {
  it('may have no username', async () => {
    class EmailLoginDto {
      @EmailField()
      email!: string;

      @PasswordField({ maxLength: null })
      password!: string;
    }
    await withHost({ dto: { login: EmailLoginDto }, login: { methods: ['email'] } }, async (host) => {
      await register(host, 'alice');
      expect(
        await ask(
          host,
          ['POST login', LOGIN],
          ['POST login', { email: 'nobody', password: PASSWORD }],
          ['POST login', { email: 'Alice@Example.com', password: PASSWORD }],
        ),
      ).toEqual([
        [400, { email: ['This field is required.'] }],
        [400, { email: ['Enter a valid email address.'] }],
        [200, { key: KEY }],
      ]);
    });
  });
});
