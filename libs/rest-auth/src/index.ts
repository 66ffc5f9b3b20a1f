// The public API, listed by hand: what is not here may change at any time.
export { RestAuthModule } from './rest-auth.module.js';
export type {
  ControllerClasses,
  RestAuthAsyncOptions,
  RestAuthOptions,
  RestAuthStructure,
  SocialStructure,
} from './rest-auth.options.js';
export { PORTS, type PortClasses } from './rest-auth.ports.js';
export { RestAuthOptionsError } from './kernel/options-error.js';
export { DtoClasses } from './rest-auth.dto.js';
export {
  type CookieAttributes,
  type EmailVerification,
  type JwtAlgorithm,
  type JwtKeyPair,
  type JwtKeySetting,
  type JwtSecretKey,
  type LinkTemplates,
  type LoginMethod,
  type MailSettings,
  type MailTemplateFiles,
  type MailTemplateName,
  type PasswordValidatorName,
  RestAuthSettings,
  type RestAuthSettingsInput,
  type SocialAppSettings,
  type SocialClient,
} from './rest-auth.settings.js';
export type { SendMailTransport } from './mail/mail-transport.js';

// For the host's own controllers
export { Anonymous, AuthGuard, callerOf, Public } from './credentials/auth.guard.js';
export { CurrentUser } from './credentials/current-user.decorator.js';
export { CsrfToken } from './credentials/csrf/csrf-token.decorator.js';
export { EnsureCsrfCookie } from './credentials/csrf/ensure-csrf-cookie.interceptor.js';

