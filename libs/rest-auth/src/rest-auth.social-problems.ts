import { kindOf, PATH, wordProblem } from './kernel/option-values.js';
import { unknownOptions } from './kernel/unknown-options.js';
import type { RestAuthStructure, SocialStructure } from './rest-auth.options.js';
import type { RestAuthSettings, SocialAppSettings } from './rest-auth.settings.js';
import { SocialProvider } from './social-providers/social-provider.js';

/** What is wrong with `social`. */
export function socialStructureProblems({ social, path = 'dj-rest-auth' }: Partial<RestAuthStructure>): string[] {
  if (social === undefined) return [];
  const providers = providersOf(social);
  if (Object.keys(providers).length === 0) {
    return ['`social.providers` is missing: name a provider by its path, as in `{ github: GitHubProvider }`.'];
  }
  return [
    ...unknownOptions(social, ['providers', 'accountsPath'], 'social.'),
    ...Object.entries(providers).flatMap(([mount, type]) => providerProblems(mount, type, providers)),
    ...accountsPathProblems(social.accountsPath, path, Object.keys(providers)),
  ];
}

/** None where they are no object. */
function providersOf(social: SocialStructure | undefined): Record<string, unknown> {
  const given: unknown = isObject(social) ? social.providers : null;
  return isObject(given) ? given : {};
}

function providerProblems(mount: string, type: unknown, others: object): string[] {
  const isTaken =
    TAKEN.some((word) => isSamePath(mount.split('/', 1)[0] ?? '', word)) ||
    Object.keys(others).some((other) => other !== mount && isSamePath(mount, other)) ||
    Object.keys(others).some((other) => isSamePath(mount, `${other}/connect`));
  return [
    ...(PATH.test(mount)
      ? []
      : [
          `\`social.providers\` has the path "${mount}": use path parts without a slash at either end, as in "github".`,
        ]),
    ...(isTaken
      ? [`\`social.providers.${mount}\` would stand in the way of another endpoint: mount it elsewhere.`]
      : []),
    ...(typeof type === 'function' && type.prototype instanceof SocialProvider
      ? []
      : [`\`social.providers.${mount}\` is no class that extends SocialProvider: give it one, as in GitHubProvider.`]),
  ];
}

/** Where other endpoints are, and whatever is below them. */
const TAKEN = ['login', 'logout', 'user', 'password', 'registration', 'token', 'jwks', 'logins'];

function accountsPathProblems(given: unknown, path: string, mounts: readonly string[]): string[] {
  if (given !== undefined && typeof given !== 'string') {
    return [`\`social.accountsPath\` is ${kindOf(given)}: give it a text, as in "socialaccounts".`];
  }
  const accountsPath = given ?? 'socialaccounts';
  const isOfTheSite = accountsPath.startsWith('/');
  if (!PATH.test(isOfTheSite ? accountsPath.slice(1) : accountsPath)) {
    return [
      `\`social.accountsPath\` is "${accountsPath}": use path parts, as in "socialaccounts" or "/socialaccounts".`,
    ];
  }
  const whole = isOfTheSite ? accountsPath.slice(1) : `${path}/${accountsPath}`;
  const others = [...TAKEN, ...mounts, ...mounts.map((mount) => `${mount}/connect`)];
  return others.some((other) => isSamePath(whole, `${path}/${other}`))
    ? [`\`social.accountsPath\` is "${accountsPath}", where another endpoint is: use another path.`]
    : [];
}

/** Express overlooks letter case. */
function isSamePath(path: string, other: string): boolean {
  return path.toLowerCase() === other.toLowerCase();
}

/** What is wrong with `socialLogin`, given what is mounted. */
export function socialSettingsProblems(settings: RestAuthSettings, structure: Partial<RestAuthStructure>): string[] {
  const { apps: given, storeTokens } = settings.socialLogin;
  // What is no object has been told.
  const apps: Record<string, unknown> = isObject(given) ? given : {};
  const mounts = Object.keys(providersOf(structure.social));
  return [
    ...Object.keys(apps)
      .filter((mount) => !mounts.includes(mount))
      .map(
        (mount) => `\`socialLogin.apps.${mount}\` belongs to no provider: mount one by \`social.providers.${mount}\`.`,
      ),
    ...mounts.flatMap((mount) => appProblems(mount, apps[mount] ?? {}, structure)),
    ...(structure.social && !settings.email.addresses
      ? ['`email.addresses` is off, and social logins keep addresses: leave it on, or leave `social` out.']
      : []),
    ...(storeTokens && structure.tables?.socialAccount?.layout === 'django' && !structure.ports?.socialAccountStore
      ? [
          '`socialLogin.storeTokens` is on, and `tables.socialAccount` has the layout of Django, which has no place for them: turn it off, or keep accounts in a table of the module’s own.',
        ]
      : []),
  ];
}

