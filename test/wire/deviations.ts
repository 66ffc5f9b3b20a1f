import { adapterName } from '../support/http-adapter.mjs';
import {
  type Expectation,
  type ExpectedCookie,
  type Json,
  profiles,
  type RequestStep,
  type Scenario,
} from './replay/recording.js';

/**
 * Where we answer otherwise than recorded, on purpose. Each stands with its reason in docs/compatibility.md, under the same name; what we answer instead is
 * held against every recording below.
 */
export const DEVIATIONS = [
  'passwords-as-typed',
  'stale-credentials',
  'no-csrf-to-log-in',
  'names-in-any-unicode-form',
  'unique-names-everywhere',
  'own-name-is-no-clash',
  'change-ends-other-credentials',
  'no-session-for-nobody',
  'reset-to-stored-address',
  'links-from-options',
  'one-answer-for-a-bad-reset',
  'login-keeps-reset',
  'inactive-everywhere',
  'no-server-errors',
  'taken-address-is-not-told',
  'resend-needs-an-address',
  'get-never-consumes',
  'whole-addresses',
  'registration-without-slash',
  'foreign-origin-gets-no-cookie',
  'body-limit',
  'options-bodies',
  'not-found-is-the-hosts',
  'path-letter-case',
  'json-error-wording',
  'no-browsable-api',
  // Asked in test/throttling: the recorded profile names its rates, and believes every proxy.
  'limits-by-default',
  'named-proxies-alone',
  'english-only',
  'one-text-for-bad-tokens',
  'tokens-of-nobody',
  'dead-cookies-are-cleared',
  'registration-answers-as-login',
  'refresh-token-is-never-lost',
  'multipart-token-on-host-routes',
  'connect-changes-nobody',
  'mandatory-verification-everywhere',
  'unique-addresses-everywhere',
  'unproven-addresses-are-mailed',
  'last-way-in-stays',
  'views-are-whole',
  'social-without-slash',
] as const;

export type DeviationName = (typeof DEVIATIONS)[number];

const KEY = { key: '<key40>' };
const CSRF_COOKIE = {
  value: '<string>',
  httponly: false,
  secure: false,
  samesite: 'Lax',
  path: '/',
  domain: null,
  expiresIn: 31449600,
};
const SESSION_COOKIE = {
  value: '<string>',
  httponly: true,
  secure: false,
  samesite: 'Lax',
  path: '/',
  domain: null,
  expiresIn: 1209600,
};
const LOGGED_IN: Expectation = {
  status: 200,
  body: KEY,
  cookies: { csrftoken: CSRF_COOKIE, sessionid: SESSION_COOKIE },
};
/** Express does not mind the letter case of a path; Fastify does, and the page is the host's. */
const IN_CAPITALS: Expectation = { express: LOGGED_IN, fastify: { status: 404 } }[adapterName()];
/** A social login by Facebook, or a connection. */
const BY_FACEBOOK = { providerCalls: [{ method: 'GET', path: '/facebook/me' }] };
const BY_TWITTER = { providerCalls: [{ method: 'GET', path: '/twitter/1.1/account/verify_credentials.json' }] };
const UNAVAILABLE: Expectation = {
  ...detail('Service temporarily unavailable, try again later.', 503),
  headers: { 'retry-after': '<int>' },
};
const REFUSED: Expectation = bad('non_field_errors', 'Unable to log in with provided credentials.');
const BAD_TOKEN: Expectation = bad('token', 'Invalid value');
const INVALID_TOKEN: Expectation = {
  status: 401,
  body: { detail: 'Invalid token.' },
  headers: { 'www-authenticate': 'Token' },
};
const NOT_LOGGED_IN: Expectation = {
  status: 401,
  body: { detail: 'Authentication credentials were not provided.' },
  headers: { 'www-authenticate': 'Token' },
};
const INVALID_OR_EXPIRED = 'Token is invalid or expired';
const BAD_JWT: Expectation = {
  status: 401,
  body: { detail: INVALID_OR_EXPIRED, code: 'token_not_valid' },
  headers: { 'www-authenticate': 'Bearer realm="api"' },
};
const BAD_ACCESS: Expectation = {
  status: 401,
  body: {
    detail: 'Given token not valid for any token type',
    code: 'token_not_valid',
    messages: [{ token_class: 'AccessToken', token_type: 'access', message: 'Token is invalid' }],
  },
  headers: { 'www-authenticate': 'Bearer realm="api"' },
};
/** The page has a form, and with it a CSRF token. */
const CONFIRM_PAGE: Expectation = {
  status: 200,
  body: '<html>',
  headers: { 'content-type': 'text/html' },
  cookies: { csrftoken: CSRF_COOKIE },
};
const RESET_DONE = detail('Password has been reset with the new password.');
const RESET_SENT = detail('Password reset e-mail has been sent.');
const RESET_MAIL = resetMail('alice@example.com');
const NOT_ALLOWED = (method: string, allow: string): Expectation => ({
  status: 405,
  body: { detail: `Method "${method}" not allowed.` },
  headers: { allow },
});

