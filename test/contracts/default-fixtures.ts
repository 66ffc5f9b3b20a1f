import { Logger } from '@nestjs/common';
import {
  AccountFinder,
  AuthEvents,
  Argon2PasswordHasher,
  CredentialPresenter,
  EmailAddressStore,
  GitHubProvider,
  LinkBuilder,
  LoginFailureStore,
  LoginPolicy,
  MemoryThrottleStore,
  OutboxStore,
  PasswordPolicy,
  PasswordResetStore,
  type PORTS,
  RefreshFamilyStore,
  RegistrationStrategy,
  RestAuthSettings,
  SessionStore,
  SocialAccountStore,
  SocialClientStore,
  SocialRegistrationStrategy,
  StoredPasswordAuthenticator,
  SystemClock,
  EnglishMessageCatalogue,
  TokenClaims,
  TokenCreator,
  TokenStore,
  UnitOfWork,
  type UserId,
  UserPresenter,
  UserStore,
} from 'nestjs-rest-auth';
import {
  authEventsContract,
  clockContract,
  type Contract,
  credentialPresenterContract,
  emailAddressStoreContract,
  FrozenClock,
  linkBuilderContract,
  loginFailureStoreContract,
  loginPolicyContract,
  mailerContract,
  type MailerFixture,
  MemoryMailer,
  messageCatalogueContract,
  outboxStoreContract,
  passwordAuthenticatorContract,
  passwordHasherContract,
  passwordPolicyContract,
  passwordResetStoreContract,
  refreshFamilyStoreContract,
  registrationStrategyContract,
  sessionStoreContract,
  socialAccountStoreContract,
  socialClientStoreContract,
  socialRegistrationStrategyContract,
  throttleStoreContract,
  tokenClaimsContract,
  tokenCreatorContract,
  tokenStoreContract,
  unitOfWorkContract,
  userPresenterContract,
  userStoreContract,
} from 'nestjs-rest-auth/testing';

import { addUser, PASSWORD, reload } from '../support/accounts.js';
import type { Start } from '../support/applications.js';
import { QuickHasher } from '../support/quick-hasher.js';
import type { TestApplication } from '../support/test-application.js';
import { User } from '../support/test-user.js';

/** What the contract of each port works with, over the default implementations in a real application. */
export function defaultFixtures(start: Start) {
  const part = <Port>(application: TestApplication, token: abstract new (...given: never[]) => Port): Port =>
    application.app.get<Port>(token, { strict: false });
  /** A store with its unit of work and users to keep things of. */
  const withUsers = async <Store>(token: abstract new (...given: never[]) => Store) => {
    const application = await start();
    let users = 0;
    return {
      store: part(application, token),
      work: part(application, UnitOfWork),
      addUser: async (): Promise<UserId> => (await withoutPassword(application, `user${String((users += 1))}`)).id,
    };
  };

  return {
    userStore: async () => {
      const { store, work } = await withUsers(UserStore);
      return {
        store,
        work,
        extra: { company: 'ACME' },
        changes: { company: '', profile: { companyName: 'Umbrella' } },
      };
    },
    emailAddressStore: () => withUsers(EmailAddressStore),
    tokenStore: () => withUsers(TokenStore),
    refreshFamilyStore: () => withUsers(RefreshFamilyStore),
    sessionStore: () => withUsers(SessionStore),
    socialAccountStore: () => withUsers(SocialAccountStore),
    passwordResetStore: () => withUsers(PasswordResetStore),
    outboxStore: () => withUsers(OutboxStore),
    loginFailureStore: () => withUsers(LoginFailureStore),
    throttleStore: () => {
      const clock = new FrozenClock();
      return {
        store: new MemoryThrottleStore(clock),
        advance: (seconds: number) => {
          clock.advance(seconds);
        },
      };
    },
    unitOfWork: async () => {
      const application = await start();
      // What fails after a commit is logged, and is meant to fail here.
      Logger.overrideLogger(false);
      const users = application.dataSource.getRepository(User);
      return {
        work: part(application, UnitOfWork),
        write: (username: string) => withUnitOfWork(application, username),
        written: async () => (await users.find()).map(({ username }) => username),
      };
    },
    passwordHasher: async () => new Argon2PasswordHasher(part(await start(), RestAuthSettings)),
    passwordPolicy: async () => ({
      policy: part(await start(), PasswordPolicy),
      good: [PASSWORD, 'correct horse battery staple'] as const,
      bad: ['password', '12345678', 'Xy-1', ''] as const,
    }),
    passwordAuthenticator: async () => {
      const application = await start();
      const settings = part(application, RestAuthSettings);
      const hasher = new CountingHasher(settings);
      const { id } = await addUser(application, { username: 'alice' });
      await addUser(application, { username: 'inactive', isActive: false });
      await withoutPassword(application, 'unusable');
      const login = { username: 'alice', email: null, password: PASSWORD };
      return {
        authenticator: new StoredPasswordAuthenticator(
          settings,
          part(application, UserStore),
          part(application, AccountFinder),
          hasher,
        ),
        login,
        userId: id,
        refused: { inactive: { ...login, username: 'inactive' }, 'no password': { ...login, username: 'unusable' } },
        workDone: () => hasher.checks,
      };
    },
    loginPolicy: async () => {
      const application = await start({ email: { verification: 'mandatory' } });
      return {
        policy: part(application, LoginPolicy),
        admitted: await addUser(application, { username: 'alice', storedPassword: HASH }),
        refused: await addUser(application, { username: 'bob', storedPassword: HASH, address: 'unverified' }),
      };
    },
    registrationStrategy: async () => {
      const application = await start();
      return {
        strategy: part(application, RegistrationStrategy),
        users: part(application, UserStore),
        work: part(application, UnitOfWork),
        input: (username: string) => ({ username, password1: PASSWORD, password2: PASSWORD }),
        extra: { company: 'ACME' },
      };
    },
    socialRegistrationStrategy: async () => {
      const application = await start();
      return {
        strategy: part(application, SocialRegistrationStrategy),
        users: part(application, UserStore),
        work: part(application, UnitOfWork),
      };
    },
    socialClientStore: async () => {
      const application = await start({
        social: { providers: { github: GitHubProvider } },
        socialLogin: { apps: { github: { clients: CLIENTS } } },
      });
      return { store: part(application, SocialClientStore), mount: 'github' };
    },
    userPresenter: async () => {
      const application = await start();
      const user = await reload(application, await addUser(application, { storedPassword: HASH }));
      return { presenter: part(application, UserPresenter), users: [user] as const };
    },
    credentialPresenter: async () => {
      const application = await start();
      const user = await addUser(application, { storedPassword: HASH });
      return { presenter: part(application, CredentialPresenter), user };
    },
    tokenCreator: async () => {
      const application = await start();
      return {
        creator: part(application, TokenCreator),
        tokens: part(application, TokenStore),
        work: part(application, UnitOfWork),
        users: [
          await addUser(application, { username: 'alice', storedPassword: HASH }),
          await addUser(application, { username: 'bob', storedPassword: HASH }),
        ] as const,
      };
    },
    tokenClaims: async () => {
      const application = await start();
      return {
        claims: part(application, TokenClaims),
        user: await addUser(application, { storedPassword: HASH }),
        request: { method: 'POST', url: '/dj-rest-auth/login/', headers: {} },
      };
    },
    mailer: memoryMailer,
    linkBuilder: async () => part(await start(), LinkBuilder),
    messageCatalogue: () => new EnglishMessageCatalogue(),
    clock: () => new SystemClock(),
    events: async () => part(await start(), AuthEvents),
  };
}