const APP_KEYS = ['clients', 'callbackUrl', 'scope', 'endpoints', 'accepts', 'pkce', 'providerId'];

function appProblems(mount: string, given: unknown, { ports }: Partial<RestAuthStructure>): string[] {
  const path = `socialLogin.apps.${mount}`;
  if (!isObject(given)) return [`\`${path}\` is ${kindOf(given)}: give it an object, as in \`{ clients: […] }\`.`];
  const app: SocialAppSettings = given;
  return [
    ...unknownOptions(app, APP_KEYS, `${path}.`),
    ...kindProblems(path, given),
    ...acceptsProblems(path, app.accepts),
    ...(ports?.socialClientStore ? [] : clientsProblems(path, app.clients ?? [])),
    ...addressProblems(path, given),
  ];
}

const LISTS = ['clients', 'scope', 'accepts'];

function kindProblems(path: string, app: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(app).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (LISTS.includes(name) && !Array.isArray(value))
      return [`\`${path}.${name}\` is ${kindOf(value)}: give it a list.`];
    if (name === 'endpoints' && !isObject(value)) {
      return [`\`${path}.endpoints\` is ${kindOf(value)}: give it an object of addresses.`];
    }
    const isNoChoice = name === 'pkce' && typeof value !== 'boolean';
    return isNoChoice ? [`\`${path}.pkce\` is ${kindOf(value)}: give it true or false.`] : [];
  });
}

function acceptsProblems(path: string, accepts: unknown): string[] {
  if (!Array.isArray(accepts)) return [];
  if (accepts.length === 0) {
    return [`\`${path}.accepts\` is empty, so that nobody could log in by it: name access_token, code or both.`];
  }
  return accepts.flatMap((word) => wordProblem(`${path}.accepts`, word, ['access_token', 'code']));
}

function clientsProblems(path: string, clients: unknown): string[] {
  // What is no list has been told.
  if (!Array.isArray(clients)) return [];
  if (clients.length === 0) {
    return [`\`${path}.clients\` is missing: give it the id and the secret of your application there.`];
  }
  return [...clients.entries()].flatMap(([index, client]) =>
    isText(client, 'id') && isText(client, 'secret')
      ? []
      : [`\`${path}.clients[${index}]\` wants an \`id\` and a \`secret\`, both texts that are not empty.`],
  );
}

function isText(value: unknown, field: string): boolean {
  const text: unknown = isObject(value) ? value[field] : null;
  return typeof text === 'string' && text !== '';
}

function addressProblems(path: string, app: Readonly<Record<string, unknown>>): string[] {
  const { callbackUrl = null, endpoints } = app;
  const problems: string[] = [];
  // An application's own scheme is one, too (RFC 8252 §7.1): which, the provider decides.
  if (callbackUrl !== null && !(typeof callbackUrl === 'string' && URL.canParse(callbackUrl))) {
    problems.push(
      `\`${path}.callbackUrl\` is ${shown(callbackUrl)}: give it the whole address that is registered at the provider.`,
    );
  }
  for (const [name, url] of Object.entries(isObject(endpoints) ? endpoints : {})) {
    if (url === undefined || isSafeEndpoint(url)) continue;
    problems.push(
      `\`${path}.endpoints.${name}\` is ${shown(url)}: give it a whole address that begins with https:// and has no slash at its end (http:// is for this machine alone).`,
    );
  }
  return problems;
}

/** Without what stands before an @ or behind a ?: it may be a secret. */
function shown(value: unknown): string {
  return typeof value === 'string'
    ? `"${value.replace(/\/\/.*@/s, '//…@').replace(/([?#]).*$/s, '$1…')}"`
    : kindOf(value);
}

/** Secrets and tokens go there, and paths are put behind it: a query or a fragment at its end would swallow them. */
function isSafeEndpoint(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url) || /[?#]|\/$/.test(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  const hasPassword = username !== '' || password !== '';
  return !hasPassword && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
