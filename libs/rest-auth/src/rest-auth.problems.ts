import { documentedDefaults, MAIL_DEFAULTS } from './rest-auth.defaults.js';
import type { RestAuthStructure } from './rest-auth.options.js';
import { kindOf, PATH, wordProblem } from './kernel/option-values.js';
import { unknownOptions } from './kernel/unknown-options.js';
import { mappingProblems } from './persistence/typeorm/table-mapping.js';
import { type PortClasses, PORTS } from './rest-auth.ports.js';
import { socialStructureProblems } from './rest-auth.social-problems.js';
import type { RestAuthSettingsInput } from './rest-auth.settings.js';
import { throttlingProblems } from './rest-auth.throttling-problems.js';

const STRUCTURE_KEYS = [
  'user',
  'path',
  'dataSource',
  'tables',
  'credentials',
  'registration',
  'social',
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
  'socialLogin',
  'twitterLogin',
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
  'socialLogin',
  'socialConnect',
  'socialAccounts',
  'socialAccountDisconnect',
];
const TEMPLATES = [
  'password-reset',
  'email-verification',
  'account-exists',
  'password-changed',
  'social-account-connected',
];
const KINDS = ['token', 'jwt', 'session'];

/** What is wrong with the part that is given as it is. */
export function structureProblems(structure: object): string[] {
  const given = structure as Partial<RestAuthStructure>;
  const problems: string[] = [];
  if (typeof given.user !== 'function') problems.push('`user` is missing: give it the class of your user entity.');
  if (given.path !== undefined && !PATH.test(given.path)) {
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
    ...socialStructureProblems(given),
    ...mappingProblems(given.tables ?? {}),
    ...listenerProblems(given.ports?.events),
    ...kindProblems('issue', given.credentials?.issue),
    ...kindProblems('recognise', given.credentials?.recognise),
  );
  return problems;
}

function listenerProblems(events: PortClasses['events']): string[] {
  const listeners = [events ?? []].flat();
  const twice = new Set(listeners.filter((listener, index) => listeners.indexOf(listener) !== index));
  return [...twice].map(
    ({ name }) => `\`ports.events\` names ${name} twice, which would be told everything twice: name it once.`,
  );
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
  problems.push(...throttlingProblems(Reflect.get(input, 'throttling')));
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

/** The keys of `RestAuthSettingsInput`. */
export const SETTINGS_KEYS = [
  'preset',
  'secret',
  'secretFallbacks',
  'mail',
  'links',
  'throttling',
  ...Object.keys(documentedDefaults()),
];