/** The contract of every port, run on its default implementation. A port that is missing here does not compile. */
export function defaultContracts(start: Start): { [Port in keyof typeof PORTS]: Contract } {
  const fixtures = defaultFixtures(start);
  return {
    userStore: userStoreContract(fixtures.userStore),
    emailAddressStore: emailAddressStoreContract(fixtures.emailAddressStore),
    tokenStore: tokenStoreContract(fixtures.tokenStore),
    refreshFamilyStore: refreshFamilyStoreContract(fixtures.refreshFamilyStore),
    sessionStore: sessionStoreContract(fixtures.sessionStore),
    socialAccountStore: socialAccountStoreContract(fixtures.socialAccountStore),
    passwordResetStore: passwordResetStoreContract(fixtures.passwordResetStore),
    outboxStore: outboxStoreContract(fixtures.outboxStore),
    unitOfWork: unitOfWorkContract(fixtures.unitOfWork),
    passwordHasher: passwordHasherContract(fixtures.passwordHasher),
    passwordPolicy: passwordPolicyContract(fixtures.passwordPolicy),
    passwordAuthenticator: passwordAuthenticatorContract(fixtures.passwordAuthenticator),
    loginPolicy: loginPolicyContract(fixtures.loginPolicy),
    registrationStrategy: registrationStrategyContract(fixtures.registrationStrategy),
    socialRegistrationStrategy: socialRegistrationStrategyContract(fixtures.socialRegistrationStrategy),
    socialClientStore: socialClientStoreContract(fixtures.socialClientStore),
    userPresenter: userPresenterContract(fixtures.userPresenter),
    credentialPresenter: credentialPresenterContract(fixtures.credentialPresenter),
    tokenCreator: tokenCreatorContract(fixtures.tokenCreator),
    tokenClaims: tokenClaimsContract(fixtures.tokenClaims),
    mailer: mailerContract(fixtures.mailer),
    linkBuilder: linkBuilderContract(fixtures.linkBuilder),
    messageCatalogue: messageCatalogueContract(fixtures.messageCatalogue),
    clock: clockContract(fixtures.clock),
    loginFailureStore: loginFailureStoreContract(fixtures.loginFailureStore),
    throttleStore: throttleStoreContract(fixtures.throttleStore),
    events: authEventsContract(fixtures.events),
  };
}

/** In the form of a hash; nobody logs in by it. */
const HASH = '$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHRzb21l$c29tZWhhc2hzb21laGFzaA';

/** Two applications of ours at a provider. */
const CLIENTS = [
  { id: 'Iv1.web', secret: 'secret of the website' },
  { id: 'Iv1.app', secret: 'secret of the app' },
];

class CountingHasher extends QuickHasher {
  checks = 0;

  override verify(password: string, stored: string | null): Promise<boolean> {
    this.checks += 1;
    return super.verify(password, stored);
  }
}

function withoutPassword(application: TestApplication, username: string): Promise<User> {
  return addUser(application, { username, storedPassword: '!', address: 'none' });
}

/** A user's row, through the store: as any write of the module's it joins the unit of work that is open. */
function withUnitOfWork({ app, clock }: TestApplication, username: string) {
  return app.get(UserStore, { strict: false }).create(
    {
      username,
      email: '',
      firstName: '',
      lastName: '',
      password: '!',
      isActive: true,
      credentialsChangedAt: null,
      dateJoined: clock.now(),
    },
    {},
  );
}

/** The test kit's. `NestMailer` cannot be loaded by Jest: its contract is run by the smoke test, on the built package. */
function memoryMailer(): MailerFixture {
  const mailer = new MemoryMailer();
  return {
    mailer,
    taken: () => mailer.mails,
    setWorking: (isWorking) => {
      mailer.failure = isWorking ? null : new Error('The mail server is down.');
    },
  };
}
