import type { RestAuthOptions } from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import { socialOptions } from './social-site.js';
import type { User } from './test-user.js';

/** The fake provider of a spec that puts its hosts together itself. */
export interface SocialHosts {
  readonly provider: FakeSocialProvider;
  /** What makes a host ask it. */
  options(apps?: Parameters<typeof socialOptions>[1]): Pick<RestAuthOptions<User>, 'social' | 'socialLogin'>;
}

/** Starts one for the describe, or the spec, that it is called in; it is there once the tests run. */
export function socialHosts(): SocialHosts {
  let started: FakeSocialProvider | null = null;
  beforeAll(async () => {
    started = await FakeSocialProvider.start();
  });
  afterAll(() => started?.stop());
  return {
    get provider() {
      if (!started) throw new Error('The provider is started before the first test.');
      return started;
    },
    options(apps) {
      const { social, socialLogin } = socialOptions(this.provider, apps);
      return { ...(social && { social }), ...(socialLogin && { socialLogin }) };
    },
  };
}
