import { documentedDefaults, HARDENED, MAIL_DEFAULTS, RATE_DEFAULTS } from './rest-auth.defaults.js';
import { RestAuthOptionsError } from './kernel/options-error.js';
import { inputProblems, structureProblems } from './rest-auth.problems.js';
import { settingsProblems } from './rest-auth.settings-problems.js';
import type { RestAuthStructure } from './rest-auth.options.js';
import type { RateName, RestAuthSettings, RestAuthSettingsInput } from './rest-auth.settings.js';

/** The settings in force: what was given, over the preset, over the defaults. Throws one error that lists every problem. */
export function resolveSettings(structure: RestAuthStructure, input: RestAuthSettingsInput): RestAuthSettings {
  const answered: unknown = input;
  if (typeof answered !== 'object' || answered === null) {
    throw new RestAuthOptionsError(['`useFactory` answered nothing: it must answer the values.']);
  }
  const settings = applyDefaults(structure, input);
  const problems = [...structureProblems(structure), ...inputProblems(input), ...settingsProblems(settings, structure)];
  if (problems.length > 0) throw new RestAuthOptionsError(problems);
  return settings;
}

function applyDefaults(structure: RestAuthStructure, input: RestAuthSettingsInput): RestAuthSettings {
  const defaults = documentedDefaults();
  const hardened: typeof HARDENED | Record<string, never> = input.preset === 'hardened' ? HARDENED : {};
  const email = { ...defaults.email, ...hardened.email, ...defined(input.email) };
  return {
    secret: input.secret,
    secretFallbacks: input.secretFallbacks ?? [],
    site: { ...defaults.site, ...defined(input.site) },
    login: { ...defaults.login, ...defined(input.login) },
    logout: { ...defaults.logout, ...defined(input.logout) },
    username: { ...defaults.username, ...defined(input.username) },
    // An address that must be proven must be there.
    email: { ...email, required: input.email?.required ?? (email.required || email.verification === 'mandatory') },
    password: { ...defaults.password, ...hardened.password, ...defined(input.password) },
    tokens: { ...defaults.tokens, ...defined(input.tokens) },
    jwt: { ...defaults.jwt, ...hardened.jwt, ...defined(input.jwt) },
    // Who closes the registration closes this way in, too.
    socialLogin: {
      ...defaults.socialLogin,
      registration: isRegistrationOpen(structure),
      ...defined(input.socialLogin),
    },
    sessions: { ...defaults.sessions, ...hardened.sessions, ...defined(input.sessions) },
    csrf: { ...defaults.csrf, ...hardened.csrf, ...defined(input.csrf) },
    http: { ...defaults.http, ...defined(input.http) },
    notices: { ...defaults.notices, ...hardened.notices, ...defined(input.notices) },
    throttling: throttlingOf(input),
    mail: input.mail === false ? false : { ...MAIL_DEFAULTS, transport: '', ...defined(input.mail) },
    links: { passwordReset: '', emailVerification: '', ...defined(input.links) },
  };
}

function throttlingOf({ throttling = {} }: RestAuthSettingsInput): RestAuthSettings['throttling'] {
  // Null is no object to take apart, and is told.
  if (!throttling) return false;
  const { rates = {}, sharedRate = null, redis = null } = throttling;
  const none = () =>
    Object.fromEntries(Object.keys(RATE_DEFAULTS).map((name) => [name, false])) as Record<RateName, false>;
  return { rates: rates === false ? none() : { ...RATE_DEFAULTS, ...defined(rates) }, sharedRate, redis };
}

/** Who closes the registration, or guards it, closes the way in by a provider, too: no guard of theirs is asked there. */
function isRegistrationOpen({ registration }: RestAuthStructure): boolean {
  return registration !== false && (registration?.guards ?? []).length === 0;
}

/** A value that is given as undefined is not given. */
function defined<Values extends object>(values: Values | undefined): Values | undefined {
  if (!values) return undefined;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
}
