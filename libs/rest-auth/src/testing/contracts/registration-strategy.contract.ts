import assert from 'node:assert/strict';

import type { UserStore } from '../../accounts/users/user.store.js';
import type { RegisterDto } from '../../endpoints/registration/register/register.dto.js';
import type { RegistrationStrategy } from '../../endpoints/registration/register/registration.strategy.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { isTaken, oneSucceeds } from './at-once.js';
import { type Contract, contract, type Make } from './contract.js';
import { rolledBack } from './rolled-back.js';
import { newUser } from './samples.js';

/** What the contract of a `RegistrationStrategy` works with: the strategy, the store that it writes to, and the registration's unit of work. */
export interface RegistrationStrategyFixture<Input extends Partial<RegisterDto> = RegisterDto> {
  readonly strategy: RegistrationStrategy<Input>;
  /** Without users. */
  readonly users: UserStore;
  readonly work: UnitOfWork;
  /** The checked body of a registration under that name. */
  readonly input: (username: string) => Input;
  /** What of it goes into further properties of the host's entity. Default none. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Writes a new user. */
export function registrationStrategyContract<Input extends Partial<RegisterDto>>(
  make: Make<RegistrationStrategyFixture<Input>>,
): Contract {
  return contract(make, {
    'writes the user, with the hash that it is given, and answers it': async (fixture) => {
      const saved = await save(fixture, 'alice');
      const found = await fixture.users.findByUsername('alice');
      assert.deepEqual([found?.id, found?.password], [saved.id, 'a hash']);
      assert.deepEqual([saved.username, saved.password], ['alice', 'a hash']);
    },

    'tells that a name is taken': async (fixture) => {
      await save(fixture, 'alice');
      await isTaken(() => save(fixture, 'alice'));
    },

    'gives a name to one of ten who register with it at once': async (fixture) => {
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

function save<Input extends Partial<RegisterDto>>(
  { strategy, work, input, extra = {} }: RegistrationStrategyFixture<Input>,
  username: string,
) {
  return work.run(() => strategy.save(newUser(username, { password: 'a hash' }), extra, input(username)));
}
