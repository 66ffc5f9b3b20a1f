import { jwtKeyProblems } from './credentials/jwt/jwt-key.problems.js';
import { kindOf, wordProblem } from './kernel/option-values.js';
import { provesAddresses, type RestAuthStructure } from './rest-auth.options.js';
import { socialSettingsProblems } from './rest-auth.social-problems.js';
import type { CookieAttributes, RestAuthSettings } from './rest-auth.settings.js';

const MIN_SECRET_BYTES = 32;
const PLACEHOLDER =
  /change.?me|secret.?key|your.?secret|placeholder|example|insecure|^(.)\1*$|^(?:0123456789|abcdefgh)/i;

/** What is wrong with the values once they are complete. */
export function settingsProblems(settings: RestAuthSettings, structure: Partial<RestAuthStructure>): string[] {
  return [
    ...secretProblems(settings),
    ...mailProblems(settings, structure),
    ...cookieProblems(settings),
    ...choiceProblems(settings),
    ...ruleProblems(settings, structure),
    ...breachProblems(settings),
    ...jwtProblems(settings),
    ...tokenTableProblems(settings, structure),
    ...socialSettingsProblems(settings, structure),
  ];
}

function jwtProblems({ jwt }: RestAuthSettings): string[] {
  // What is no list has been told.
  const problems = Array.isArray(jwt.keys) ? jwtKeyProblems(jwt.keys) : [];
  for (const name of ['issuer', 'audience', 'accessCookieName', 'refreshCookieName', 'deliveryHeader'] as const) {
    const value: unknown = jwt[name];
    if (value !== null && (typeof value !== 'string' || value === '')) {
      problems.push(`\`jwt.${name}\` is ${value === '' ? 'empty' : kindOf(value)}: give it a text, or null.`);
    }
  }
  if (jwt.headerTypes.length === 0) problems.push("`jwt.headerTypes` is empty: use ['Bearer'].");
  if (!Number.isInteger(jwt.leewaySeconds) || jwt.leewaySeconds < 0) {
    problems.push(`\`jwt.leewaySeconds\` is ${jwt.leewaySeconds}: use a whole number, 0 or above.`);
  }
  if (['token_type', 'exp', 'iat', 'nbf', 'jti', 'iss', 'aud'].includes(jwt.userIdClaim) || jwt.userIdClaim === '') {
    problems.push(`\`jwt.userIdClaim\` is "${jwt.userIdClaim}", which means something else: use another name.`);
  }
  return problems;
}

function breachProblems({ password }: RestAuthSettings): string[] {
  const given: unknown = password.isBreached;
  return given === null || typeof given === 'function'
    ? []
    : ['`password.isBreached` is no function: give it one that answers whether a password is known to thieves.'];
}

/** DRF's table has one readable token for each user: another option would promise what the table cannot keep. */
function tokenTableProblems({ tokens }: RestAuthSettings, { tables, ports }: Partial<RestAuthStructure>): string[] {
  return tables?.token?.layout === 'django' && !tokens.perUser && !ports?.tokenStore
    ? [
        '`tables.token` has the layout of Django, which keeps one readable token for each user: set `tokens.perUser: true`, or keep tokens in a table of the module’s own.',
      ]
    : [];
}

function secretProblems({ secret, secretFallbacks }: RestAuthSettings): string[] {
  return [
    ...secretProblem('secret', secret),
    ...secretFallbacks.flatMap((former: unknown) => secretProblem('secretFallbacks', former)),
  ];
}

function secretProblem(name: string, secret: unknown): string[] {
  const remedy = 'for instance the output of `openssl rand -base64 48`';
  if (typeof secret !== 'string' || secret === '') {
    return [`\`${name}\` is missing: give it at least ${MIN_SECRET_BYTES} random bytes, ${remedy}.`];
  }
  const bytes = Buffer.byteLength(secret);
  if (bytes < MIN_SECRET_BYTES)
    return [`\`${name}\` has ${bytes} bytes: give it at least ${MIN_SECRET_BYTES}, ${remedy}.`];
  return PLACEHOLDER.test(secret) ? [`\`${name}\` looks like a placeholder: give it random bytes, ${remedy}.`] : [];
}

