import assert from 'node:assert/strict';

import type { PasswordReset, PasswordResetStore } from '../../accounts/passwords/password-reset.store.js';
import type { UserId } from '../../accounts/users/auth-user.js';
import { addSeconds } from '../../kernel/clock.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { atOnce } from './at-once.js';
import { type Contract, contract, type Make, type Promises } from './contract.js';
import { rolledBack } from './rolled-back.js';
import { NOW } from './samples.js';

/** What the contract of a `PasswordResetStore` works with: a store without resets. */
export interface PasswordResetStoreFixture {
  readonly store: PasswordResetStore;
  /** The one that it takes part in. */
  readonly work?: UnitOfWork;
  /** Another user, for whom nothing waits. */
  readonly addUser: () => Promise<UserId>;
}

/** What a store in memory, or in another database, does not promise. */
export interface PasswordResetStoreLimits {
  /** It takes part in no unit of work: what is rolled back stays in it. */
  readonly transactions?: false;
}

/** Keeps the resets that wait. */
export function passwordResetStoreContract(
  make: Make<PasswordResetStoreFixture>,
  limits: PasswordResetStoreLimits = {},
): Contract {
  return contract(make, { ...resets, ...(limits.transactions !== false && transactions) });
}

const resets: Promises<PasswordResetStoreFixture> = {
  'finds a reset by its token, with all that it was told, and expired ones too': async ({ store, addUser }) => {
    const userId = await addUser();
    await store.create('token-a', userId, 'as it is', NOW);
    const { id, ...reset } = await get(store, 'token-a');
    assert.deepEqual(reset, { userId, accountState: 'as it is', expiresAt: NOW });
    assert.notEqual(id, 'token-a');
  },

  'finds nothing by any other token, and does not fail': async ({ store, addUser }) => {
    await store.create('token-a', await addUser(), '', NOW);
    const { id } = await get(store, 'token-a');
    for (const token of [id, 'token-b', 'TOKEN-A', 'token-a ', 'tokén-a', '', '%', 'a\0b', 'x'.repeat(9000)]) {
      assert.equal(await store.find(token), null, `by ${JSON.stringify(token.slice(0, 50))}`);
    }
  },

  'keeps what was asked for nobody where nothing finds it': async ({ store }) => {
    await store.create('token-a', null, '', NOW);
    assert.equal(await store.find('token-a'), null);
  },

  'keeps several resets of one user': async ({ store, addUser }) => {
    const alice = await addUser();
    for (const token of ['token-a', 'token-b']) await store.create(token, alice, token, NOW);
    assert.deepEqual(
      [(await get(store, 'token-a')).accountState, (await get(store, 'token-b')).accountState],
      ['token-a', 'token-b'],
    );
  },

  'gives a reset to one of ten who take it at once, and to nobody later': async ({ store, addUser }) => {
    const alice = await addUser();
    await store.create('token-a', alice, '', NOW);
    await store.create('token-b', alice, '', NOW);
    const { id } = await get(store, 'token-a');
    const answers = await atOnce(() => store.consume(id));
    assert.equal(answers.filter((answer) => answer).length, 1);
    assert.equal(await store.consume(id), false);
    assert.deepEqual(await present(store, 'token-a', 'token-b'), [false, true]);
  },

  'takes away whatever waits for a user, and nobody else’s': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create('token-a', alice, '', NOW);
    await store.create('token-b', alice, '', NOW);
    await store.create('token-c', bob, '', NOW);
    await store.deleteByUser(alice);
    assert.deepEqual(await present(store, 'token-a', 'token-b', 'token-c'), [false, false, true]);
  },

  'purges what expired then or before, nobody’s among it, at most so many at a time, and answers how many': async ({
    store,
    addUser,
  }) => {
    const alice = await addUser();
    await store.create('token-a', alice, '', addSeconds(NOW, -1));
    await store.create('token-b', alice, '', NOW);
    await store.create('token-c', null, '', NOW);
    await store.create('token-d', alice, '', addSeconds(NOW, 1));
    const counts = [];
    for (let round = 0; round < 3; round += 1) counts.push(await store.purge(NOW, 2));
    assert.deepEqual(counts, [2, 1, 0]);
    assert.deepEqual(await present(store, 'token-a', 'token-b', 'token-d'), [false, false, true]);
  },
};

const transactions: Promises<PasswordResetStoreFixture> = {
  'takes part in the unit of work that is open': async ({ store, work, addUser }) => {
    assert.ok(work, 'a unit of work was to be given');
    const alice = await addUser();
    await store.create('token-a', alice, '', NOW);
    const { id } = await get(store, 'token-a');
    await rolledBack(work, async () => {
      await store.create('token-b', alice, '', NOW);
      await store.consume(id);
    });
    assert.deepEqual(await present(store, 'token-a', 'token-b'), [true, false]);
  },
};

async function get(store: PasswordResetStore, token: string): Promise<PasswordReset> {
  const reset = await store.find(token);
  assert.ok(reset, 'the reset was to be found');
  const { id, userId, accountState, expiresAt } = reset;
  return { id, userId, accountState, expiresAt };
}

async function present(store: PasswordResetStore, ...tokens: string[]): Promise<boolean[]> {
  const answers = [];
  for (const token of tokens) answers.push((await store.find(token)) !== null);
  return answers;
}
