import type { SendMailTransport } from './mail/mail-transport.js';

/** By which of its names a user logs in. Django: `ACCOUNT_AUTHENTICATION_METHOD`. */
export type LoginMethod = 'username' | 'email';

/** Whether an address must be proven. Django: `ACCOUNT_EMAIL_VERIFICATION`. */
export type EmailVerification = 'none' | 'optional' | 'mandatory';

/** Django's four password validators. */
export type PasswordValidatorName = 'userAttributeSimilarity' | 'minimumLength' | 'commonPassword' | 'numericPassword';

/** Where a mail's link leads: a template with `{uid}` and `{token}`, or `{key}`. */
export interface LinkTemplates {
  /** The page that asks for the new password. `{uid}` and `{token}` stand for what it must send to `password/reset/confirm/`. */
  passwordReset: string;
  /** The page that proves an address. `{key}` stands for what it must send to `registration/verify-email/`. */
  emailVerification: string;
}

/** Texts and pictures of one mail, each optional: what is not given is ours. */
export interface MailTemplateFiles {
  /** The path of a Handlebars file for the text part. */
  text?: string;
  /** The path of a Handlebars file for the HTML part. */
  html?: string;
}

/** The mails that we send. */
export type MailTemplateName =
  'password-reset' | 'email-verification' | 'account-exists' | 'password-changed' | 'social-account-connected';

/** How mails are sent, and from whom. */
export interface MailSettings {
  /** The sender. Default `webmaster@localhost`. Django: `DEFAULT_FROM_EMAIL`. */
  from: string;
  /** How mails are sent: nodemailer's SMTP URL, its options, or a transport. Required while mail is on. Django: `EMAIL_BACKEND`. */
  transport: SendMailTransport;
  /** Templates of the host's own, one by one. */
  templates: Partial<Record<MailTemplateName, MailTemplateFiles>>;
  /** How long a mail is tried before it is given up, in seconds. Default 3 days. */
  giveUpAfterSeconds: number;
}

/** One of our applications at a provider. allauth: `SocialApp`. */
export interface SocialClient {
  /** The client id, app id or consumer key. */
  readonly id: string;
  /** The client secret, app secret or consumer secret. */
  readonly secret: string;
}

/** What a mounted provider is given. */
export interface SocialAppSettings {
  /** Every client that a token may have been issued to (web, iOS, Android); codes are exchanged as the first. Required, unless `ports.socialClientStore` has them. */
  clients?: readonly SocialClient[];
  /** Where the provider sends browsers back to, exactly as registered there. Default null: none, and codes are refused. dj-rest-auth: `callback_url`. */
  callbackUrl?: string | null;
  /** What the client application asks its users for; it decides what is looked up besides (`user:email` of GitHub, `email` of Twitter). Default none. allauth: `SCOPE`. */
  scope?: readonly string[];
  /** Addresses of the provider in place of its own (GitHub Enterprise). Default: the provider's. */
  endpoints?: Readonly<Record<string, string>>;
  /** What a login may bring. Default both. Without `code` it is a view of dj-rest-auth without `client_class`. */
  accepts?: readonly ('access_token' | 'code')[];
  /** Whether a code must come with a `code_verifier` (RFC 7636). Default false. */
  pkce?: boolean;
  /** The name under which its identities are kept. Default: the provider's own. One with other users (another GitHub Enterprise server) needs another. allauth: `provider_id`. */
  providerId?: string;
}

/** A unit of time in a rate: DRF's words, and their short forms. */
export type RateUnit = 's' | 'sec' | 'second' | 'm' | 'min' | 'minute' | 'h' | 'hour' | 'd' | 'day';

/** So many in so long: `30/min` as DRF writes it, or `5/5min` as allauth does. */
export type Rate = `${number}/${RateUnit}` | `${number}/${number}${RateUnit}`;

/** What counts every request to an endpoint. */
export type RequestRateName =
  | 'login'
  | 'logout'
  | 'passwordChange'
  | 'passwordReset'
  | 'passwordResetConfirm'
  | 'registration'
  | 'verifyEmail'
  | 'resendEmail'
  | 'socialLogin'
  | 'socialConnect'
  | 'tokenRefresh'
  | 'tokenVerify'
  | 'others';

/** What is limited: requests to an endpoint, failed logins, and mails to an address. */
export type RateName =
  | RequestRateName
  | 'loginFailures'
  | 'loginFailuresByAccountAndAddress'
  | 'loginFailuresByAccount'
  | 'passwordResetByEmail'
  | 'resendEmailByEmail';