interface Patch {
  readonly deviation: DeviationName;
  /** What we answer instead, by step (1 is the first; acts count). */
  readonly steps: Readonly<Record<number, Expectation>>;
}

/** Recorded exchanges that we answer otherwise, by scenario. */
const PATCHES: Readonly<Record<string, Patch>> = {
  'basic-login/password-trimmed': { deviation: 'passwords-as-typed', steps: { 1: REFUSED } },
  'password-reset/confirm-blank-inside': { deviation: 'passwords-as-typed', steps: { 3: REFUSED } },
  'password-change/trimmed': {
    deviation: 'passwords-as-typed',
    steps: { 2: bad('new_password2', 'The two password fields didn’t match.'), 3: REFUSED },
  },
  'basic-login/login-with-bad-token-header': { deviation: 'stale-credentials', steps: { 1: LOGGED_IN } },
  'logout/bad-token': { deviation: 'stale-credentials', steps: { 1: detail('Successfully logged out.') } },
  'logout/no-session': {
    deviation: 'stale-credentials',
    steps: { 3: detail('You should be logged in to logout. Check whether the token is passed.', 400) },
  },
  'basic-login/login-again-as-other-user': {
    deviation: 'no-csrf-to-log-in',
    steps: { 2: LOGGED_IN, 3: user({ username: 'bob', email: 'bob@example.com', first_name: '', last_name: '' }) },
  },
  'basic-login/unicode-normal-form': { deviation: 'names-in-any-unicode-form', steps: { 1: LOGGED_IN } },
  'user-details/no-allauth': {
    deviation: 'unique-names-everywhere',
    steps: { 5: bad('username', 'A user with that username already exists.') },
  },
  'user-details/patch-username-own': { deviation: 'own-name-is-no-clash', steps: { 1: user() } },
  'user-details/put': {
    deviation: 'own-name-is-no-clash',
    steps: { 2: user(), 3: user({ first_name: 'J', last_name: 'S' }) },
  },
  'user-details/put-form': { deviation: 'own-name-is-no-clash', steps: { 1: user() } },
  'customisation/user-details-errors': {
    deviation: 'own-name-is-no-clash',
    steps: { 4: bad('profile', 'This field is required.') },
  },
  'password-change/jwt': { deviation: 'change-ends-other-credentials', steps: { 3: BAD_ACCESS } },
  'csrf/on-cookie-write-header': {
    deviation: 'change-ends-other-credentials',
    // The caller's own cookie is replaced by one that is good for the new password.
    steps: { 5: { ...detail('New password has been saved.'), cookies: { 'my-app-auth': jwtCookie(false, 300) } } },
  },
  'password-change/logout-on-change': { deviation: 'change-ends-other-credentials', steps: { 5: INVALID_TOKEN } },
  'password-reset/confirm-keeps-token': { deviation: 'change-ends-other-credentials', steps: { 4: INVALID_TOKEN } },
  'password-reset/other-case': {
    deviation: 'reset-to-stored-address',
    steps: { 1: { ...RESET_SENT, mail: RESET_MAIL } },
  },
  'password-reset/host-header': {
    deviation: 'links-from-options',
    steps: { 1: { ...RESET_SENT, mail: linked('http://example.com/password-reset/') } },
  },
  'password-reset/https-forwarded': {
    deviation: 'links-from-options',
    steps: { 1: { ...RESET_SENT, mail: linked('http://example.com/password-reset/') } },
  },
  'password-reset/confirm-both-bad': { deviation: 'one-answer-for-a-bad-reset', steps: { 1: BAD_TOKEN } },
  'password-reset/confirm-unknown-uid': { deviation: 'one-answer-for-a-bad-reset', steps: { 2: BAD_TOKEN } },
  'password-reset/confirm-huge-uid': { deviation: 'one-answer-for-a-bad-reset', steps: { 2: BAD_TOKEN } },
  'password-reset/confirm-deleted': { deviation: 'one-answer-for-a-bad-reset', steps: { 3: BAD_TOKEN } },
  'password-reset/no-allauth': { deviation: 'one-answer-for-a-bad-reset', steps: { 3: BAD_TOKEN } },
  'password-reset/confirm-after-login': { deviation: 'login-keeps-reset', steps: { 3: RESET_DONE } },
  'password-reset/confirm-inactive': { deviation: 'inactive-everywhere', steps: { 3: BAD_TOKEN } },
  'email-verification/resend-inactive': { deviation: 'inactive-everywhere', steps: { 1: detail('ok') } },
  'password-reset/no-url': { deviation: 'no-server-errors', steps: { 1: { ...RESET_SENT, mail: RESET_MAIL } } },
  'email-verification/placeholder-pages': {
    deviation: 'no-server-errors',
    steps: { 1: CONFIRM_PAGE, 2: { status: 404 } },
  },
  'customisation/user-details-no-profile': {
    deviation: 'no-server-errors',
    steps: { 2: user({ profile: { company_name: 'x' } }) },
  },
  'registration/taken-email-mandatory': {
    deviation: 'taken-address-is-not-told',
    steps: {
      1: {
        ...detail('Verification e-mail sent.', 201),
        mail: {
          count: 1,
          messages: [{ to: ['alice@example.com'], subject: '[example.com] Account Already Exists', carries: [] }],
        },
      },
    },
  },
  'email-verification/resend-empty-not-required': { deviation: 'resend-needs-an-address', steps: { 1: detail('ok') } },
  'email-verification/confirm-view-get': {
    deviation: 'get-never-consumes',
    steps: {
      2: CONFIRM_PAGE,
      3: bad('non_field_errors', 'E-mail is not verified.'),
    },
  },
  'registration/bad-email': {
    deviation: 'whole-addresses',
    steps: { 4: registered(`${'a'.repeat(250)}@example.com`) },
  },
  'registration/long-email': {
    deviation: 'whole-addresses',
    steps: { 1: registered(`a@${['b', 'c', 'd', 'e'].map((letter) => letter.repeat(60)).join('.')}.example.com`) },
  },
  'registration/no-trailing-slash': {
    deviation: 'registration-without-slash',
    steps: { 1: registered('newbie@example.com') },
  },
  'protocol/slash-none-register': {
    deviation: 'registration-without-slash',
    steps: {
      1: NOT_ALLOWED('GET', 'POST, OPTIONS'),
      2: {
        status: 400,
        body: {
          username: ['This field is required.'],
          password1: ['This field is required.'],
          password2: ['This field is required.'],
        },
      },
    },
  },
  'protocol/security-headers': { deviation: 'foreign-origin-gets-no-cookie', steps: { 1: { status: 200, body: KEY } } },
  'protocol/big-body': { deviation: 'body-limit', steps: { 1: detail('Request body is too large.', 413) } },
  'protocol/path-case': { deviation: 'path-letter-case', steps: { 1: IN_CAPITALS } },
  'protocol/accept': { deviation: 'no-browsable-api', steps: { 1: user() } },
  'jwt/bad-token-on-open-view': {
    deviation: 'stale-credentials',
    steps: {
      1: { status: 200, body: { access: '<jwt>', refresh: '<jwt>', user: alice() } },
      2: { ...RESET_SENT, mail: RESET_MAIL },
      3: {
        status: 400,
        body: {
          username: ['This field is required.'],
          password1: ['This field is required.'],
          password2: ['This field is required.'],
        },
      },
    },
  },
  'logout/jwt-cookie-garbage': {
    deviation: 'stale-credentials',
    steps: {
      1: {
        ...detail('Successfully logged out.'),
        cookies: { 'my-app-auth': cleared('Lax'), 'my-refresh-token': cleared('Lax') },
      },
    },
  },
  'jwt/refresh-no-user': { deviation: 'tokens-of-nobody', steps: { 1: BAD_JWT } },
  'jwt/verify-lax': { deviation: 'tokens-of-nobody', steps: { 1: BAD_JWT, 2: BAD_JWT, 3: BAD_JWT, 5: BAD_JWT } },
  'jwt/verify-blacklisted': { deviation: 'tokens-of-nobody', steps: { 4: BAD_JWT } },
  'jwt/rotate-no-jti': { deviation: 'no-server-errors', steps: { 1: BAD_JWT } },
  'logout/blacklist-body-string': {
    deviation: 'no-server-errors',
    steps: { 2: detail('Refresh token was not included in request data.', 401) },
  },
  'csrf/on-cookie-write-form': {
    deviation: 'multipart-token-on-host-routes',
    steps: { 4: detail('CSRF Failed: CSRF token missing.', 403) },
  },
  'jwt-cookies/register': {
    deviation: 'registration-answers-as-login',
    steps: { 2: { status: 200, body: { success: true } } },
  },
  'social-login/while-logged-in-session': {
    deviation: 'no-csrf-to-log-in',
    steps: { 2: { ...LOGGED_IN, ...BY_FACEBOOK, mail: verificationMail('john@example.com') } },
  },
  'social-login/facebook-inactive': {
    deviation: 'inactive-everywhere',
    steps: { 1: { ...REFUSED, ...BY_FACEBOOK } },
  },
  'social-login/mandatory-new': {
    deviation: 'mandatory-verification-everywhere',
    steps: {
      1: {
        ...bad('non_field_errors', 'E-mail is not verified.'),
        ...BY_FACEBOOK,
        mail: verificationMail('john@example.com'),
      },
      2: INVALID_TOKEN,
    },
  },
  'social-login/twitter-email-clash': {
    deviation: 'unique-addresses-everywhere',
    steps: {
      1: { ...bad('non_field_errors', 'User is already registered with this e-mail address.'), ...BY_TWITTER },
      2: INVALID_TOKEN,
    },
  },
  'social-login/no-auto-signup': {
    deviation: 'unproven-addresses-are-mailed',
    steps: { 1: { ...LOGGED_IN, ...BY_FACEBOOK, mail: verificationMail('john@example.com') } },
  },
  'social-login/email-clash-unique-off': {
    deviation: 'unproven-addresses-are-mailed',
    steps: { 1: { ...LOGGED_IN, ...BY_FACEBOOK, mail: verificationMail('alice@example.com') } },
  },
  'social-connect/taken': {
    deviation: 'connect-changes-nobody',
    steps: {
      1: {
        ...bad('non_field_errors', 'The social account is already connected to a different account.'),
        ...BY_FACEBOOK,
      },
      2: INVALID_TOKEN,
      3: NOT_LOGGED_IN,
    },
  },
  'social-connect/disconnect-last-no-password': {
    deviation: 'last-way-in-stays',
    steps: {
      2: bad('non_field_errors', 'Your account has no password set up.'),
      3: socialAccounts('facebook', '1'),
    },
  },
  'social-connect/disconnect-last-unverified': {
    deviation: 'last-way-in-stays',
    steps: {
      2: bad('non_field_errors', 'Your account has no verified email address.'),
      3: socialAccounts('facebook', '1'),
    },
  },
  'social-connect/disconnect-unknown': {
    deviation: 'social-without-slash',
    steps: { 3: detail('Not found.', 404) },
  },
  'customisation/locale-es': { deviation: 'english-only', steps: { 1: REFUSED } },
};

