import {
  FacebookProvider,
  GitHubProvider,
  type RestAuthOptions,
  type SocialAppSettings,
  TwitterProvider,
} from 'nestjs-rest-auth';
import { FakeSocialProvider, type FakeSocialService, type Misbehaviour } from 'nestjs-rest-auth/testing';

import { CALLBACK_URL, FIONA, GINA, TESS } from '../support/social-site.js';

/** Every call that a login comes to, each in a login that makes it. */
export const CALL_NAMES = [
  'facebook-debug_token',
  'facebook-me',
  'facebook-oauth-access_token',
  'github-applications-token',
  'github-user',
  'github-user-emails',
  'github-login-oauth-access_token',
  'twitter-verify_credentials',
] as const;

export type CallName = (typeof CALL_NAMES)[number];

/** What a token that is given for a code is called, so that a test knows it. */
export const EXCHANGED_TOKEN = 'exchangedForACode';

interface Call {
  readonly type: typeof FacebookProvider | typeof GitHubProvider | typeof TwitterProvider;
  readonly app: (provider: FakeSocialProvider) => SocialAppSettings;
  readonly service: FakeSocialService;
  readonly method: 'GET' | 'POST';
  readonly path: (provider: FakeSocialProvider) => string;
  readonly login: (provider: FakeSocialProvider) => Readonly<Record<string, string>>;
}

const FACEBOOK = {
  type: FacebookProvider,
  app: ({ facebook, endpoints }: FakeSocialProvider) => ({
    clients: [facebook.client],
    callbackUrl: CALLBACK_URL,
    endpoints: endpoints.facebook,
  }),
  service: 'facebook',
  method: 'GET',
  login: ({ facebook }: FakeSocialProvider) => ({ access_token: facebook.token(FIONA) }),
} as const;

const GITHUB = {
  type: GitHubProvider,
  app: ({ github, endpoints }: FakeSocialProvider) => ({
    clients: [github.client],
    callbackUrl: CALLBACK_URL,
    endpoints: endpoints.github,
    scope: ['user:email'],
  }),
  service: 'github-api',
  method: 'GET',
  login: ({ github }: FakeSocialProvider) => ({ access_token: github.token(GINA) }),
} as const;

const CALLS: Readonly<Record<CallName, Call>> = {
  'facebook-debug_token': { ...FACEBOOK, path: () => '/facebook/debug_token' },
  'facebook-me': { ...FACEBOOK, path: () => '/facebook/me' },
  'facebook-oauth-access_token': {
    ...FACEBOOK,
    path: () => '/facebook/oauth/access_token',
    login: ({ facebook }) => ({ code: facebook.code(FIONA, { token: EXCHANGED_TOKEN }) }),
  },
  'github-applications-token': {
    ...GITHUB,
    method: 'POST',
    path: ({ github }) => `/github-api/applications/${github.client.id}/token`,
  },
  'github-user': { ...GITHUB, path: () => '/github-api/user' },
  'github-user-emails': { ...GITHUB, path: () => '/github-api/user/emails' },
  'github-login-oauth-access_token': {
    ...GITHUB,
    service: 'github',
    method: 'POST',
    path: () => '/github/login/oauth/access_token',
    login: ({ github }) => ({ code: github.code(GINA, { token: EXCHANGED_TOKEN }) }),
  },
  'twitter-verify_credentials': {
    type: TwitterProvider,
    app: ({ twitter, endpoints }) => ({ clients: [twitter.client], endpoints: endpoints.twitter }),
    service: 'twitter',
    method: 'GET',
    path: () => '/twitter/1.1/account/verify_credentials.json',
    login: ({ twitter }) => ({ ...twitter.token(TESS) }),
  },
};

/** For each call a provider that can fail at it alone, so that all of them can be asked at once. */
export class ProviderCalls {
  private constructor(private readonly providers: Readonly<Record<CallName, FakeSocialProvider>>) {}

  static async start(): Promise<ProviderCalls> {
    const started = CALL_NAMES.map(async (call) => [call, await FakeSocialProvider.start()] as const);
    return new ProviderCalls(Object.fromEntries(await Promise.all(started)) as Record<CallName, FakeSocialProvider>);
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.providers).map((provider) => provider.stop()));
  }

  /** The options of a site that has a mount for each, of the call's name. */
  options(socialLogin: RestAuthOptions['socialLogin']): Partial<RestAuthOptions> {
    const apps = CALL_NAMES.map((call): [string, SocialAppSettings] => [
      call,
      { ...CALLS[call].app(this.providers[call]), providerId: call },
    ]);
    return {
      social: { providers: Object.fromEntries(CALL_NAMES.map((call) => [call, CALLS[call].type])) },
      socialLogin: { ...socialLogin, apps: Object.fromEntries(apps) },
    };
  }

  provider(call: CallName): FakeSocialProvider {
    return this.providers[call];
  }

  path(call: CallName): string {
    return CALLS[call].path(this.providers[call]);
  }

  /** A body that logs in, another one each time. */
  login(call: CallName): Readonly<Record<string, string>> {
    return CALLS[call].login(this.providers[call]);
  }

  misbehave(call: CallName, how: Misbehaviour): void {
    this.providers[call].misbehave(CALLS[call].service, how, new RegExp(`^${this.path(call)}$`));
  }

  /** Has that call answered in those words, whatever is asked. */
  answer(call: CallName, status: number, body: unknown): void {
    this.providers[call].answer(CALLS[call].method, this.path(call), { status, body });
  }

  /** As they were. */
  mend(): void {
    for (const provider of Object.values(this.providers)) {
      provider.mend();
      provider.forget();
    }
  }
}
