// A recorded profile, in Django's setting names, as options of the module.
import { prefix } from '../../support/surroundings.mjs';

const VALIDATORS = {
  UserAttributeSimilarity: 'userAttributeSimilarity',
  MinimumLength: 'minimumLength',
  CommonPassword: 'commonPassword',
  NumericPassword: 'numericPassword',
};

const LOGIN_METHODS = { username: ['username'], email: ['email'], username_email: ['username', 'email'] };

const DAY = 24 * 3600;

/** The kinds of credentials that the module has, by the names of DRF's authentication classes; HTTP Basic is not carried. */
const KINDS = { token: 'token', session: 'session', 'jwt-cookie': 'jwt' };

/** What the recorded site signs with where nothing else is said. */
const SIGNING_KEY = 'oracle-secret-key-0123456789abcdef-0123456789abcdef';

export function optionsOf(profile) {
  const restAuth = profile.restAuth ?? {};
  const account = profile.account ?? {};
  const hasAllauth = profile.allauth !== false;
  const sessionLogin = restAuth.SESSION_LOGIN !== false;
  const key = restAuth.USE_JWT ? ['jwt'] : restAuth.TOKEN_MODEL === null ? [] : ['token'];
  const issue = [...key, ...(sessionLogin ? ['session'] : [])];
  return {
    secret: 'wire-recordings-7f2b9c4e1a6d8053-b1946ac92492d234',
    site: { name: 'example.com' },
    credentials: { issue, recognise: recognised(profile) },
    ...(hasAllauth ? {} : { registration: false }),
    login: {
      methods: hasAllauth ? LOGIN_METHODS[account.ACCOUNT_AUTHENTICATION_METHOD ?? 'username'] : ['username', 'email'],
    },
    logout: { onGet: account.ACCOUNT_LOGOUT_ON_GET ?? false },
    username: {
      required: account.ACCOUNT_USERNAME_REQUIRED ?? true,
      minLength: account.ACCOUNT_USERNAME_MIN_LENGTH ?? 1,
      blacklist: account.ACCOUNT_USERNAME_BLACKLIST ?? [],
      preserveCase: account.ACCOUNT_PRESERVE_USERNAME_CASING ?? true,
      validators: account.ACCOUNT_USERNAME_VALIDATORS ? [lowerCaseOnly] : [],
    },
    email: {
      addresses: hasAllauth,
      required: account.ACCOUNT_EMAIL_REQUIRED ?? false,
      verification: account.ACCOUNT_EMAIL_VERIFICATION ?? 'optional',
      unique: account.ACCOUNT_UNIQUE_EMAIL ?? true,
    },
    password: {
      validators: (profile.passwordValidators ?? []).map((name) => VALIDATORS[name]),
      oldPasswordRequired: restAuth.OLD_PASSWORD_FIELD_ENABLED ?? false,
      logoutOnChange: restAuth.LOGOUT_ON_PASSWORD_CHANGE ?? false,
      // The recorded site had Django's own PASSWORD_RESET_TIMEOUT.
      resetTokenSeconds: 3 * DAY,
    },
    ...(restAuth.USE_JWT && { jwt: jwtOptions(profile), tokens: { perUser: true } }),
    throttling: throttlingOf(profile),
    mail: { transport: { jsonTransport: true } },
    links: {
      passwordReset: 'http://example.com/password-reset/confirm/{uid}/{token}/',
      emailVerification: `http://example.com${prefix()}/dj-rest-auth/registration/account-confirm-email/{key}/`,
    },
  };
}

/** The recorded sites limit nothing but where rates are named, and then by the scope of dj-rest-auth's views alone. */
function throttlingOf({ throttleRates }) {
  return throttleRates ? { rates: false, sharedRate: throttleRates.dj_rest_auth } : false;
}

function jwtOptions({ restAuth, simpleJwt = {}, secretKey, tokenBlacklist = false }) {
  return {
    keys: [
      {
        id: 'site',
        algorithm: simpleJwt.ALGORITHM ?? 'HS256',
        secret: simpleJwt.SIGNING_KEY ?? secretKey ?? SIGNING_KEY,
      },
    ],
    accessSeconds: simpleJwt.ACCESS_TOKEN_LIFETIME,
    refreshSeconds: simpleJwt.REFRESH_TOKEN_LIFETIME,
    leewaySeconds: simpleJwt.LEEWAY,
    issuer: simpleJwt.ISSUER,
    audience: simpleJwt.AUDIENCE,
    userIdClaim: simpleJwt.USER_ID_CLAIM,
    headerTypes: simpleJwt.AUTH_HEADER_TYPES,
    rotateRefreshTokens: simpleJwt.ROTATE_REFRESH_TOKENS,
    blacklistAfterRotation: simpleJwt.BLACKLIST_AFTER_ROTATION ?? false,
    blacklistAtLogout: tokenBlacklist,
    returnExpiration: restAuth.JWT_AUTH_RETURN_EXPIRATION,
    accessCookieName: restAuth.JWT_AUTH_COOKIE,
    refreshCookieName: restAuth.JWT_AUTH_REFRESH_COOKIE,
    refreshCookiePath: restAuth.JWT_AUTH_REFRESH_COOKIE_PATH,
    secure: restAuth.JWT_AUTH_SECURE,
    httpOnly: restAuth.JWT_AUTH_HTTPONLY,
    sameSite: restAuth.JWT_AUTH_SAMESITE,
    domain: restAuth.JWT_AUTH_COOKIE_DOMAIN,
    cookieCsrf: restAuth.JWT_AUTH_COOKIE_USE_CSRF,
    csrfOnUnauthenticated: restAuth.JWT_AUTH_COOKIE_ENFORCE_CSRF_ON_UNAUTHENTICATED,
  };
}

/** With nothing configured DRF has sessions first, then Basic. */
function recognised({ name, authentication }) {
  const kinds = (authentication ?? ['session', 'basic']).filter((kind) => kind !== 'basic').map((kind) => KINDS[kind]);
  if (kinds.includes(undefined)) throw new Error(`profile ${name}: ${authentication.join(', ')} is not carried yet`);
  return kinds;
}

/** What the recorded site's `lower_validators` asks. */
function lowerCaseOnly(username) {
  return username === username.toLowerCase() ? null : 'username must be lower case';
}