interface Rule {
  readonly deviation: DeviationName;
  /** What we answer instead; the same where the rule has nothing to say. */
  apply(expected: Expectation, step: RequestStep, scenario: Scenario): Expectation;
}

/** Deviations that hold wherever their mark is seen, in recordings that are not here too. */
const RULES: readonly Rule[] = [
  {
    deviation: 'options-bodies',
    apply: (expected, { request }) =>
      request.method === 'OPTIONS' && expected.status === 200 ? { ...expected, body: {} } : expected,
  },
  {
    deviation: 'not-found-is-the-hosts',
    apply: (expected) => (expected.status === 404 && expected.body === '<html>' ? { status: 404 } : expected),
  },
  {
    deviation: 'json-error-wording',
    apply: (expected) =>
      detailOf(expected).startsWith('JSON parse error - ')
        ? { ...expected, body: { detail: 'JSON parse error - <string>' } }
        : expected,
  },
  {
    // Views that a site of the recordings left without what they need.
    deviation: 'views-are-whole',
    apply: (expected, { request }) =>
      /^\/dj-rest-auth\/(?:[a-z]+-)?no-(?:adapter|view)\//.test(request.path) ? { status: 404 } : expected,
  },
  {
    // A provider that nobody can understand, or that has no client.
    deviation: 'no-server-errors',
    apply: (expected, { request }) => {
      if (!isSocial(request.path) || expected.status !== 500) return expected;
      return expected.providerCalls ? { ...UNAVAILABLE, providerCalls: expected.providerCalls } : UNAVAILABLE;
    },
  },
  {
    // A refusal; a registration that waits for a verification; a registration or a social login on a site without session login; and a change of password by a token.
    deviation: 'no-session-for-nobody',
    apply: (expected, { request }, { profile }) => {
      const waits = detailOf(expected) === 'Verification e-mail sent.';
      const byToken =
        request.path.startsWith('/dj-rest-auth/password/change') && /^(?:Token|Bearer) /.test(authorizationOf(request));
      const hasNoSessions =
        profiles[profile]?.restAuth?.['SESSION_LOGIN'] === false &&
        (isSocial(request.path) || /registration|password.change/.test(request.path));
      const isRefused = expected.status >= 400 && expected.cookies?.['sessionid']?.cleared !== true;
      if (!waits && !byToken && !hasNoSessions && !isRefused) return expected;
      return { ...expected, cookies: without(expected.cookies, ['sessionid', 'csrftoken']) };
    },
  },
  {
    // The seeds' own words; a refresh for want of a token is another matter.
    deviation: 'one-text-for-bad-tokens',
    apply: (expected, { request }) => {
      const isTokenPath = /^\/dj-rest-auth\/token\/(?:refresh|verify)/.test(request.path);
      const text = detailOf(expected);
      if (!isTokenPath || expected.status !== 401 || !text.startsWith('Token ') || !isObject(expected.body))
        return expected;
      return { ...expected, body: { ...expected.body, detail: INVALID_OR_EXPIRED } };
    },
  },
  {
    deviation: 'dead-cookies-are-cleared',
    apply: (expected, step, { profile }) => clearingDeadCookies(expected, step, profile),
  },
  {
    deviation: 'registration-answers-as-login',
    apply: (expected, { request }, { profile }) =>
      request.path.startsWith('/dj-rest-auth/registration/') &&
      expected.status === 201 &&
      isObject(expected.body) &&
      'access' in expected.body
        ? asLogin(expected, expected.body, profile)
        : expected,
  },
  {
    deviation: 'refresh-token-is-never-lost',
    apply: (expected, _, { profile }) =>
      isObject(expected.body) && expected.body['refresh'] === '' && jwtCookies(profile).refresh === null
        ? { ...expected, body: { ...expected.body, refresh: '<jwt>' } }
        : expected,
  },
];