function mailProblems({ mail, links }: RestAuthSettings, structure: Partial<RestAuthStructure>): string[] {
  if (mail === false) return [];
  const problems: string[] = [];
  const transport: unknown = mail.transport;
  if (!structure.ports?.mailer && (transport === undefined || transport === '')) {
    problems.push(
      '`mail.transport` is missing: give it an SMTP URL or a nodemailer transport, or turn mail off with `mail: false`.',
    );
  }
  const needed = { passwordReset: ['{uid}', '{token}'], emailVerification: ['{key}'] } as const;
  for (const [name, placeholders] of Object.entries(needed) as [
    'passwordReset' | 'emailVerification',
    readonly string[],
  ][]) {
    if (structure.ports?.linkBuilder || (name === 'emailVerification' && !provesAddresses(structure))) continue;
    const link = links[name];
    const example = `https://app.example/${name === 'passwordReset' ? 'reset/{uid}/{token}' : 'confirm-email/{key}'}`;
    if (link === '')
      problems.push(
        `\`links.${name}\` is missing, and mails need it: give it the address of your page, as in "${example}".`,
      );
    else if (!/^https?:\/\//.test(link))
      problems.push(`\`links.${name}\` is "${link}": it must be a whole address, as in "${example}".`);
    else {
      for (const placeholder of placeholders) {
        if (!link.includes(placeholder))
          problems.push(`\`links.${name}\` has no ${placeholder} in it, as in "${example}".`);
      }
    }
  }
  return problems;
}

function cookieProblems(settings: RestAuthSettings): string[] {
  const { sessions, csrf, jwt } = settings;
  const problems = [
    ...cookieNameProblems('sessions.cookieName', sessions.cookieName, sessions),
    ...cookieNameProblems('csrf.cookieName', csrf.cookieName, csrf),
    ...cookieNameProblems('jwt.accessCookieName', jwt.accessCookieName, jwt),
    ...cookieNameProblems('jwt.refreshCookieName', jwt.refreshCookieName, { ...jwt, path: jwt.refreshCookiePath }),
  ];
  for (const group of ['sessions', 'csrf', 'jwt'] as const) {
    const { secure, sameSite } = settings[group];
    if (sameSite === 'None' && !secure) {
      problems.push(
        `\`${group}.sameSite\` is None without \`${group}.secure\`: browsers drop such a cookie. Set secure, or use Lax.`,
      );
    }
  }
  if (jwt.accessCookieName !== null && jwt.accessCookieName === jwt.refreshCookieName) {
    problems.push('`jwt.accessCookieName` and `jwt.refreshCookieName` are the same: give each a name of its own.');
  }
  for (const origin of settings.csrf.trustedOrigins) {
    if (!/^https?:\/\/[^/*]+$/.test(origin)) {
      problems.push(
        `\`csrf.trustedOrigins\` has "${origin}": write scheme and host alone, as in "https://app.example", without wildcards.`,
      );
    }
  }
  return problems;
}

/** A name that no browser would keep, or only with other attributes. */
function cookieNameProblems(
  option: string,
  name: string | null,
  { secure, domain, path }: Pick<CookieAttributes, 'secure' | 'domain' | 'path'>,
): string[] {
  if (name === null) return [];
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return [`\`${option}\` is "${name}", which no cookie can be called.`];
  if (name.startsWith('__Host-') && (!secure || domain !== null || path !== '/')) {
    return [`\`${option}\` begins with __Host-: that asks for \`secure: true\`, \`path: '/'\` and no \`domain\`.`];
  }
  return name.startsWith('__Secure-') && !secure
    ? [`\`${option}\` begins with __Secure-: that asks for \`secure: true\`.`]
    : [];
}

/** Settings that are one of a few words, or a list of them. */
const CHOICES: readonly (readonly [
  name: string,
  of: (settings: RestAuthSettings) => readonly unknown[],
  words: readonly string[],
])[] = [
  ['email.verification', ({ email }) => [email.verification], ['none', 'optional', 'mandatory']],
  ['login.methods', ({ login }) => login.methods, ['username', 'email']],
  [
    'password.validators',
    ({ password }) => password.validators,
    ['userAttributeSimilarity', 'minimumLength', 'commonPassword', 'numericPassword'],
  ],
  ['socialLogin.emailLinking', ({ socialLogin }) => [socialLogin.emailLinking], ['never', 'verified']],
  ['sessions.sameSite', ({ sessions }) => [sessions.sameSite], ['Lax', 'Strict', 'None']],
  ['csrf.sameSite', ({ csrf }) => [csrf.sameSite], ['Lax', 'Strict', 'None']],
  ['jwt.sameSite', ({ jwt }) => [jwt.sameSite], ['Lax', 'Strict', 'None']],
];

function choiceProblems(settings: RestAuthSettings): string[] {
  return CHOICES.flatMap(([name, of, words]) => [...of(settings)].flatMap((value) => wordProblem(name, value, words)));
}

function ruleProblems(settings: RestAuthSettings, structure: Partial<RestAuthStructure>): string[] {
  const problems: string[] = [];
  const { login, username, email } = settings;
  if (login.methods.length === 0)
    problems.push("`login.methods` is empty, so that nobody could log in: use ['username'], ['email'] or both.");
  if (!email.addresses && structure.registration !== false) {
    problems.push(
      '`email.addresses` is off, and registration keeps addresses: set `registration: false`, or leave it on.',
    );
  }
  if (!username.required && !email.required) {
    problems.push(
      '`username.required` is off, and so is `email.required`: a username is made from the address, so one of the two must be required.',
    );
  }
  if (email.verification === 'mandatory' && !email.required && structure.registration !== false) {
    problems.push(
      '`email.verification` is mandatory, and `email.required` is off: who registers without an address could never log in. Leave `email.required` out.',
    );
  }
  if (email.verification === 'mandatory' && settings.mail === false) {
    problems.push(
      '`email.verification` is mandatory, and `mail` is off: nobody could ever log in. Give `mail` a transport.',
    );
  }
  for (const [name, value] of Object.entries({
    'email.verificationKeySeconds': email.verificationKeySeconds,
    'password.minLength': settings.password.minLength,
    'password.registrationMinLength': settings.password.registrationMinLength,
    'password.resetTokenSeconds': settings.password.resetTokenSeconds,
    'password.hashQueue': settings.password.hashQueue,
    'username.minLength': username.minLength,
    'password.hashConcurrency': settings.password.hashConcurrency,
    'tokens.absoluteSeconds': settings.tokens.absoluteSeconds,
    'tokens.idleSeconds': settings.tokens.idleSeconds,
    'sessions.absoluteSeconds': settings.sessions.absoluteSeconds,
    'sessions.idleSeconds': settings.sessions.idleSeconds,
    'jwt.accessSeconds': settings.jwt.accessSeconds,
    'jwt.refreshSeconds': settings.jwt.refreshSeconds,
    'jwt.familySeconds': settings.jwt.familySeconds,
    'http.bodyLimitBytes': settings.http.bodyLimitBytes,
    'socialLogin.timeoutSeconds': settings.socialLogin.timeoutSeconds,
    'socialLogin.maxAnswerBytes': settings.socialLogin.maxAnswerBytes,
    'socialLogin.concurrency': settings.socialLogin.concurrency,
  })) {
    if (!Number.isInteger(value) || value < 1)
      problems.push(`\`${name}\` is ${String(value)}: use a whole number above 0.`);
  }
  return problems;
}