/** The one command of a Redis client that we use, with the arguments of `ioredis`. */
export interface RedisClient {
  eval(script: string, numberOfKeys: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
}

/** Where several processes count together. */
export interface RedisThrottling {
  /** A client of `ioredis`, or anything that has its `eval`. Who made it closes it. */
  client: RedisClient;
  /** Stands before every key. Two instances of the module with the same `secret` need two. Default `rest-auth:`. */
  prefix?: string;
  /** How long a request waits for Redis, in milliseconds, before the process counts by itself. Default 50. */
  timeoutMilliseconds?: number;
}

/** How often anybody may do what. */
export interface ThrottlingSettings {
  /** The rates by name; false for none. Their defaults stand in `docs/throttling.md`. allauth: `ACCOUNT_RATE_LIMITS`. */
  readonly rates: Readonly<Record<RateName, Rate | false>>;
  /**
   * One budget for login, logout, social login and connection, registration, and the three password endpoints together, by user or else by address, as dj-rest-auth's views
   * share one throttle scope. It counts besides `rates`. Default null: none. DRF: `DEFAULT_THROTTLE_RATES['dj_rest_auth']`.
   */
  readonly sharedRate: Rate | null;
  /** Redis, for several processes. Default null: each process counts in its own memory. */
  readonly redis: RedisThrottling | null;
}

/** Algorithms of one secret (RFC 7518 §3.2). */
export type HmacAlgorithm = 'HS256' | 'HS384' | 'HS512';

/** Algorithms of a pair of keys (RFC 7518 §3.3 to §3.5). */
export type SignatureAlgorithm =
  'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512';

/** What a token can be signed with. Never `none`. */
export type JwtAlgorithm = HmacAlgorithm | SignatureAlgorithm;

interface JwtKeyUse {
  /** Its name in tokens (`kid`), which they bear once there are several keys. */
  id: string;
  /** Whether it signs; one does. Default: the first. */
  signs?: boolean;
  /** Whether it is the key of tokens that name none; one is. Default: the one that signs. */
  isDefault?: boolean;
}

/** A secret for one algorithm; at least 32 bytes. RFC 7518 §3.2 asks for as many as the algorithm's digest has. */
export interface JwtSecretKey extends JwtKeyUse {
  algorithm: HmacAlgorithm;
  secret: string | Uint8Array;
}

/** A pair of keys for one algorithm, in PEM. One that only checks needs no private key; the public one is made of a private one. */
export interface JwtKeyPair extends JwtKeyUse {
  algorithm: SignatureAlgorithm;
  privateKey?: string;
  publicKey?: string;
}

/** A key for JSON Web Tokens: for one algorithm alone. */
export type JwtKeySetting = JwtSecretKey | JwtKeyPair;

/** With which attributes a cookie is set, and cleared again. Combinations that browsers drop refuse to boot. */
export interface CookieAttributes {
  /** Default: on when `NODE_ENV` is `production`. Django: `SESSION_COOKIE_SECURE`, `CSRF_COOKIE_SECURE`. */
  secure: boolean;
  /** Default `Lax`. Django: `SESSION_COOKIE_SAMESITE`, `CSRF_COOKIE_SAMESITE`. */
  sameSite: 'Lax' | 'Strict' | 'None';
  /** Default: none, so that the cookie stays with this very host. Django: `SESSION_COOKIE_DOMAIN`. */
  domain: string | null;
  /** Default `/`. Django: `SESSION_COOKIE_PATH`. */
  path: string;
}

/**
 * Every value that may come from an async factory, with its default applied. Inject it to read what is in force; give values to
 * `forRoot` as `RestAuthSettingsInput`.
 */
export abstract class RestAuthSettings {
  /**
   * Keys for signatures and encryption are derived from it, one per purpose. At least 32 bytes, from a secret store and never from the
   * code. Required. Django: `SECRET_KEY`.
   */
  abstract readonly secret: string;

  /** Former secrets, still accepted for what was made with them. Default none. Django: `SECRET_KEY_FALLBACKS`. */
  abstract readonly secretFallbacks: readonly string[];

  abstract readonly site: {
    /** Stands in subjects (`[name] …`) and mails. Default `example.com`. Django: the Site's name. */
    readonly name: string;
    /** Stands at the foot of mails. Default: the name. Django: the Site's domain. */
    readonly domain: string;
  };