/** A 401 for what stood in a cookie; but where another use of the same token was merely faster, the cookies are that one's. */
function clearingDeadCookies(expected: Expectation, { request, expect }: RequestStep, profile: string): Expectation {
  const { access, refresh, sameSite } = jwtCookies(profile);
  if (expected.status !== 401 || !isObject(expected.body) || typeof request.cookies !== 'object') return expected;
  const isRefresh = request.path.startsWith('/dj-rest-auth/token/refresh');
  const bears = (name: string | null): name is string => name !== null && name in Object(request.cookies);
  const isRace = isObject(expect.body) && expect.body['detail'] === 'Token is blacklisted';
  const hasBody = isObject(request.json) && 'refresh' in request.json;
  if (isRefresh && (!bears(refresh) || hasBody || isRace)) return expected;
  const dead = isRefresh ? [access, refresh] : bears(access) && 'code' in expected.body ? [access] : [];
  const cookies = Object.fromEntries(dead.flatMap((name) => (name === null ? [] : [[name, cleared(sameSite)]])));
  return { ...expected, cookies: { ...expected.cookies, ...cookies } };
}

/** A registration's answer in the shape of a login's. */
function asLogin(expected: Expectation, body: Record<string, Json>, profile: string): Expectation {
  const { access, refresh, httpOnly, sameSite } = jwtCookies(profile);
  const tellsEnds = profiles[profile]?.restAuth?.['JWT_AUTH_RETURN_EXPIRATION'] === true;
  const isHidden = httpOnly && refresh !== null;
  const { 'json:refresh': hidden, ...jwt } = expected.jwt ?? {};
  return {
    ...expected,
    body: {
      ...body,
      refresh: isHidden ? '' : '<jwt>',
      ...(tellsEnds && { access_expiration: '<datetime>', refresh_expiration: '<datetime>' }),
    },
    cookies: {
      ...expected.cookies,
      ...(access !== null && { [access]: jwtCookie(httpOnly, 300, sameSite) }),
      ...(refresh !== null && { [refresh]: jwtCookie(httpOnly, 86400, sameSite) }),
    },
    jwt: { ...jwt, ...(hidden && { [isHidden ? `cookie:${refresh}` : 'json:refresh']: hidden }) },
  };
}

