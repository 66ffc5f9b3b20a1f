import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';

import { EmailVerificationKeys } from './accounts/emails/email-verification.keys.js';
import { PasswordResetTokens } from './accounts/passwords/password-reset.tokens.js';
import { NewPassword } from './accounts/passwords/new-password.js';
import { IdentityFinder } from './accounts/social-accounts/identity.finder.js';
import { IdentityKeeper } from './accounts/social-accounts/identity.keeper.js';
import { SocialTokens } from './accounts/social-accounts/social-tokens.js';
import { AccountFinder } from './accounts/users/account-finder.js';
import type { AuthUser } from './accounts/users/auth-user.js';
import { PresentUser } from './accounts/users/present-user.js';
import { UsernameGenerator } from './accounts/users/username.generator.js';
import { UsernameRules } from './accounts/users/username.rules.js';
import { AuthGuard } from './credentials/auth.guard.js';
import { JwtCodec } from './credentials/jwt/jwt.codec.js';
import { JwtCookies } from './credentials/jwt/jwt.cookies.js';
import { jwtLibrary } from './credentials/jwt/jwt.library.js';
import { JwtKeys } from './credentials/jwt/jwt.keys.js';
import { JwtKind } from './credentials/jwt/jwt.kind.js';
import { jwtStrategy } from './credentials/jwt/jwt.strategy.js';
import { JwtTokens } from './credentials/jwt/jwt.tokens.js';
import { TokenIds } from './credentials/jwt/token-id.js';
import { CallerThrottle } from './credentials/caller-throttle.js';
import { CredentialIssuer } from './credentials/credential-issuer.js';
import { type CredentialKind, type CredentialKindName, CredentialKinds } from './credentials/credential-kind.js';
import { KnownAddresses } from './credentials/known-addresses.js';
import { LoginAdmission } from './credentials/login-admission.js';
import { LoginAttempts } from './credentials/login-attempts.js';
import { RefusalEvents } from './credentials/refusal-events.js';
import { RequestInput } from './credentials/request-input.js';
import { CredentialReply } from './credentials/credential-reply.js';
import { CsrfProtection } from './credentials/csrf/csrf-protection.js';
import { CsrfTokenPipe } from './credentials/csrf/csrf-token.decorator.js';
import { EnsureCsrfCookie } from './credentials/csrf/ensure-csrf-cookie.interceptor.js';
import { RequestOrigin } from './credentials/csrf/request-origin.js';
import { SessionKind } from './credentials/sessions/session.kind.js';
import { TokenKind } from './credentials/tokens/token.kind.js';
import { basic } from './endpoints/basic/basic.js';
import { jwt } from './endpoints/jwt/jwt.js';
import { logins } from './endpoints/logins/logins.js';
import { RegistrationGuards } from './endpoints/registration/register/registration.guard.js';
import { emailVerification, registration } from './endpoints/registration/registration.js';
import { mountSocial, social } from './endpoints/social/social.js';
import { AllAuthEvents } from './events/all-auth.events.js';
import { AuthEvents } from './events/auth.events.js';
import { EventTeller } from './events/event-teller.js';
import { RestAuthHealth } from './health/rest-auth.health.js';
import { AnsweringEndpoints } from './http/answering.js';
import { BodyEdge } from './http/body-edge.js';
import { ExchangePipe } from './http/current-exchange.decorator.js';
import { EdgeGuard } from './http/edge.guard.js';
import { type EndpointController, mount } from './http/endpoint.decorator.js';
import { ErrorFilter } from './http/error.filter.js';
import { Exchanges } from './http/exchange.js';
import { FailureShaper } from './http/failure-shaper.js';
import { InputReader } from './http/fields/input-reader.js';
import { RefusalObserver } from './http/refusal-observer.js';
import { RequestThrottle, ThrottleGuard } from './http/throttle.guard.js';
import { Clock } from './kernel/clock.js';
import { KeyRing } from './kernel/secrets.js';
import { UnitOfWork } from './kernel/unit-of-work.js';
import { AccountMails } from './mail/account.mails.js';
import { MailComposer } from './mail/mail.composer.js';
import { Outbox } from './mail/outbox.js';
import { restAuthEntities } from './persistence/typeorm/entities.js';
import { RestAuthOptionsError } from './kernel/options-error.js';
import { typeOrmProviders } from './persistence/typeorm/providers.js';
import { Purge } from './purge/purge.js';
import { resolveSettings } from './resolve-settings.js';
import { defaultDtoClasses } from './rest-auth.default-dto.js';
import { DtoClasses } from './rest-auth.dto.js';
import { InstanceStructure } from './rest-auth.instance.js';
import {
  provesAddresses,
  type RestAuthAsyncOptions,
  type RestAuthOptions,
  type RestAuthStructure,
} from './rest-auth.options.js';
import { PORTS } from './rest-auth.ports.js';
import { factoryProblems, misplacedProblems, SETTINGS_KEYS, structureProblems } from './rest-auth.problems.js';
import { RestAuthSettings, type RestAuthSettingsInput } from './rest-auth.settings.js';
import { WeaknessNotice } from './rest-auth.weaknesses.js';
import { SocialIdentifier } from './social-providers/social-identifier.js';
import { SocialMounts } from './social-providers/social-mounts.js';
import { AccountFailures } from './throttling/account-failures.js';
import { MemoryThrottleStore } from './throttling/memory-throttle.store.js';
import { RedisThrottleStore } from './throttling/redis/redis-throttle.store.js';
import { Throttle } from './throttling/throttle.js';
import { ThrottleStore } from './throttling/throttle.store.js';

