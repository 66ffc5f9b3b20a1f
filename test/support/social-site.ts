import {
  FacebookProvider,
  GitHubProvider,
  type RestAuthOptions,
  type SocialAppSettings,
  TwitterProvider,
} from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import { applicationsOn, isPlain } from './applications.js';
import { Client } from './client.js';
import type { TestApplication, TestOptions } from './test-application.js';
import type { DatabaseName } from './test-database.js';

/** Where the codes of tests are asked for. */
export const CALLBACK_URL = 'https://app.test/callback';

/** Somebody at a provider, in that provider's own words. */
export const FIONA = {
  id: '1001',
  name: 'Fiona Field',
  first_name: 'Fiona',
  last_name: 'Field',
  email: 'fiona@example.com',
};
export const GINA = { id: 42, login: 'gina', name: 'Gina Git', email: 'gina@example.com' };
export const TESS = { id: 77, id_str: '77', screen_name: 'tess', name: 'Tess Tweet' };

type Apps = Partial<Record<'facebook' | 'github' | 'twitter', SocialAppSettings>>;

/** The options of a site whose three providers are the fake one. */
export function socialOptions(provider: FakeSocialProvider, apps: Apps = {}): Partial<RestAuthOptions> {
  const { endpoints } = provider;
  return {
    social: { providers: { facebook: FacebookProvider, github: GitHubProvider, twitter: TwitterProvider } },
    socialLogin: {
      apps: {
        facebook: {
          clients: [provider.facebook.client],
          callbackUrl: CALLBACK_URL,
          endpoints: endpoints.facebook,
          ...apps.facebook,
        },
        github: {
          clients: [provider.github.client],
          callbackUrl: CALLBACK_URL,
          endpoints: endpoints.github,
          ...apps.github,
        },
        twitter: { clients: [provider.twitter.client], endpoints: endpoints.twitter, ...apps.twitter },
      },
    },
  };
}

/** A site and the fake provider that it asks. */
export interface SocialSite {
  readonly application: TestApplication;
  readonly provider: FakeSocialProvider;
  /** Somebody who keeps nothing. */
  readonly anybody: Client;
}

export type StartSocial = (
  options?: Partial<RestAuthOptions>,
  apps?: Apps | ((provider: FakeSocialProvider) => Apps),
  more?: Omit<TestOptions, 'database' | 'options'>,
) => Promise<SocialSite>;

/** Starts sites for the tests of the describe that it is called in, as `applicationsOn` does; all ask one provider, which each test finds as it was. */
export function socialSitesOn(database: DatabaseName): StartSocial {
  const start = applicationsOn(database);
  let shared: FakeSocialProvider | null = null;
  afterEach(() => {
    shared?.mend();
    shared?.forget();
  });
  afterAll(() => shared?.stop());
  return async (options = {}, apps = {}, more = {}) => {
    const provider = (shared ??= await FakeSocialProvider.start());
    const { social, socialLogin } = socialOptions(provider, typeof apps === 'function' ? apps(provider) : apps);
    const values = { ...options, socialLogin: { ...socialLogin, ...options.socialLogin } };
    // The classes of providers are the same each time.
    const key = isPlain(values) ? JSON.stringify(values) : undefined;
    const application = await start({ ...(social && { social }), ...values }, more, key);
    return { application, provider, anybody: new Client(application) };
  };
}
