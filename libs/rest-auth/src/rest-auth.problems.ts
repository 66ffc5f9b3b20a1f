import { documentedDefaults, MAIL_DEFAULTS } from './rest-auth.defaults.js';
import type { RestAuthStructure } from './rest-auth.options.js';
import { jwtKeyProblems } from './credentials/jwt/jwt-key.problems.js';
import { unknownOptions } from './kernel/unknown-options.js';
import { mappingProblems } from './persistence/typeorm/table-mapping.js';
import { PORTS } from './rest-auth.ports.js';
import type { CookieAttributes, RestAuthSettings, RestAuthSettingsInput } from './rest-auth.settings.js';

/** Options that cannot work. The message lists every problem with its remedy. */
export class RestAuthOptionsError extends Error {
  override readonly name = 'RestAuthOptionsError';

  constructor(readonly problems: readonly string[]) {
    super(`RestAuthModule cannot start:\n${problems.map((problem, index) => `  ${index + 1}. ${problem}`).join('\n')}`);
  }
}

const STRUCTURE_KEYS = [
  'user',
  'path',
  'dataSource',
  'tables',
  'credentials',
  'registration',
  'activeLogins',
  'ports',
  'dto',
  'controllers',
  'imports',
  'isGlobal',
];
const ASYNC_KEYS = ['useFactory', 'inject'];
const DTO_KEYS = [
  'login',
  'userDetails',
  'passwordReset',
  'passwordResetConfirm',
  'passwordChange',
  'tokenVerify',
  'tokenRefresh',
  'register',
  'verifyEmail',
  'resendEmail',
];
const CONTROLLER_KEYS = [
  'login',
  'logout',
  'userDetails',
  'passwordChange',
  'passwordReset',
  'passwordResetConfirm',
  'tokenVerify',
  'tokenRefresh',
  'activeLogins',
  'activeLogin',
  'register',
  'verifyEmail',
  'resendEmail',
];
const TEMPLATES = ['password-reset', 'email-verification', 'account-exists'];
const KINDS = ['token', 'jwt', 'session'];
const MIN_SECRET_BYTES = 32;
const PLACEHOLDER =
  /change.?me|secret.?key|your.?secret|placeholder|example|insecure|^(.)\1*$|^(?:0123456789|abcdefgh)/i;

/** What is wrong with the part that is given as it is. */
export function structureProblems(structure: object): string[] {
  const given = structure as Partial<RestAuthStructure>;
  const problems: string[] = [];
  if (typeof given.user !== 'function') problems.push('`user` is missing: give it the class of your user entity.');
  if (given.path !== undefined && !/^[\w.~-]+(?:\/[\w.~-]+)*$/.test(given.path)) {
    problems.push(
      `\`path\` is "${given.path}": use path parts without a slash at either end, as in "dj-rest-auth" or "api/auth".`,
    );
  }
  problems.push(
    ...unknownOptions(given.ports ?? {}, Object.keys(PORTS), 'ports.'),
    ...unknownOptions(given.dto ?? {}, DTO_KEYS, 'dto.'),
    ...unknownOptions(given.controllers ?? {}, CONTROLLER_KEYS, 'controllers.'),
    ...unknownOptions(given.credentials ?? {}, ['issue', 'recognise', 'passportName'], 'credentials.'),
    ...unknownOptions(given.registration === false ? {} : (given.registration ?? {}), ['guards'], 'registration.'),
    ...mappingProblems(given.tables ?? {}),
    ...kindProblems('issue', given.credentials?.issue),
    ...kindProblems('recognise', given.credentials?.recognise),
  );
  return problems;
}

function kindProblems(list: 'issue' | 'recognise', kinds: readonly string[] | undefined): string[] {
  if (kinds === undefined) return [];
  if (kinds.length === 0) {
    return [
      `\`credentials.${list}\` is empty, so that nobody could be logged in: name at least one of ${KINDS.join(', ')}.`,
    ];
  }
  return kinds
    .filter((kind) => !KINDS.includes(kind))
    .map((kind) => `\`credentials.${list}\` names "${kind}", which is no kind of credential: use ${KINDS.join(', ')}.`);
}

