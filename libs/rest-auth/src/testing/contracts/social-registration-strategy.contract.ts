import assert from 'node:assert/strict';

import type { SocialIdentity } from '../../accounts/social-accounts/social-profile.js';
import { unusablePassword } from '../../accounts/users/auth-user.js';
import type { UserStore } from '../../accounts/users/user.store.js';
import type { SocialRegistrationStrategy } from '../../endpoints/social/social-login/social-registration.strategy.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { isTaken, oneSucceeds } from './at-once.js';
import { type Contract, contract, type Make } from './contract.js';
import { rolledBack } from './rolled-back.js';
import { newUser } from './samples.js';

/** What the contract of a `SocialRegistrationStrategy` works with: the strategy, the store that it writes to, and the registration's unit of work. */
export interface SocialRegistrationStrategyFixture {
  readonly strategy: SocialRegistrationStrategy;
  /** Without users. */
  readonly users: UserStore;
  readonly work: UnitOfWork;
}

/** Writes a user who comes by a provider. */
export function socialRegistrationStrategyContract(make: Make<SocialRegistrationStrategyFixture>): Contract {
  return contract(make, {
    'writes the user, with the password that nobody can have, and answers it': async (fixture) => {
      const password = unusablePassword();
      const saved = await save(fixture, 'alice', password);
      const found = await fixture.users.findByUsername('alice');
      assert.deepEqual([found?.id, found?.password], [saved.id, password]);
      assert.deepEqual([saved.username, saved.password], ['alice', password]);
    },

    'writes somebody of whom the provider tells nothing but the uid': async (fixture) => {
      const saved = await fixture.work.run(() =>
        fixture.strategy.save(newUser('alice', { email: '' }), bareIdentity('github', '1')),
      );
      const found = await fixture.users.findByUsername('alice');
      assert.deepEqual([found?.id, found?.email], [saved.id, '']);
    },

    'tells that a name is taken': async (fixture) => {
      await save(fixture, 'alice');
      await isTaken(() => save(fixture, 'alice'));
    },

    'gives a name to one of ten who come with it at once': async (fixture) => {
      const winner = await oneSucceeds(() => save(fixture, 'alice'));
      assert.equal((await fixture.users.findByUsername('alice'))?.id, winner?.id);
    },

    'takes part in the registration’s unit of work': async (fixture) => {
      await rolledBack(fixture.work, () => save(fixture, 'alice'));
      assert.equal(await fixture.users.findByUsername('alice'), null);
      await save(fixture, 'alice');
    },
  });
}

function save(
  { strategy, work }: SocialRegistrationStrategyFixture,
  username: string,
  password: string = unusablePassword(),
) {
  const user = newUser(username, { firstName: 'Alice', password });
  const { email, firstName } = user;
  const identity = bareIdentity('github', '4711');
  const profile = { ...identity.profile, username, firstName, email, emailVerified: true };
  return work.run(() => strategy.save(user, { ...identity, profile, claimedEmail: email }));
}

function bareIdentity(provider: string, uid: string): SocialIdentity {
  return {
    provider,
    profile: { uid, username: '', firstName: '', lastName: '', email: '', emailVerified: false },
    claimedEmail: '',
    tokens: { accessToken: 'an access token' },
  };
}
