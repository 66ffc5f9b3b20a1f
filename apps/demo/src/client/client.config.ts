import type { Environment } from '../environment.js';
import type { FakeProvider } from '../fake-provider/fake-provider.js';
import type { RunningInstances } from '../instances/instances.module.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import { SAMPLE_ACCOUNTS } from '../sample-accounts/sample-accounts.js';
import { PKCE, SCOPES } from '../social/social.options.js';
import { SERVICE_NAMES, SOCIAL_SERVICES, type SocialService } from '../social/social-services.js';

/** Where people of each service say yes or no; Twitter's is asked by the server first (OAuth 1.0a). */
const AUTHORIZE_URLS = {
  facebook: 'https://www.facebook.com/dialog/oauth',
  github: 'https://github.com/login/oauth/authorize',
} as const;

/** Everything that the client has to know before it asks anything else. */
export function clientConfig(
  environment: Environment,
  fakeProvider: FakeProvider,
  instances: RunningInstances,
  mailbox: Mailbox,
) {
  return {
    publicUrl: environment.publicUrl,
    instances: instances.all.map((instance) => instance.facts()),
    providers: SOCIAL_SERVICES.map((service) => provider(service, environment, fakeProvider)),
    mailbox: {
      ...{ page: '/mailbox', api: '/mailbox/api', events: '/mailbox/events' },
      mailServer: mailbox.mailServer,
    },
    docs: '/docs/',
    forms: '/forms',
    sampleAccounts: SAMPLE_ACCOUNTS,
  };
}

function provider(service: SocialService, { publicUrl, socialClients }: Environment, fakeProvider: FakeProvider) {
  const client = socialClients[service];
  const common = {
    id: service,
    name: SERVICE_NAMES[service],
    fake: client === null,
    pkce: PKCE[service],
    redirectUri: `${publicUrl}/app/social/${service}`,
  };
  if (service === 'twitter') {
    const urls = { authorizeUrl: '/demo/twitter/authorize', tokenUrl: '/demo/twitter/token' };
    return { ...common, flow: 'oauth1', clientId: null, scope: null, ...urls };
  }
  return {
    ...common,
    flow: 'code',
    clientId: client?.id ?? fakeProvider.clientId(service),
    scope: SCOPES[service].join(' '),
    authorizeUrl: client === null ? `${publicUrl}/fake-provider/${service}/authorize` : AUTHORIZE_URLS[service],
  };
}
