import { kindOf, PATH, wordProblem } from './kernel/option-values.js';
import { unknownOptions } from './kernel/unknown-options.js';
import type { RestAuthStructure } from './rest-auth.options.js';
import type { RestAuthSettings, SocialAppSettings } from './rest-auth.settings.js';
import { SocialProvider } from './social-providers/social-provider.js';

/** What is wrong with `social`. */
export function socialStructureProblems({ social }: Partial<RestAuthStructure>): string[] {
  if (social === undefined) return [];
  const providers: unknown = social.providers;
  if (typeof providers !== 'object' || providers === null || Object.keys(providers).length === 0) {
    return ['`social.providers` is missing: name a provider by its path, as in `{ github: GitHubProvider }`.'];
  }
  const { accountsPath = 'socialaccounts' } = social;
  return [
    ...unknownOptions(social, ['providers', 'accountsPath'], 'social.'),
    ...Object.entries(providers).flatMap(([path, type]: [string, unknown]) => [
      ...(PATH.test(path)
        ? []
        : [
            `\`social.providers\` has the path "${path}": use path parts without a slash at either end, as in "github".`,
          ]),
      ...(TAKEN.includes(path.split('/', 1)[0] ?? '') || path === accountsPath
        ? [`\`social.providers.${path}\` would stand in the way of another endpoint: mount it elsewhere.`]
        : []),
      ...(isProvider(type)
        ? []
        : [`\`social.providers.${path}\` is no class that extends SocialProvider: give it one, as in GitHubProvider.`]),
    ]),
    ...(PATH.test(accountsPath.replace(/^\//, ''))
      ? []
      : [`\`social.accountsPath\` is "${accountsPath}": use path parts, as in "socialaccounts" or "/socialaccounts".`]),
  ];
}

/** Where other endpoints are. */
const TAKEN = ['login', 'logout', 'user', 'password', 'registration', 'token', 'jwks', 'logins'];

function isProvider(type: unknown): boolean {
  return typeof type === 'function' && type.prototype instanceof SocialProvider;
}

/** What is wrong with `socialLogin`, given what is mounted. */
export function socialSettingsProblems(settings: RestAuthSettings, structure: Partial<RestAuthStructure>): string[] {
  const { apps, storeTokens } = settings.socialLogin;
  const mounts = Object.keys(structure.social?.providers ?? {});
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
    ...(storeTokens && structure.tables?.socialAccount?.layout === 'django'
      ? [
          '`socialLogin.storeTokens` is on, and `tables.socialAccount` has the layout of Django, which has no place for them: turn it off, or keep accounts in a table of the module’s own.',
        ]
      : []),
  ];
}

const APP_KEYS = ['clients', 'callbackUrl', 'scope', 'endpoints', 'accepts', 'pkce', 'providerId'];

function appProblems(mount: string, app: SocialAppSettings, { ports }: Partial<RestAuthStructure>): string[] {
  const path = `socialLogin.apps.${mount}`;
  const problems = [
    ...unknownOptions(app, APP_KEYS, `${path}.`),
    ...listProblems(path, app),
    ...[...(app.accepts ?? [])].flatMap((word) => wordProblem(`${path}.accepts`, word, ['access_token', 'code'])),
  ];
  const clients: unknown = app.clients ?? [];
  if (!ports?.socialClientStore && Array.isArray(clients)) {
    if (clients.length === 0) {
      problems.push(`\`${path}.clients\` is missing: give it the id and the secret of your application there.`);
    }
    for (const [index, client] of clients.entries()) {
      if (isText(client, 'id') && isText(client, 'secret')) continue;
      problems.push(`\`${path}.clients[${index}]\` wants an \`id\` and a \`secret\`, both texts that are not empty.`);
    }
  }
  if (typeof app.callbackUrl === 'string' && !URL.canParse(app.callbackUrl)) {
    problems.push(
      `\`${path}.callbackUrl\` is "${app.callbackUrl}": give it the whole address that is registered at the provider.`,
    );
  }
  for (const [name, url] of Object.entries(app.endpoints ?? {})) {
    if (isSafeUrl(url)) continue;
    problems.push(
      `\`${path}.endpoints.${name}\` is "${url}": give it a whole address that begins with https:// and has no slash at its end (http:// is for this machine alone).`,
    );
  }
  return problems;
}

function listProblems(path: string, app: SocialAppSettings): string[] {
  return (['clients', 'scope', 'accepts'] as const).flatMap((name) => {
    const value: unknown = app[name];
    if (value === undefined || Array.isArray(value)) return [];
    return [`\`${path}.${name}\` is ${kindOf(value)}: give it a list.`];
  });
}

function isText(value: unknown, field: string): boolean {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, field) : null;
  return typeof text === 'string' && text !== '';
}

/** Secrets and tokens go there. */
function isSafeUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  return !url.endsWith('/') && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}
