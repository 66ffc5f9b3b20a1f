import type { RestAuthOptions } from 'nestjs-rest-auth';

import type { Environment } from '../environment.js';
import type { FakeProvider } from '../fake-provider/fake-provider.js';
import { socialOptions } from '../social/social.options.js';
import type { User } from '../users/user.entity.js';
import { type Instance, type Kind, usesCookies } from './instances.js';
import type { SharedOptions } from './shared.options.js';

const ISSUES = { token: 'token', jwt: 'jwt', 'jwt-cookie': 'jwt', session: 'session' } as const satisfies Record<
  Kind,
  string
>;

/** The preset with the kind of credentials, logins by name or by address, and the list of logins; cookies and links apart from those of the other instances. */
export function instanceOptions(
  instance: Instance,
  environment: Environment,
  fakeProvider: FakeProvider,
  shared: SharedOptions,
): RestAuthOptions<User> {
  const { id, preset, kind, path } = instance;
  const { publicUrl } = environment;
  return {
    ...shared,
    ...socialOptions(environment, fakeProvider, { callbacks: `${publicUrl}/app/social`, pkce: true }),
    path,
    preset,
    credentials: { issue: [ISSUES[kind]], passportName: `${id}-jwt` },
    activeLogins: true,
    login: { methods: ['username', 'email'] },
    links: {
      emailVerification: `${publicUrl}/app/${id}/confirm-email/{key}`,
      passwordReset: `${publicUrl}/app/${id}/password-reset/{uid}/{token}`,
    },
    ...(usesCookies(instance) && cookieOptions(instance, publicUrl)),
  };
}

/** On plain HTTP some browsers keep no cookie that is `Secure`, and none whose name begins with `__Host-`; not even on localhost. */
function cookieOptions({ id, preset, kind }: Instance, publicUrl: string): Partial<RestAuthOptions<User>> {
  const secure = publicUrl.startsWith('https:');
  const name = (what: string) => `${secure && preset === 'hardened' ? '__Host-' : ''}${what}-${id}`;
  const csrf = { secure, cookieName: name('csrftoken'), trustedOrigins: [publicUrl] };
  if (kind === 'session') return { csrf, sessions: { secure, cookieName: name('sessionid') } };
  return {
    csrf,
    jwt: {
      secure,
      accessCookieName: name('access'),
      refreshCookieName: name('refresh'),
      cookieCsrf: true,
      refreshCsrf: true,
    },
  };
}
