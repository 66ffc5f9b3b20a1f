import type { CanActivate, FactoryProvider, ModuleMetadata, Type } from '@nestjs/common';

import type { AuthUser } from './accounts/users/auth-user.js';
import type { CredentialKindName } from './credentials/credential-kind.js';
import type { LoginController } from './endpoints/basic/login/login.controller.js';
import type { LogoutController } from './endpoints/basic/logout/logout.controller.js';
import type { PasswordChangeController } from './endpoints/basic/password-change/password-change.controller.js';
import type { PasswordResetController } from './endpoints/basic/password-reset/password-reset.controller.js';
import type { PasswordResetConfirmController } from './endpoints/basic/password-reset/password-reset-confirm.controller.js';
import type { UserDetailsController } from './endpoints/basic/user-details/user-details.controller.js';
import type { TokenRefreshController } from './endpoints/jwt/token-refresh/token-refresh.controller.js';
import type { TokenVerifyController } from './endpoints/jwt/token-verify/token-verify.controller.js';
import type { ActiveLoginController } from './endpoints/logins/active-logins/active-login.controller.js';
import type { ActiveLoginsController } from './endpoints/logins/active-logins/active-logins.controller.js';
import type { SocialAccountDisconnectController } from './endpoints/social/social-accounts/social-account-disconnect.controller.js';
import type { SocialAccountsController } from './endpoints/social/social-accounts/social-accounts.controller.js';
import type { SocialConnectController } from './endpoints/social/social-connect/social-connect.controller.js';
import type { SocialLoginController } from './endpoints/social/social-login/social-login.controller.js';
import type { ResendEmailController } from './endpoints/registration/email-verification/resend-email.controller.js';
import type { VerifyEmailController } from './endpoints/registration/email-verification/verify-email.controller.js';
import type { RegisterController } from './endpoints/registration/register/register.controller.js';
import type { TableMapping } from './persistence/typeorm/table-mapping.js';
import type { SocialProvider } from './social-providers/social-provider.js';
import type { DtoClasses } from './rest-auth.dto.js';
import type { PortClasses } from './rest-auth.ports.js';
import type { RestAuthSettingsInput } from './rest-auth.settings.js';

/** Subclasses of our controllers, in their places. */
export interface ControllerClasses {
  login?: Type<LoginController>;
  logout?: Type<LogoutController>;
  userDetails?: Type<UserDetailsController>;
  passwordChange?: Type<PasswordChangeController>;
  passwordReset?: Type<PasswordResetController>;
  passwordResetConfirm?: Type<PasswordResetConfirmController>;
  tokenVerify?: Type<TokenVerifyController>;
  tokenRefresh?: Type<TokenRefreshController>;
  activeLogins?: Type<ActiveLoginsController>;
  activeLogin?: Type<ActiveLoginController>;
  register?: Type<RegisterController>;
  verifyEmail?: Type<VerifyEmailController>;
  resendEmail?: Type<ResendEmailController>;
  /** Mounted once for each provider, as is `socialConnect`. */
  socialLogin?: Type<SocialLoginController>;
  socialConnect?: Type<SocialConnectController>;
  socialAccounts?: Type<SocialAccountsController>;
  socialAccountDisconnect?: Type<SocialAccountDisconnectController>;
}

/** Logins by a provider of identities. */
export interface SocialStructure {
  /** Classes of providers by the path that each is mounted at: `{ github: GitHubProvider }` gives `github/` and `github/connect/`. One class may be mounted many times. */
  providers: Readonly<Record<string, Type<SocialProvider>>>;
  /** Where the caller's accounts are listed and disconnected. With a slash in front it is below the application's prefix, not `path`. Default `socialaccounts`. */
  accountsPath?: string;
}

/** Whatever changes what Nest registers. Given as it is, also to `forRootAsync`. */
export interface RestAuthStructure<User extends AuthUser = AuthUser> {
  /** The host's user entity. */
  user: Type<User>;
  /** Where the endpoints are mounted, below the application's own prefix. Default `dj-rest-auth`. */
  path?: string;
  /** The name of the TypeORM data source. Default: the one without a name. */
  dataSource?: string;
  /** Names of the module's tables and columns. Give the same to `restAuthMigrations`. */
  tables?: TableMapping;
  /** The kinds of credentials. */
  credentials?: {
    /** What a login gives. Default `['token', 'session']`. dj-rest-auth: `TOKEN_MODEL`, `SESSION_LOGIN`. */
    issue?: readonly CredentialKindName[];
    /**
     * How callers are recognised, in this order; the first decides whether who is not recognised gets a 401 with its challenge or a 403. Default: as issued.
     * DRF: `DEFAULT_AUTHENTICATION_CLASSES`.
     */
    recognise?: readonly CredentialKindName[];
    /** The name under which `AuthGuard(…)` of `@nestjs/passport` finds this instance's JSON Web Tokens. Default `rest-auth-jwt`. */
    passportName?: string;
  };
  /** Registration: `false` for none (the proof of addresses goes with it, unless there is `social`); guards that a registration must pass (dj-rest-auth: `REGISTER_PERMISSION_CLASSES`). Default: all, no guards. */
  registration?: false | { guards?: readonly Type<CanActivate>[] };
  /** Logins by a provider, each with its `socialLogin.apps`. Default none. */
  social?: SocialStructure;
  /** Whether users can list their logins and end them: `logins/`. Default false. */
  activeLogins?: boolean;
  /** Classes of your own in place of the defaults, by port: see `PORTS`. */
  ports?: PortClasses;
  /** DTO classes of your own. */
  dto?: Partial<DtoClasses>;
  /** Controllers of your own: subclasses of ours. */
  controllers?: ControllerClasses;
  /** Modules that export what your classes inject. */
  imports?: ModuleMetadata['imports'];
  /** Whether guards and ports can be injected everywhere without importing the module. Default false. */
  isGlobal?: boolean;
}

/** All options, for `forRoot`. */
export type RestAuthOptions<User extends AuthUser = AuthUser> = RestAuthStructure<User> & RestAuthSettingsInput;

/** Options whose values come from a factory, for `forRootAsync`. */
export type RestAuthAsyncOptions<User extends AuthUser = AuthUser> = RestAuthStructure<User> & {
  /** Answers the values: whatever does not change what Nest registers. */
  useFactory: (...dependencies: never[]) => RestAuthSettingsInput | Promise<RestAuthSettingsInput>;
  /** What the factory is given. */
  inject?: NonNullable<FactoryProvider['inject']>;
};

/** Whether anybody's address is to be proven: whoever registers has one, or comes by a provider. */
export function provesAddresses({ registration, social }: Partial<RestAuthStructure>): boolean {
  return registration !== false || social !== undefined;
}