  abstract readonly login: {
    /** Default `['username']`. Django: `ACCOUNT_AUTHENTICATION_METHOD`. */
    readonly methods: readonly LoginMethod[];
  };

  abstract readonly logout: {
    /** Whether GET logs out too: any page could then log a browser out. Default false. Django: `ACCOUNT_LOGOUT_ON_GET`. */
    readonly onGet: boolean;
  };

  abstract readonly username: {
    /** Whether registration asks for one; if not, an absent one is made from the address. Default true. Django: `ACCOUNT_USERNAME_REQUIRED`. */
    readonly required: boolean;
    /** On registration. Default 1. Django: `ACCOUNT_USERNAME_MIN_LENGTH`. */
    readonly minLength: number;
    /** Names that nobody may take, in any letter case. Default none. Django: `ACCOUNT_USERNAME_BLACKLIST`. */
    readonly blacklist: readonly string[];
    /** Whether a name is stored as it was typed, or in small letters. Default true. Django: `ACCOUNT_PRESERVE_USERNAME_CASING`. */
    readonly preserveCase: boolean;
    /** Rules of the host's own: each answers what is wrong, or null. Default none. Django: `ACCOUNT_USERNAME_VALIDATORS`. */
    readonly validators: readonly ((username: string) => string | null)[];
  };

  abstract readonly email: {
    /**
     * Whether addresses are kept in a table of their own, with a mark for proven ones. Without it a user has the address in its own row
     * alone, as in dj-rest-auth without allauth, and there is no registration. Default true. Django: `allauth` in INSTALLED_APPS.
     */
    readonly addresses: boolean;
    /** Whether registration asks for an address. Default false; true where verification is mandatory. Django: `ACCOUNT_EMAIL_REQUIRED`. */
    readonly required: boolean;
    /** Default `optional`. Hardened: `mandatory`. Django: `ACCOUNT_EMAIL_VERIFICATION`. */
    readonly verification: EmailVerification;
    /** Whether a proven address belongs to one user alone. Default true. Django: `ACCOUNT_UNIQUE_EMAIL`. */
    readonly unique: boolean;
    /** How long a verification key is good, in seconds. Default 3 days. Django: `ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS`. */
    readonly verificationKeySeconds: number;
  };

  abstract readonly password: {
    /** In this order; all that fail are told. Default Django's four. Django: `AUTH_PASSWORD_VALIDATORS`. */
    readonly validators: readonly PasswordValidatorName[];
    /** Of the validator `minimumLength`. Default 8. Hardened: 15. Django: `MinimumLengthValidator`'s `min_length`. */
    readonly minLength: number;
    /** On registration, where `validators` is empty. Default 6. Django: `ACCOUNT_PASSWORD_MIN_LENGTH`. */
    readonly registrationMinLength: number;
    /** Whether a change asks for the present one. Default false. Hardened: true. Django: `OLD_PASSWORD_FIELD_ENABLED`. */
    readonly oldPasswordRequired: boolean;
    /** Whether a change ends the caller's own credential too. Default false. Django: `LOGOUT_ON_PASSWORD_CHANGE`. */
    readonly logoutOnChange: boolean;
    /** Whether blanks at both ends are cut, for users whose passwords dj-rest-auth has cut. Default false. */
    readonly trim: boolean;
    /**
     * Asks a list of breached passwords; a new password that it answers true for is refused. It is asked last, once for each new password, and may take its time;
     * what it throws is a failure of the request, so decide in it what counts when the list cannot be reached. Default null: nobody is asked.
     */
    readonly isBreached: ((password: string) => boolean | Promise<boolean>) | null;
    /**
     * Whether hashes are written as Django writes argon2's (`argon2$argon2id$…`), for a Django site that reads the same users; it needs `argon2-cffi` there. Default
     * false: plain PHC strings.
     */
    readonly djangoHashes: boolean;
    /** How long a reset token is good, in seconds. Default 1 hour. Django: `PASSWORD_RESET_TIMEOUT` (3 days). */
    readonly resetTokenSeconds: number;
    /** How many hashes are made at a time. Default: so many that two threads of the libuv pool and one core are left to everything else, at least one. */
    readonly hashConcurrency: number;
    /** How many may wait; beyond them the answer is 503. Default 100. */
    readonly hashQueue: number;
  };