const DEFAULT_PATH = 'dj-rest-auth';
const DEFAULT_KINDS: readonly CredentialKindName[] = ['token', 'session'];

/**
 * Accounts for an application: `RestAuthModule.forRoot({ user: User, secret, mail, links })`. Every call makes an instance of its own; two with
 * different paths live side by side.
 */
@Module({})
export class RestAuthModule {
  /** With all options at hand. Throws one error that lists every problem. */
  static forRoot<User extends AuthUser>(options: RestAuthOptions<User>): DynamicModule {
    const [structure, input] = split(options);
    assertNone([...misplacedProblems(options, 'forRoot'), ...problemsOf(() => resolveSettings(structure, input))]);
    return assemble(structure, [{ provide: RestAuthSettings, useValue: resolveSettings(structure, input) }]);
  }

  /** With values from a factory; what changes the routes and providers is given as it is. */
  static forRootAsync<User extends AuthUser>(options: RestAuthAsyncOptions<User>): DynamicModule {
    assertNone([
      ...misplacedProblems(options, 'forRootAsync'),
      ...factoryProblems(options),
      ...structureProblems(options),
    ]);
    const { useFactory, inject = [], ...structure } = options;
    return assemble(structure, [
      {
        provide: RestAuthSettings,
        inject,
        useFactory: async (...dependencies: never[]) => resolveSettings(structure, await useFactory(...dependencies)),
      },
    ]);
  }
}

function assertNone(problems: readonly string[]): void {
  if (problems.length > 0) throw new RestAuthOptionsError(problems);
}

function problemsOf(check: () => unknown): readonly string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof RestAuthOptionsError) return error.problems;
    throw error;
  }
}

/** The two parts of `forRoot`'s options; what belongs to neither has been told. */
function split(options: RestAuthOptions): [RestAuthStructure, RestAuthSettingsInput] {
  const isSetting = ([key]: [string, unknown]) => SETTINGS_KEYS.includes(key);
  const input = Object.fromEntries(Object.entries(options).filter(isSetting)) as unknown as RestAuthSettingsInput;
  const structure = Object.fromEntries(
    Object.entries(options).filter((entry) => !isSetting(entry)),
  ) as unknown as RestAuthStructure;
  return [structure, input];
}

function assemble(structure: RestAuthStructure, settings: Provider[]): DynamicModule {
  const providers = [
    { provide: InstanceStructure, useValue: { given: { ...structure, path: structure.path ?? DEFAULT_PATH } } },
    ...settings,
    ...ownProviders(structure),
    ...typeOrmProviders(structure),
    ...portProviders(structure),
  ];
  return {
    module: RestAuthModule,
    global: structure.isGlobal ?? false,
    imports: [
      TypeOrmModule.forFeature(
        [structure.user, ...Object.values(restAuthEntities(structure.user, structure.tables))],
        structure.dataSource,
      ),
      ...(structure.imports ?? []),
    ],
    controllers: controllersOf(structure),
    providers,
    exports: providers.map((provider) => (typeof provider === 'function' ? provider : provider.provide)),
  };
}

/** Whether JSON Web Tokens are given or taken. */
function usesJwt({ credentials }: RestAuthStructure): boolean {
  return [...(credentials?.issue ?? []), ...(credentials?.recognise ?? [])].includes('jwt');
}

function jwtProviders(passportName: string | undefined): Provider[] {
  return [jwtLibrary, JwtKeys, JwtCodec, TokenIds, JwtTokens, JwtCookies, JwtKind, jwtStrategy(passportName)];
}

function socialProviders({ social: given }: RestAuthStructure): Provider[] {
  if (!given) return [];
  return [
    { provide: SocialMounts, useValue: { providers: given.providers } },
    ...new Set(Object.values(given.providers)),
    ...[SocialIdentifier, IdentityFinder, IdentityKeeper],
    ...social.providers,
  ];
}

