import { FacebookProvider, GitHubProvider, type SocialAppSettings, TwitterProvider } from 'nestjs-rest-auth';

import type { Environment } from '../environment.js';
import type { FakeProvider } from '../fake-provider/fake-provider.js';
import { forEachService, type SocialService } from './social-services.js';

/** What the client application would ask its users for. */
export const SCOPES: Readonly<Record<SocialService, readonly string[]>> = {
  facebook: ['email'],
  github: ['user:email'],
  twitter: ['email'],
};

/** GitHub alone of the three looks at a PKCE challenge (RFC 7636). */
export const PKCE: Readonly<Record<SocialService, boolean>> = { facebook: false, github: true, twitter: false };

/**
 * The library's options of social login: services that the environment has keys of are asked themselves, the others are the fake one.
 * `callbacks` is the address below which each service sends browsers back, by its name; `pkce` says whether a code has to come with its verifier, where the
 * service has PKCE.
 */
export function socialOptions(
  { socialClients }: Environment,
  fakeProvider: FakeProvider,
  { callbacks, pkce }: { readonly callbacks: string; readonly pkce: boolean },
) {
  const app = (service: SocialService): SocialAppSettings => {
    const client = socialClients[service];
    return {
      callbackUrl: `${callbacks}/${service}`,
      scope: SCOPES[service],
      pkce: pkce && PKCE[service],
      ...(client === null ? fakeProvider.app(service) : { clients: [client] }),
    };
  };
  return {
    social: { providers: { facebook: FacebookProvider, github: GitHubProvider, twitter: TwitterProvider } },
    socialLogin: { apps: forEachService(app) },
  };
}
