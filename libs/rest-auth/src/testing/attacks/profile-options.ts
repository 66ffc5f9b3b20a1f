import type { RestAuthOptions } from '../../rest-auth.options.js';
import { FacebookProvider } from '../../social-providers/facebook.provider.js';
import { GitHubProvider } from '../../social-providers/github.provider.js';
import { TwitterProvider } from '../../social-providers/twitter.provider.js';
import type { FakeSocialProvider } from '../social-provider/fake-social-provider.js';
import type { AttackNeeds, AttackProfile } from './attack-needs.js';

/** What tokens of an attacked site are signed with, so that an attacker can be one who has got hold of the key. */
export const SIGNING_SECRET = 'q8Xr2Lk5Vt9Zb3Nc7Wm1Hf4Jg6Dp0SyQ';

/** Where codes of providers are asked for. */
export const CALLBACK_URL = 'https://app.test/callback';

const KEYS = [{ id: 'attacked', algorithm: 'HS256', secret: SIGNING_SECRET }] as const;

const OPTIONS: Readonly<Record<AttackProfile, Partial<RestAuthOptions>>> = {
  'jwt-body': { credentials: { issue: ['jwt'] }, jwt: { keys: KEYS, httpOnly: false, rotateRefreshTokens: true } },
  'jwt-cookie': {
    credentials: { issue: ['jwt'] },
    jwt: {
      keys: KEYS,
      accessCookieName: '__Host-access',
      refreshCookieName: '__Host-refresh',
      secure: true,
      cookieCsrf: true,
      refreshCsrf: true,
      rotateRefreshTokens: true,
    },
  },
  token: { credentials: { issue: ['token'] } },
  session: { credentials: { issue: ['session'] } },
};

/** The options of one attack's site: what it names, over its profile, over what all have. */
export function attackedOptions(
  { options = {}, apps = {}, throttling = false }: AttackNeeds,
  profile: AttackProfile,
  provider: FakeSocialProvider,
): Partial<RestAuthOptions> {
  const { facebook, github, twitter, endpoints } = provider;
  const common: Partial<RestAuthOptions> = {
    preset: 'default',
    // People of the attacks are called by their names, and are let in whether their addresses are proven or not.
    login: { methods: ['username'] },
    email: { verification: 'optional' },
    throttling: throttling && {},
    social: { providers: { facebook: FacebookProvider, github: GitHubProvider, twitter: TwitterProvider } },
    socialLogin: {
      apps: {
        facebook: {
          clients: [facebook.client],
          callbackUrl: CALLBACK_URL,
          endpoints: endpoints.facebook,
          ...apps.facebook,
        },
        github: { clients: [github.client], callbackUrl: CALLBACK_URL, endpoints: endpoints.github, ...apps.github },
        twitter: { clients: [twitter.client], endpoints: endpoints.twitter, ...apps.twitter },
      },
    },
  };
  return laidOver(laidOver(common, OPTIONS[profile]), options);
}

/** One layer of options over another, group by group: `jwt` of the upper adds to `jwt` of the lower. */
export function laidOver(lower: Partial<RestAuthOptions>, upper: Partial<RestAuthOptions>): Partial<RestAuthOptions> {
  const entries = Object.entries(upper).map(([name, value]: [string, unknown]): [string, unknown] => {
    const below: unknown = Reflect.get(lower, name);
    return [name, isGroup(below) && isGroup(value) ? { ...below, ...value } : value];
  });
  return { ...lower, ...Object.fromEntries(entries) };
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