  abstract readonly tokens: {
    /** Seconds from its making to its end. Default 30 days. */
    readonly absoluteSeconds: number;
    /** Seconds without use to its end. Default 14 days. */
    readonly idleSeconds: number;
    /**
     * One token for each user, the same at every login, stored readable, as dj-rest-auth does: for clients that rely on it. Weak: whoever
     * reads the table is everybody. Default false.
     */
    readonly perUser: boolean;
  };

  /** JSON Web Tokens; with the credential kind `jwt`. dj-rest-auth: `JWT_AUTH_…`; Simple JWT: `SIMPLE_JWT`. */
  abstract readonly jwt: CookieAttributes & {
    /**
     * The keys. Default: one for HS256, derived from `secret`. A key is changed with no downtime by adding the new one, then having it sign, then
     * dropping the old one. Simple JWT: `SIGNING_KEY`, `VERIFYING_KEY`, `ALGORITHM`.
     */
    readonly keys: readonly JwtKeySetting[];
    /** Seconds that an access token is good. Default 5 minutes. Simple JWT: `ACCESS_TOKEN_LIFETIME`. */
    readonly accessSeconds: number;
    /** Seconds that a refresh token is good. Default 1 day. Simple JWT: `REFRESH_TOKEN_LIFETIME`. */
    readonly refreshSeconds: number;
    /** Seconds after which no rotation makes another refresh token of the same login. Default 30 days. */
    readonly familySeconds: number;
    /** Seconds by which clocks may differ. Default 0. Simple JWT: `LEEWAY`. */
    readonly leewaySeconds: number;
    /** The claim `iss`, written and asked for. Default null: none. Simple JWT: `ISSUER`. */
    readonly issuer: string | null;
    /** The claim `aud`, written and asked for. Default null: none. Simple JWT: `AUDIENCE`. */
    readonly audience: string | null;
    /** The claim that bears the user's key. Default `user_id`. Simple JWT: `USER_ID_CLAIM`. */
    readonly userIdClaim: string;
    /** What stands before the token in the Authorization header; the first is the challenge. Default `['Bearer']`. Simple JWT: `AUTH_HEADER_TYPES`. */
    readonly headerTypes: readonly string[];
    /** Whether a refresh gives a new refresh token too. Default false. Hardened: true. Simple JWT: `ROTATE_REFRESH_TOKENS`. */
    readonly rotateRefreshTokens: boolean;
    /** Whether the old one is void then. Default true. Simple JWT: `BLACKLIST_AFTER_ROTATION`. */
    readonly blacklistAfterRotation: boolean;
    /** Whether a logout voids the refresh token. Default true. Simple JWT: `token_blacklist` in INSTALLED_APPS. */
    readonly blacklistAtLogout: boolean;
    /** Whether an access token ends with the login that it comes from, at the price of one more look at the database for each use. Default false. */
    readonly statefulAccess: boolean;
    /** Whether a login tells when the tokens end. Default false. dj-rest-auth: `JWT_AUTH_RETURN_EXPIRATION`. */
    readonly returnExpiration: boolean;
    /** The cookie of the access token. Default null: none. dj-rest-auth: `JWT_AUTH_COOKIE`. */
    readonly accessCookieName: string | null;
    /** The cookie of the refresh token. Default null: none. dj-rest-auth: `JWT_AUTH_REFRESH_COOKIE`. */
    readonly refreshCookieName: string | null;
    /** Default `/`. dj-rest-auth: `JWT_AUTH_REFRESH_COOKIE_PATH`. */
    readonly refreshCookiePath: string;
    /** Whether scripts cannot read the cookies; then a refresh token in a cookie is in no body. Default true. dj-rest-auth: `JWT_AUTH_HTTPONLY`. */
    readonly httpOnly: boolean;
    /** Whether a write by the access cookie asks for a CSRF token. Default false. Hardened: true. dj-rest-auth: `JWT_AUTH_COOKIE_USE_CSRF`. */
    readonly cookieCsrf: boolean;
    /** Whether every write without an Authorization header does, a login too. Default false. dj-rest-auth: `JWT_AUTH_COOKIE_ENFORCE_CSRF_ON_UNAUTHENTICATED`. */
    readonly csrfOnUnauthenticated: boolean;
    /** Whether a refresh by cookie asks for a CSRF token. Default false. Hardened: true. */
    readonly refreshCsrf: boolean;
    /**
     * A request header by which a client says where it wants its tokens: `body` or `cookie`. Default null: none, and the cookies that have names are set.
     * So a native application and a browser can use one server.
     */
    readonly deliveryHeader: string | null;
  };