function ownProviders(structure: RestAuthStructure): Provider[] {
  const { credentials, registration: guarded, dto } = structure;
  const issue = credentials?.issue ?? DEFAULT_KINDS;
  const recognise = credentials?.recognise ?? issue;
  return [
    { provide: KeyRing, inject: [RestAuthSettings], useFactory: keyRing },
    { provide: Exchanges, inject: [HttpAdapterHost], useFactory: exchanges },
    { provide: DtoClasses, useValue: { ...defaultDtoClasses, ...dto } },
    { provide: RegistrationGuards, useValue: { classes: guarded ? (guarded.guards ?? []) : [] } },
    ...(guarded ? (guarded.guards ?? []) : []),
    TokenKind,
    SessionKind,
    ...(usesJwt(structure) ? [...jwtProviders(credentials?.passportName), ...jwt.providers] : []),
    {
      provide: CredentialKinds,
      inject: [TokenKind, SessionKind, { token: JwtKind, optional: true }],
      useFactory: (...made: (CredentialKind | undefined)[]): CredentialKinds => {
        const kinds = (names: readonly CredentialKindName[]) =>
          names.flatMap((name) => made.flatMap((kind) => (kind?.name === name ? [kind] : [])));
        return { issued: kinds(issue), recognised: kinds(recognise) };
      },
    },
    { provide: ThrottleStore, inject: [RestAuthSettings, Clock], useFactory: throttleStore },
    { provide: RequestThrottle, useClass: CallerThrottle },
    { provide: RefusalObserver, useClass: RefusalEvents },
    { provide: EventTeller, inject: [AuthEvents, UnitOfWork, Clock, InstanceStructure], useFactory: eventTeller },
    ...[Throttle, ThrottleGuard, AccountFailures, KnownAddresses, LoginAttempts, LoginAdmission],
    ...[BodyEdge, EdgeGuard, ErrorFilter, AnsweringEndpoints, ExchangePipe, FailureShaper, InputReader],
    ...[
      AccountFinder,
      NewPassword,
      UsernameGenerator,
      UsernameRules,
      PresentUser,
      SocialTokens,
      EmailVerificationKeys,
      PasswordResetTokens,
    ],
    ...[
      AuthGuard,
      CredentialIssuer,
      CredentialReply,
      CsrfProtection,
      CsrfTokenPipe,
      EnsureCsrfCookie,
      RequestInput,
      RequestOrigin,
    ],
    ...[AccountMails, MailComposer, Outbox, Purge, RestAuthHealth, WeaknessNotice],
    ...basic.providers,
    ...socialProviders(structure),
    ...(structure.activeLogins ? logins.providers : []),
    ...(guarded === false ? [] : registration.providers),
    ...(provesAddresses(structure) ? emailVerification.providers : []),
  ];
}

function keyRing({ secret, secretFallbacks }: RestAuthSettings): KeyRing {
  return new KeyRing(secret, secretFallbacks);
}

/** In Redis where the host gives a client, else in this process' memory. */
function throttleStore({ throttling }: RestAuthSettings, clock: Clock): ThrottleStore {
  const redis = throttling === false ? null : throttling.redis;
  return redis ? new RedisThrottleStore(redis, clock) : new MemoryThrottleStore(clock);
}

function eventTeller(events: AuthEvents, work: UnitOfWork, clock: Clock, { given }: InstanceStructure): EventTeller {
  return new EventTeller(events, work, clock, given.path);
}

function exchanges(host: HttpAdapterHost): Exchanges {
  return new Exchanges(() => host.httpAdapter);
}

/** The host's class where there is one, else the default; later ones replace what the persistence made. */
function portProviders({ ports }: RestAuthStructure): Provider[] {
  return Object.entries(PORTS).flatMap(([name, [provide, byDefault]]): Provider[] => {
    const given = ports?.[name as keyof typeof PORTS] ?? byDefault;
    if (isList(given)) return listeners(given);
    return given ? [{ provide, useClass: given }] : [];
  });
}

/** Each is made by itself, so that it may inject what it likes and has hooks of its own; all of them together are the port. */
function listeners(classes: readonly Type<AuthEvents>[]): Provider[] {
  const useFactory = (...made: AuthEvents[]) => new AllAuthEvents(made);
  return [...classes, { provide: AuthEvents, inject: [...classes], useFactory }];
}

function isList(given: unknown): given is readonly Type<AuthEvents>[] {
  return Array.isArray(given);
}

function controllersOf(structure: RestAuthStructure): Type<EndpointController>[] {
  const { path = DEFAULT_PATH, registration: guarded, controllers } = structure;
  const classes: Record<string, Type<EndpointController>> = {
    ...basic.controllers,
    ...(usesJwt(structure) ? jwt.controllers : {}),
    ...(structure.activeLogins ? logins.controllers : {}),
    ...(guarded === false ? {} : registration.controllers),
    ...(provesAddresses(structure) ? emailVerification.controllers : {}),
    ...controllers,
  };
  // Those of social logins are mounted elsewhere, whoever's they are.
  const own = Object.entries(classes).filter(([name]) => !(name in social.controllers));
  const { social: given } = structure;
  return [
    ...own.map(([, controller]) => mount(controller, path)),
    ...(given ? mountSocial(path, given, { ...social.controllers, ...controllers }) : []),
  ];
}