// Ports and their defaults
export type { AuthUser, NewUser, UserId } from './accounts/users/auth-user.js';
export { hasUsablePassword, UNUSABLE_PASSWORD, unusablePassword } from './accounts/users/auth-user.js';
export { UserStore } from './accounts/users/user.store.js';
export { type EmailAddress, EmailAddressStore } from './accounts/emails/email-address.store.js';
export { type PasswordReset, PasswordResetStore } from './accounts/passwords/password-reset.store.js';
export {
  type NewSocialAccount,
  type SocialAccount,
  type SocialAccountRemoval,
  SocialAccountStore,
} from './accounts/social-accounts/social-account.store.js';
export type { ProviderTokens, SocialIdentity, SocialProfile } from './accounts/social-accounts/social-profile.js';
export { SocialTokens } from './accounts/social-accounts/social-tokens.js';
export { PasswordHasher } from './accounts/passwords/password.hasher.js';
export { Argon2PasswordHasher } from './accounts/passwords/argon2-password.hasher.js';
export { NodeRsArgon2PasswordHasher } from './accounts/passwords/node-rs-argon2-password.hasher.js';
export type { Argon2 } from './accounts/passwords/argon2.js';
export { HashQueue } from './accounts/passwords/hash-queue.js';
export { type PasswordOwner, PasswordPolicy } from './accounts/passwords/password.policy.js';
export { DjangoPasswordPolicy } from './accounts/passwords/django-password.policy.js';
export {
  PasswordAuthenticator,
  type PasswordCredentials,
  StoredPasswordAuthenticator,
} from './accounts/users/password.authenticator.js';
export { AccountFinder, type FoundByEmail } from './accounts/users/account-finder.js';
export { UserPresenter } from './accounts/users/user.presenter.js';
export { DtoUserPresenter } from './endpoints/basic/user-details/dto-user.presenter.js';
export { CredentialPresenter, StandardCredentialPresenter } from './credentials/credential.presenter.js';
export type {
  Caller,
  CredentialKindName,
  CredentialOrigin,
  CredentialReference,
  IssuedCredentials,
  LoginMethodName,
  StoredCredential,
} from './credentials/credential-kind.js';
export { type NewCredential, TokenStore } from './credentials/tokens/token.store.js';
export { RandomTokenCreator, TokenCreator } from './credentials/tokens/token.creator.js';
export { LongNamesCredentialPresenter, type RefreshedCredentials } from './credentials/credential.presenter.js';
export { type Claims, type ClaimValue, NoTokenClaims, TokenClaims } from './credentials/jwt/token-claims.provider.js';
export { type RefreshFamily, RefreshFamilyStore, type Rotation } from './credentials/jwt/refresh-family.store.js';
export { JwtKeys } from './credentials/jwt/jwt.keys.js';
export { JwtTokens } from './credentials/jwt/jwt.tokens.js';
export { SessionStore } from './credentials/sessions/session.store.js';
export { type LoginChallenge, LoginPolicy, VerifiedEmailLoginPolicy } from './accounts/users/login.policy.js';
export {
  RegistrationStrategy,
  UserRowRegistrationStrategy,
} from './endpoints/registration/register/registration.strategy.js';
export {
  SocialRegistrationStrategy,
  UserRowSocialRegistrationStrategy,
} from './endpoints/social/social-login/social-registration.strategy.js';
export { SocialClientStore, OptionsSocialClientStore } from './social-providers/social-client.store.js';
export { Mailer, NestMailer } from './mail/mailer.js';
export type { Mail, RenderedMail } from './mail/mail.js';
export { LinkBuilder, TemplateLinkBuilder } from './mail/link.builder.js';
export { Outbox } from './mail/outbox.js';
export { type OutboxEntry, OutboxStore } from './mail/outbox.store.js';
export {
  type AuthEvent,
  AuthEvents,
  type AuthEventType,
  type EventCircumstances,
  type Happening,
} from './events/auth.events.js';
export { AuditLog } from './events/audit-log.js';
export { EventEmitterEvents } from './events/event-emitter.events.js';
export { PrometheusEvents } from './events/prometheus.events.js';
export { RestAuthHealth, type RestAuthHealthResult } from './health/rest-auth.health.js';
export {
  type Message,
  MessageCatalogue,
  type MessageCode,
  type MessageParameters,
  message,
} from './kernel/messages.js';
export { EnglishMessageCatalogue } from './kernel/english.js';
export {
  type RateName,
  type Rate,
  type RateUnit,
  type RedisClient,
  type RedisThrottling,
  type RequestRateName,
  type ThrottlingSettings,
} from './rest-auth.settings.js';
export { LoginFailureStore } from './throttling/login-failure.store.js';
export { MemoryThrottleStore } from './throttling/memory-throttle.store.js';
export { RedisThrottleStore } from './throttling/redis/redis-throttle.store.js';
export { type ThrottleRecord, ThrottleStore } from './throttling/throttle.store.js';
export { Clock, SystemClock } from './kernel/clock.js';
export { FieldErrors, type FieldErrorTree, notAuthenticated, Refusal, type RefusalReason } from './kernel/errors.js';
export { UniqueViolation, UnitOfWork } from './kernel/unit-of-work.js';
export { emailKey, usernameKey } from './kernel/identifiers.js';
export { foldEmail, foldName } from './kernel/text.js';

// Providers of identities
export { FacebookProvider } from './social-providers/facebook.provider.js';
export { GitHubProvider } from './social-providers/github.provider.js';
export { TwitterProvider } from './social-providers/twitter.provider.js';
export { type AuthorizationCode, OAuth2Provider, type ProviderContext } from './social-providers/oauth2.provider.js';
export { type Identified, type SocialApp, SocialProvider } from './social-providers/social-provider.js';
export { type ProviderAnswer, ProviderHttp, type ProviderRequest } from './social-providers/provider-http.js';
export { ProviderOutage, ProviderRefusal } from './social-providers/provider-failures.js';
export { uidOf } from './social-providers/provider-json.js';