/** What a profile says of the cookies of tokens. */
function jwtCookies(profile: string) {
  const restAuth = profiles[profile]?.restAuth ?? {};
  const name = (setting: string) => {
    const value = restAuth[setting];
    return typeof value === 'string' ? value : null;
  };
  return {
    access: name('JWT_AUTH_COOKIE'),
    refresh: name('JWT_AUTH_REFRESH_COOKIE'),
    httpOnly: restAuth['JWT_AUTH_HTTPONLY'] !== false,
    sameSite: name('JWT_AUTH_SAMESITE') ?? 'Lax',
  };
}

function jwtCookie(httponly: boolean, expiresIn: number, samesite = 'Lax'): ExpectedCookie {
  return { value: '<jwt>', httponly, secure: false, samesite, path: '/', domain: null, expiresIn };
}

function cleared(samesite: string): ExpectedCookie {
  return { value: '', httponly: false, secure: false, samesite, path: '/', domain: null, cleared: true };
}

function isSocial(path: string): boolean {
  return /^\/dj-rest-auth\/(?:facebook|facebook-code|twitter|github)\//.test(path);
}

function authorizationOf(request: RequestStep['request']): string {
  return request.headers?.['Authorization'] ?? '';
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What we answer to that step: the recorded answer, but for the deviations. */
export function expectationOf(scenario: Scenario, index: number, step: RequestStep): Expectation {
  const instead = PATCHES[scenario.id]?.steps[index + 1] ?? step.expect;
  return RULES.reduce((expected, rule) => rule.apply(expected, step, scenario), instead);
}

function detail(text: string, status = 200): Expectation {
  return { status, body: { detail: text } };
}

function bad(field: string, text: string): Expectation {
  return { status: 400, body: { [field]: [text] } };
}

function alice(): Record<string, Json> {
  return {
    pk: '<int>',
    username: 'alice',
    email: 'alice@example.com',
    first_name: 'Alice',
    last_name: 'Liddell',
  };
}

function user(changes: Record<string, Json> = {}): Expectation {
  return { status: 200, body: { ...alice(), ...changes } };
}

function registered(email: string): Expectation {
  return { ...LOGGED_IN, status: 201, mail: verificationMail(email) };
}

function socialAccounts(provider: string, uid: string): Expectation {
  const account = { id: '<int>', provider, uid, last_login: '<datetime>', date_joined: '<datetime>' };
  return { status: 200, body: [account] };
}

function verificationMail(to: string): NonNullable<Expectation['mail']> {
  const subject = '[example.com] Please Confirm Your Email Address';
  return { count: 1, messages: [{ to: [to], subject, carries: ['key'] }] };
}

function resetMail(to: string): NonNullable<Expectation['mail']> {
  const subject = '[example.com] Password Reset Email';
  return { count: 1, messages: [{ to: [to], from: 'webmaster@localhost', subject, carries: ['uid', 'token'] }] };
}

function linked(link: string): NonNullable<Expectation['mail']> {
  return { count: 1, messages: [{ to: ['alice@example.com'], carries: ['uid', 'token'], contains: [link] }] };
}

function detailOf({ body }: Expectation): string {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject && typeof body['detail'] === 'string' ? body['detail'] : '';
}

function without(cookies: Expectation['cookies'], names: string[]): NonNullable<Expectation['cookies']> {
  return Object.fromEntries(Object.entries(cookies ?? {}).filter(([name]) => !names.includes(name)));
}