/** What stands in options that does not belong there: for each of the two ways to give them. */
export function misplacedProblems(options: object, way: 'forRoot' | 'forRootAsync'): string[] {
  return Object.keys(options).flatMap((key) => {
    if (STRUCTURE_KEYS.includes(key)) return [];
    if (ASYNC_KEYS.includes(key)) {
      return way === 'forRoot'
        ? [`\`${key}\` belongs to \`forRootAsync()\`: call that, or give the values themselves.`]
        : [];
    }
    if (!SETTINGS_KEYS.includes(key)) return unknownOptions({ [key]: null }, knownKeys(way), '');
    return way === 'forRoot' ? [] : [`\`${key}\` is a value: have \`useFactory\` answer it.`];
  });
}

function knownKeys(way: 'forRoot' | 'forRootAsync'): string[] {
  return [...STRUCTURE_KEYS, ...(way === 'forRoot' ? SETTINGS_KEYS : ASYNC_KEYS)];
}

/** What is wrong with the factory itself. */
export function factoryProblems({ useFactory }: { useFactory?: unknown }): string[] {
  return typeof useFactory === 'function'
    ? []
    : ['`useFactory` is missing: give it a function that answers the values.'];
}

/** What is wrong with the values, before defaults are applied. */
export function inputProblems(input: object): string[] {
  const defaults = documentedDefaults();
  const problems = Object.keys(input).flatMap((key) =>
    STRUCTURE_KEYS.includes(key)
      ? [`\`${key}\` changes what is registered: give it to \`forRootAsync()\` itself, beside \`useFactory\`.`]
      : unknownOptions({ [key]: null }, SETTINGS_KEYS, ''),
  );
  for (const [group, values] of Object.entries(defaults)) {
    const given: unknown = Reflect.get(input, group);
    if (given === undefined) continue;
    if (typeof given !== 'object' || given === null) problems.push(`\`${group}\` must be an object.`);
    else
      problems.push(...unknownOptions(given, Object.keys(values), `${group}.`), ...typeProblems(group, given, values));
  }
  const { preset = 'default', mail, links } = input as Partial<RestAuthSettingsInput>;
  problems.push(...wordProblem('preset', preset, ['default', 'hardened']));
  if (mail) {
    problems.push(...unknownOptions(mail, ['transport', ...Object.keys(MAIL_DEFAULTS)], 'mail.'));
    problems.push(...unknownOptions(mail.templates ?? {}, TEMPLATES, 'mail.templates.'));
    for (const [name, files] of Object.entries(mail.templates ?? {})) {
      problems.push(...unknownOptions(files, ['text', 'html'], `mail.templates.${name}.`));
    }
  }
  if (links) problems.push(...unknownOptions(links, ['passwordReset', 'emailVerification'], 'links.'));
  return problems;
}

/** A value that is of another kind than its default: the text `'8'` for the number 8 would be compared as a text. */
function typeProblems(group: string, given: object, defaults: object): string[] {
  return Object.entries(defaults).flatMap(([key, byDefault]: [string, unknown]) => {
    const value: unknown = Reflect.get(given, key);
    const wanted = kindOf(byDefault);
    // Numbers are looked at one by one, with what they may be.
    if (value === undefined || kindOf(value) === wanted || wanted === 'nothing' || wanted === 'a number') return [];
    return [`\`${group}.${key}\` is ${kindOf(value)}: give it ${wanted}.`];
  });
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

/** The keys of `RestAuthSettingsInput`. */
export const SETTINGS_KEYS = [
  'preset',
  'secret',
  'secretFallbacks',
  'mail',
  'links',
  ...Object.keys(documentedDefaults()),
];

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
  ];
}

function jwtProblems({ jwt }: RestAuthSettings): string[] {
  const problems = jwtKeyProblems(jwt.keys);
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
    if (structure.ports?.linkBuilder || (name === 'emailVerification' && structure.registration === false)) continue;
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
  ['sessions.sameSite', ({ sessions }) => [sessions.sameSite], ['Lax', 'Strict', 'None']],
  ['csrf.sameSite', ({ csrf }) => [csrf.sameSite], ['Lax', 'Strict', 'None']],
  ['jwt.sameSite', ({ jwt }) => [jwt.sameSite], ['Lax', 'Strict', 'None']],
];

function choiceProblems(settings: RestAuthSettings): string[] {
  return CHOICES.flatMap(([name, of, words]) => [...of(settings)].flatMap((value) => wordProblem(name, value, words)));
}

function wordProblem(name: string, value: unknown, words: readonly string[]): string[] {
  return words.includes(String(value)) ? [] : [`\`${name}\` has "${String(value)}": use ${words.join(', ')}.`];
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
  })) {
    if (!Number.isInteger(value) || value < 1)
      problems.push(`\`${name}\` is ${String(value)}: use a whole number above 0.`);
  }
  return problems;
}