// DTO classes and their fields
export {
  BooleanField,
  CharField,
  EmailField,
  type FieldOptions,
  NestedField,
  PasswordField,
  ReadOnlyField,
} from './http/fields/field.decorator.js';
export { FieldRule, type FieldRuleContext } from './http/fields/field-rule.js';
export { UsernameRules } from './accounts/users/username.rules.js';
export { EmailRules } from './accounts/emails/email.rules.js';
export { NewPasswordRules } from './accounts/passwords/new-password.rules.js';
export { LoginDto } from './endpoints/basic/login/login.dto.js';
export { UserDetailsDto } from './endpoints/basic/user-details/user-details.dto.js';
export { PasswordResetDto } from './endpoints/basic/password-reset/password-reset.dto.js';
export { PasswordResetConfirmDto } from './endpoints/basic/password-reset/password-reset-confirm.dto.js';
export { PasswordChangeDto } from './endpoints/basic/password-change/password-change.dto.js';
export { RegisterDto } from './endpoints/registration/register/register.dto.js';
export { TokenVerifyDto } from './endpoints/jwt/token-verify/token-verify.dto.js';
export { TokenRefreshDto } from './endpoints/jwt/token-refresh/token-refresh.dto.js';
export { SocialLoginDto } from './social-providers/social-login.dto.js';
export { TwitterLoginDto } from './social-providers/twitter-login.dto.js';
export { VerifyEmailDto } from './endpoints/registration/email-verification/verify-email.dto.js';
export { ResendEmailDto } from './endpoints/registration/email-verification/resend-email.dto.js';

// Controllers, to be subclassed
export { Endpoint, EndpointController } from './http/endpoint.decorator.js';
export { RequestRate } from './http/throttle.guard.js';
export { CurrentExchange } from './http/current-exchange.decorator.js';
export type { Exchange, HttpRequest } from './http/exchange.js';
export { Answer } from './http/answer.js';
export { LoginController } from './endpoints/basic/login/login.controller.js';
export { LogoutController } from './endpoints/basic/logout/logout.controller.js';
export { UserDetailsController } from './endpoints/basic/user-details/user-details.controller.js';
export { PasswordResetController } from './endpoints/basic/password-reset/password-reset.controller.js';
export { PasswordResetConfirmController } from './endpoints/basic/password-reset/password-reset-confirm.controller.js';
export { PasswordChangeController } from './endpoints/basic/password-change/password-change.controller.js';
export { TokenVerifyController } from './endpoints/jwt/token-verify/token-verify.controller.js';
export { TokenRefreshController } from './endpoints/jwt/token-refresh/token-refresh.controller.js';
export { ActiveLoginController } from './endpoints/logins/active-logins/active-login.controller.js';
export { ActiveLoginsController } from './endpoints/logins/active-logins/active-logins.controller.js';
export { RegisterController } from './endpoints/registration/register/register.controller.js';
export { VerifyEmailController } from './endpoints/registration/email-verification/verify-email.controller.js';
export { ResendEmailController } from './endpoints/registration/email-verification/resend-email.controller.js';
export { SocialMountController } from './social-providers/social-mount.controller.js';
export { SocialLoginController } from './endpoints/social/social-login/social-login.controller.js';
export { SocialConnectController } from './endpoints/social/social-connect/social-connect.controller.js';
export { SocialAccountsController } from './endpoints/social/social-accounts/social-accounts.controller.js';
export { SocialAccountDisconnectController } from './endpoints/social/social-accounts/social-account-disconnect.controller.js';

// Upkeep, for the host's scheduler
export { Purge, type PurgeCounts } from './purge/purge.js';

// Persistence
export { BaseUser } from './persistence/typeorm/base-user.js';
export { restAuthEntities, type RestAuthEntities } from './persistence/typeorm/entities.js';
export { restAuthMigrations } from './persistence/typeorm/migrations/migrations.js';
export { DjangoUser } from './persistence/typeorm/django/django-user.js';
export type {
  ColumnName,
  DjangoTable,
  DjangoTableName,
  OwnTable,
  TableMapping,
  TableName,
} from './persistence/typeorm/table-mapping.js';
export { TypeOrmUnitOfWork } from './persistence/typeorm/typeorm-unit-of-work.js';

// A description of the endpoints, for `@nestjs/swagger`
export { describeRestAuth } from './openapi/describe-rest-auth.js';
export type { OpenApiDocument } from './openapi/open-api.js';
