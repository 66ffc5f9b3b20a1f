import { FacebookProvider, GitHubProvider, type SocialAppSettings, TwitterProvider } from 'nestjs-rest-auth';

import type { Environment } from '../environment.js';
import type { FakeProvider } from '../fake-provider/fake-provider.js';
import { forEachService, type SocialService } from './social-services.js';

/** What the client application would ask its users for. */
const SCOPES: Readonly<Record<SocialService, readonly string[]>> = {
  facebook: ['email'],
  github: ['user:email'],
  twitter: ['email'],
};

/** The library's options of social login: services that the environment has keys of are asked themselves, the others are the fake one. */
export function socialOptions({ publicUrl, socialClients }: Environment, fakeProvider: FakeProvider) {
  const app = (service: SocialService): SocialAppSettings => {
    const client = socialClients[service];
    return {
      callbackUrl: `${publicUrl}/social/${service}/`,
      scope: SCOPES[service],
      ...(client === null ? fakeProvider.app(service) : { clients: [client] }),
    };
  };
  return {
    social: { providers: { facebook: FacebookProvider, github: GitHubProvider, twitter: TwitterProvider } },
    socialLogin: { apps: forEachService(app) },
  };
}
