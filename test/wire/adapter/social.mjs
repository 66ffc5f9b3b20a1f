// Social login as the recorded sites had it, as options of the module.
import { FacebookProvider, GitHubProvider, SocialClientStore, TwitterProvider } from 'nestjs-rest-auth';

import { startProviderFront } from './provider-front.mjs';

/** The recorded views by path, with the provider that each is of. */
const PROVIDERS = { facebook: 'facebook', 'facebook-code': 'facebook', twitter: 'twitter', github: 'github' };

const CLASSES = { facebook: FacebookProvider, twitter: TwitterProvider, github: GitHubProvider };

/** The clients of a site whose recording names none. */
const SOCIAL_APPS = [
  { provider: 'facebook', clientId: '123123123', secret: '321321321' },
  { provider: 'twitter', clientId: '11223344', secret: '55667788' },
  { provider: 'github', clientId: 'gh-client', secret: 'gh-secret' },
];

const CALLBACK_URL = 'http://example.com/callback/';

/** The options and ports of a profile with social logins; `serve` is called for each of its recordings. */
export async function startSocial(profile) {
  const front = await startProviderFront();
  let socialApps = [];
  class RecordedClientStore extends SocialClientStore {
    async find(mount) {
      return socialApps
        .filter(({ provider }) => provider === PROVIDERS[mount])
        .map(({ clientId, secret }) => ({ id: clientId, secret }));
    }
  }
  return {
    options: {
      social: {
        providers: Object.fromEntries(Object.entries(PROVIDERS).map(([path, name]) => [path, CLASSES[name]])),
        accountsPath: '/socialaccounts',
      },
      socialLogin: { apps: appsAt(front.url, profile) },
    },
    ports: { socialClientStore: RecordedClientStore },
    serve: (fakeProviderUrl, seed) => {
      front.passTo(fakeProviderUrl);
      socialApps = seed?.socialApps ?? SOCIAL_APPS;
    },
    stop: () => front.stop(),
  };
}

function appsAt(url, { allauthUrls = false }) {
  const facebook = { graph: `${url}/facebook` };
  return {
    // A view that has an adapter and nothing else. It takes no codes for want of a client class, and before that, where it cannot even find one of allauth's
    // paths to go back to, for want of a callback.
    facebook: { endpoints: facebook, ...(allauthUrls && { accepts: ['access_token'] }) },
    'facebook-code': { endpoints: facebook, callbackUrl: CALLBACK_URL },
    twitter: { endpoints: { api: `${url}/twitter` } },
    github: { endpoints: { web: `${url}/github`, api: `${url}/github-api` }, callbackUrl: CALLBACK_URL },
  };
}