  /** Logins by a provider; with the option `social`. allauth: `SOCIALACCOUNT_…`. */
  abstract readonly socialLogin: {
    /** What each mounted provider is given, by the path of its mount. */
    readonly apps: Readonly<Record<string, SocialAppSettings>>;
    /** Whether somebody whom nobody knows by this identity becomes a user. Default true; false where `registration` is. allauth: `is_open_for_signup`. */
    readonly registration: boolean;
    /**
     * Whether an identity with an address that is somebody's is given to them: `never`, or `verified`, where both the provider and our own mail have proven it. Their password
     * and every credential are wiped then, since whoever set them may be somebody else. Default `never`. allauth: `EMAIL_AUTHENTICATION`.
     */
    readonly emailLinking: 'never' | 'verified';
    /** Whether the provider's tokens are kept, encrypted, for `SocialTokens`. Default false. allauth: `STORE_TOKENS`. */
    readonly storeTokens: boolean;
    /** Seconds that a provider has to identify somebody, all its calls together; then the answer is 503. Default 5. */
    readonly timeoutSeconds: number;
    /** The largest answer that is read, in bytes. Default 1 MiB. */
    readonly maxAnswerBytes: number;
    /** How many identifications may wait for one mounted provider; beyond them the answer is 503 at once. Default 50. */
    readonly concurrency: number;
  };

  abstract readonly sessions: CookieAttributes & {
    /** Default `sessionid`. Hardened: `__Host-sessionid`. Django: `SESSION_COOKIE_NAME`. */
    readonly cookieName: string;
    /** Seconds from login to the end, whatever happens. Default 30 days. */
    readonly absoluteSeconds: number;
    /** Seconds without use to the end; also the cookie's Max-Age. Default 14 days. Django: `SESSION_COOKIE_AGE`. */
    readonly idleSeconds: number;
  };

  abstract readonly csrf: CookieAttributes & {
    /** Default `csrftoken`. Hardened: `__Host-csrftoken`. Django: `CSRF_COOKIE_NAME`. */
    readonly cookieName: string;
    /** Default `X-CSRFToken`. Django: `CSRF_HEADER_NAME`. */
    readonly headerName: string;
    /** Origins (`https://app.example`) that may use cookies, besides the request's own host. Default none. Django: `CSRF_TRUSTED_ORIGINS`. */
    readonly trustedOrigins: readonly string[];
  };

  /** Mails that tell users what was done to their accounts, at the address that is stored; sent where mail is on. allauth: `ACCOUNT_EMAIL_NOTIFICATIONS`. */
  abstract readonly notices: {
    /** After a change or a reset of the password. Default false. Hardened: true. */
    readonly passwordChanged: boolean;
    /** After an account at a provider was connected. Default false. Hardened: true. */
    readonly socialAccountConnected: boolean;
  };

  /** Mails, or false: then nothing is sent, and no links are needed. */
  abstract readonly mail: MailSettings | false;

  /** Where the links in mails lead; required while mail is on. The request's Host header never has a say. */
  abstract readonly links: LinkTemplates;

  /** Limits, or false: then nothing is counted, and passwords can be guessed without end. */
  abstract readonly throttling: ThrottlingSettings | false;

  abstract readonly http: {
    /** The largest body that is read, in bytes. Default 64 KiB. Django: `DATA_UPLOAD_MAX_MEMORY_SIZE`. */
    readonly bodyLimitBytes: number;
  };
}

/** What a host gives: any part of the settings, but for `secret`, and `links` and `mail` (or `mail: false`). */
export type RestAuthSettingsInput = {
  /** The defaults to start from: dj-rest-auth's documented ones, or the safe ones that a new application should take. Default `default`. */
  preset?: 'default' | 'hardened';
  secret: string;
  secretFallbacks?: readonly string[];
  mail?: Partial<MailSettings> | false;
  links?: Partial<LinkTemplates>;
  throttling?:
    | false
    | {
        rates?: false | Partial<Record<RateName, Rate | false>>;
        sharedRate?: Rate | null;
        redis?: RedisThrottling | null;
      };
} & {
  [
    Group in
      | 'site'
      | 'login'
      | 'logout'
      | 'username'
      | 'email'
      | 'password'
      | 'tokens'
      | 'jwt'
      | 'socialLogin'
      | 'sessions'
      | 'csrf'
      | 'http'
      | 'notices'
  ]?: Partial<RestAuthSettings[Group]>;
};
