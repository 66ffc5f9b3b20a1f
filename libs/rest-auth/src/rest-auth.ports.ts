import type { Type } from '@nestjs/common';

import { EmailAddressStore } from './accounts/emails/email-address.store.js';
import { Argon2PasswordHasher } from './accounts/passwords/argon2-password.hasher.js';
import { DjangoPasswordPolicy } from './accounts/passwords/django-password.policy.js';
import { PasswordHasher } from './accounts/passwords/password.hasher.js';
import { PasswordPolicy } from './accounts/passwords/password.policy.js';
import { PasswordResetStore } from './accounts/passwords/password-reset.store.js';
import { SocialAccountStore } from './accounts/social-accounts/social-account.store.js';
import { PasswordAuthenticator, StoredPasswordAuthenticator } from './accounts/users/password.authenticator.js';
import { UserPresenter } from './accounts/users/user.presenter.js';
import { UserStore } from './accounts/users/user.store.js';
import { CredentialPresenter, StandardCredentialPresenter } from './credentials/credential.presenter.js';
import { RefreshFamilyStore } from './credentials/jwt/refresh-family.store.js';
import { NoTokenClaims, TokenClaims } from './credentials/jwt/token-claims.provider.js';
import { SessionStore } from './credentials/sessions/session.store.js';
import { RandomTokenCreator, TokenCreator } from './credentials/tokens/token.creator.js';
import { TokenStore } from './credentials/tokens/token.store.js';
import { LoginPolicy, VerifiedEmailLoginPolicy } from './accounts/users/login.policy.js';
import { DtoUserPresenter } from './endpoints/basic/user-details/dto-user.presenter.js';
import {
  RegistrationStrategy,
  UserRowRegistrationStrategy,
} from './endpoints/registration/register/registration.strategy.js';
import {
  SocialRegistrationStrategy,
  UserRowSocialRegistrationStrategy,
} from './endpoints/social/social-login/social-registration.strategy.js';
import { AuthEvents, NoAuthEvents } from './events/auth.events.js';
import { Clock, SystemClock } from './kernel/clock.js';
import { EnglishMessageCatalogue } from './kernel/english.js';
import { MessageCatalogue } from './kernel/messages.js';
import { UnitOfWork } from './kernel/unit-of-work.js';
import { LinkBuilder, TemplateLinkBuilder } from './mail/link.builder.js';
import { Mailer, NestMailer } from './mail/mailer.js';
import { OutboxStore } from './mail/outbox.store.js';
import { LoginFailureStore } from './throttling/login-failure.store.js';
import { ThrottleStore } from './throttling/throttle.store.js';
import { OptionsSocialClientStore, SocialClientStore } from './social-providers/social-client.store.js';

/**
 * THE SWAP TABLE: every port, its token, its default and what it is for. Swap one by `ports: { passwordHasher: MyHasher }`, or by overriding the provider
 * of its token. A default of null is made from the options: the persistence's of the host's entity and tables.
 */
export const PORTS = {
  /** Where users are kept. */
  userStore: [UserStore, null],
  /** Where their addresses are kept. */
  emailAddressStore: [EmailAddressStore, null],
  /** Where opaque tokens are kept. */
  tokenStore: [TokenStore, null],
  /** Which refresh tokens are void. */
  refreshFamilyStore: [RefreshFamilyStore, null],
  /** Where sessions are kept. */
  sessionStore: [SessionStore, null],
  /** Where identities at providers are kept. */
  socialAccountStore: [SocialAccountStore, null],
  /** Where resets wait. */
  passwordResetStore: [PasswordResetStore, null],
  /** Where mails wait. */
  outboxStore: [OutboxStore, null],
  /** Several writes, all or nothing. */
  unitOfWork: [UnitOfWork, null],
  /** How passwords are hashed. */
  passwordHasher: [PasswordHasher, Argon2PasswordHasher],
  /** Which passwords are good enough. */
  passwordPolicy: [PasswordPolicy, DjangoPasswordPolicy],
  /** Who is this login? */
  passwordAuthenticator: [PasswordAuthenticator, StoredPasswordAuthenticator],
  /** May they log in? */
  loginPolicy: [LoginPolicy, VerifiedEmailLoginPolicy],
  /** How a new user is written. */
  registrationStrategy: [RegistrationStrategy, UserRowRegistrationStrategy],
  /** How a user who comes by a provider is written. */
  socialRegistrationStrategy: [SocialRegistrationStrategy, UserRowSocialRegistrationStrategy],
  /** Which clients we are at a provider. */
  socialClientStore: [SocialClientStore, OptionsSocialClientStore],
  /** What a user looks like. */
  userPresenter: [UserPresenter, DtoUserPresenter],
  /** What a login answers. */
  credentialPresenter: [CredentialPresenter, StandardCredentialPresenter],
  /** Which key a login gives. */
  tokenCreator: [TokenCreator, RandomTokenCreator],
  /** Further claims of JSON Web Tokens. */
  tokenClaims: [TokenClaims, NoTokenClaims],
  /** Who delivers mails. */
  mailer: [Mailer, NestMailer],
  /** Where links in mails lead. */
  linkBuilder: [LinkBuilder, TemplateLinkBuilder],
  /** The API's texts. */
  messageCatalogue: [MessageCatalogue, EnglishMessageCatalogue],
  /** What time it is. */
  clock: [Clock, SystemClock],
  /** Where failed logins are counted for each account. */
  loginFailureStore: [LoginFailureStore, null],
  /** Where requests and failed logins are counted. The default is made from `throttling.redis`: in Redis, or in memory. */
  throttleStore: [ThrottleStore, null],
  /** Who is told of events: a class, or several in a list. */
  events: [AuthEvents, NoAuthEvents],
} as const;

/** A class for any of the ports: one that lacks a method, or has another kind of it, does not compile. */
export type PortClasses = {
  [Port in Exclude<keyof typeof PORTS, 'events'>]?: Type<InstanceType<ConcreteOf<(typeof PORTS)[Port][0]>>>;
} & {
  /** Who is told of events: one class, or several, each told whatever becomes of the others. */
  events?: Type<AuthEvents> | readonly Type<AuthEvents>[];
};

/** The instance type of an abstract class. */
type ConcreteOf<Port> = Port extends { prototype: infer Instance } ? Type<Instance> : never;
