import { environment } from './environment.js';
import type { MailSettings, Rate, RateName, RestAuthSettings } from './rest-auth.settings.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The settings that have a default: all but the secret, the transport and the links, and the rates, which are below. */
export type SettingsDefaults = Omit<RestAuthSettings, 'secret' | 'secretFallbacks' | 'mail' | 'links' | 'throttling'>;

/**
 * How many hashes are made at a time. Each takes a thread of libuv's pool, of which two are left to files and names, and a core, of which one is left to every other request; at
 * least one.
 */
export function hashesAtATime({ threadPoolSize, cores }: { threadPoolSize: number; cores: number }): number {
  return Math.max(1, Math.min(threadPoolSize - 2, cores - 1));
}

/** dj-rest-auth's documented defaults, and the safe choice wherever its documents are silent. */
export function documentedDefaults(): SettingsDefaults {
  const cookie = { secure: environment.isProduction, sameSite: 'Lax', domain: null, path: '/' } as const;
  return {
    site: { name: 'example.com', domain: '' },
    login: { methods: ['username'] },
    logout: { onGet: false },
    username: { required: true, minLength: 1, blacklist: [], preserveCase: true, validators: [] },
    email: {
      addresses: true,
      required: false,
      verification: 'optional',
      unique: true,
      verificationKeySeconds: 3 * DAY,
    },
    password: {
      validators: ['userAttributeSimilarity', 'minimumLength', 'commonPassword', 'numericPassword'],
      minLength: 8,
      registrationMinLength: 6,
      oldPasswordRequired: false,
      logoutOnChange: false,
      trim: false,
      isBreached: null,
      djangoHashes: false,
      resetTokenSeconds: HOUR,
      hashConcurrency: hashesAtATime(environment),
      hashQueue: 100,
    },
    tokens: { absoluteSeconds: 30 * DAY, idleSeconds: 14 * DAY, perUser: false },
    jwt: {
      ...cookie,
      keys: [],
      accessSeconds: 5 * MINUTE,
      refreshSeconds: DAY,
      familySeconds: 30 * DAY,
      leewaySeconds: 0,
      issuer: null,
      audience: null,
      userIdClaim: 'user_id',
      headerTypes: ['Bearer'],
      rotateRefreshTokens: false,
      blacklistAfterRotation: true,
      blacklistAtLogout: true,
      statefulAccess: false,
      returnExpiration: false,
      accessCookieName: null,
      refreshCookieName: null,
      refreshCookiePath: '/',
      httpOnly: true,
      cookieCsrf: false,
      csrfOnUnauthenticated: false,
      refreshCsrf: false,
      deliveryHeader: null,
    },
    socialLogin: {
      apps: {},
      registration: true,
      emailLinking: 'never',
      storeTokens: false,
      timeoutSeconds: 5,
      maxAnswerBytes: 1024 * 1024,
      concurrency: 50,
    },
    sessions: { ...cookie, cookieName: 'sessionid', absoluteSeconds: 30 * DAY, idleSeconds: 14 * DAY },
    csrf: { ...cookie, cookieName: 'csrftoken', headerName: 'X-CSRFToken', trustedOrigins: [] },
    http: { bodyLimitBytes: 64 * 1024 },
    notices: { passwordChanged: false, socialAccountConnected: false },
  };
}

/** What `preset: 'hardened'` changes: the documented defaults that are weak. */
export const HARDENED = {
  email: { required: true, verification: 'mandatory' },
  password: { oldPasswordRequired: true, minLength: 15 },
  jwt: { secure: true, rotateRefreshTokens: true, cookieCsrf: true, refreshCsrf: true },
  sessions: { secure: true, cookieName: '__Host-sessionid' },
  csrf: { secure: true, cookieName: '__Host-csrftoken' },
  notices: { passwordChanged: true, socialAccountConnected: true },
} as const satisfies { [Group in keyof SettingsDefaults]?: Partial<SettingsDefaults[Group]> };

/** What may happen with the documented default of each of them. The table in docs/compatibility.md and the notes at boot are made of it. */
export const RISKS: {
  readonly [Group in keyof typeof HARDENED]: Readonly<Record<keyof (typeof HARDENED)[Group], string>>;
} = {
  email: {
    required: 'an account without an address can never be recovered',
    verification: 'an account can bear an address that is somebody else’s',
  },
  password: {
    oldPasswordRequired: 'whoever finds a browser open can take the account over for good',
    minLength: 'short passwords are guessed',
  },
  jwt: {
    secure: 'the cookies travel in the clear over plain HTTP',
    rotateRefreshTokens: 'a stolen refresh token is good until it ends, and nobody notices',
    cookieCsrf: 'SameSite alone keeps other pages from writing in the user’s name',
    refreshCsrf: 'SameSite alone keeps other pages from renewing the tokens',
  },
  sessions: {
    secure: 'the cookie travels in the clear over plain HTTP',
    cookieName: 'a neighbouring host under the same domain can plant the cookie',
  },
  csrf: {
    secure: 'the cookie travels in the clear over plain HTTP',
    cookieName: 'a neighbouring host under the same domain can plant the cookie',
  },
  notices: {
    passwordChanged: 'nobody learns that somebody else has changed their password',
    socialAccountConnected: 'nobody learns that somebody else can enter their account by a provider',
  },
};

/** What mail has besides a transport. */
export const MAIL_DEFAULTS: Omit<MailSettings, 'transport'> = {
  from: 'webmaster@localhost',
  templates: {},
  giveUpAfterSeconds: 3 * DAY,
};

/** What is limited unless the host says otherwise; by whom each is counted stands in `throttling/counted-by.ts`. */
export const RATE_DEFAULTS: Readonly<Record<RateName, Rate>> = {
  login: '30/min',
  loginFailures: '10/min',
  loginFailuresByAccountAndAddress: '5/5min',
  loginFailuresByAccount: '50/hour',
  logout: '60/min',
  passwordChange: '5/min',
  passwordReset: '20/min',
  passwordResetByEmail: '5/hour',
  passwordResetConfirm: '20/min',
  registration: '20/min',
  verifyEmail: '20/min',
  resendEmail: '20/min',
  resendEmailByEmail: '1/3min',
  socialLogin: '30/min',
  socialConnect: '30/min',
  tokenRefresh: '60/min',
  tokenVerify: '60/min',
  others: '300/min',
};
