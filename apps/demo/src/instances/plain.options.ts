import type { RestAuthOptions } from 'nestjs-rest-auth';

import type { Environment } from '../environment.js';
import type { FakeProvider } from '../fake-provider/fake-provider.js';
import { socialOptions } from '../social/social.options.js';
import type { User } from '../users/user.entity.js';
import type { SharedOptions } from './shared.options.js';

/** The instance at `/dj-rest-auth/`, which the pages with forms are made for: the defaults, with addresses that have to be proven. */
export function plainOptions(
  environment: Environment,
  fakeProvider: FakeProvider,
  shared: SharedOptions,
): RestAuthOptions<User> {
  const { publicUrl } = environment;
  const cookies = { secure: publicUrl.startsWith('https:') };
  return {
    ...shared,
    ...socialOptions(environment, fakeProvider, { callbacks: `${publicUrl}/social`, pkce: false }),
    email: { required: true, verification: 'mandatory' },
    sessions: cookies,
    csrf: { ...cookies, trustedOrigins: [publicUrl] },
    links: {
      emailVerification: `${publicUrl}/confirm-email/{key}/`,
      passwordReset: `${publicUrl}/password-reset/confirm/{uid}/{token}/`,
    },
    isGlobal: true,
  };
}
