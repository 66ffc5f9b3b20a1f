import assert from 'node:assert/strict';

import type { UserId } from '../../accounts/users/auth-user.js';
import type { StoredCredential } from '../../credentials/credential-kind.js';
import type { TokenStore } from '../../credentials/tokens/token.store.js';
import { addSeconds } from '../../kernel/clock.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { CALLERS, isTaken, oneSucceeds } from './at-once.js';
import { type Contract, contract, type Make, type Promises } from './contract.js';
import { credentialAsSeen } from './credential-as-seen.js';
import { rolledBack } from './rolled-back.js';
import { keyOf, newCredential, NOW } from './samples.js';

/** What the contract of a `TokenStore` works with: a store without tokens. */
export interface TokenStoreFixture {
  readonly store: TokenStore;
  /** The one that it takes part in. */
  readonly work?: UnitOfWork;
  /** Another user, without tokens. */
  readonly addUser: () => Promise<UserId>;
}

/** What a store does not promise: one in memory, or over a table that has no place for it, as Django REST framework's. */
export interface TokenStoreLimits {
  /** It takes part in no unit of work: what is rolled back stays in it. */
  readonly transactions?: false;
  /** `tokens.perUser` is off: no key is ever asked for again. */
  readonly readable?: false;
  /** A user has one token, readable, which belongs to every login. */
  readonly logins?: false;
  /** No use is noted, and no token has an end. */
  readonly uses?: false;
  /** No token is bound to a version of its user's credentials: `credentialsVersion` is null. */
  readonly versions?: false;
}

/** Keeps opaque tokens. */
export function tokenStoreContract(make: Make<TokenStoreFixture>, limits: TokenStoreLimits = {}): Contract {
  return contract(make, {
    ...tokens,
    ...(limits.transactions !== false && transactions),
    ...(limits.readable !== false && readable),
    ...(limits.logins !== false && logins),
    ...(limits.uses !== false && uses),
    ...(limits.versions !== false && versions),
  });
}

const [A, B, C] = [keyOf('a'), keyOf('b'), keyOf('c')];

const tokens: Promises<TokenStoreFixture> = {
  'finds a token by its key': async ({ store, addUser }) => {
    const userId = await addUser();
    await store.create(A, newCredential(userId), true);
    const { userId: owner, createdAt } = await get(store, A);
    assert.deepEqual({ owner, createdAt }, { owner: userId, createdAt: NOW });
  },

  'finds nothing by any other key, and does not fail': async ({ store, addUser }) => {
    await store.create(A, newCredential(await addUser()), true);
    for (const key of [B, A.toUpperCase(), `${A} `, A.slice(1), `${A.slice(1)}á`, '', '%', 'a\0b', 'x'.repeat(9000)]) {
      assert.equal(await store.find(key), null, `by ${JSON.stringify(key.slice(0, 50))}`);
    }
  },

  'finds a token however old': async ({ store, addUser }) => {
    const createdAt = addSeconds(NOW, -10 * 365 * 24 * 3600);
    await store.create(A, newCredential(await addUser(), { createdAt }), true);
    assert.deepEqual((await get(store, A)).createdAt, createdAt);
  },

  'takes one token away, and no other': async ({ store, addUser }) => {
    await store.create(A, newCredential(await addUser()), true);
    await store.create(B, newCredential(await addUser()), true);
    await store.delete((await get(store, A)).id);
    assert.deepEqual([await store.find(A), (await store.find(B)) !== null], [null, true]);
  },

  'takes away all of a user’s tokens but one, and nobody else’s': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create(A, newCredential(alice), true);
    await store.create(B, newCredential(bob), true);
    await store.deleteByUser(alice, (await get(store, A)).id);
    assert.notEqual(await store.find(A), null);
    await store.deleteByUser(alice, null);
    assert.deepEqual([await store.find(A), (await store.find(B)) !== null], [null, true]);
  },
};

const transactions: Promises<TokenStoreFixture> = {
  'takes part in the unit of work that is open': async ({ store, work, addUser }) => {
    assert.ok(work, 'a unit of work was to be given');
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create(A, newCredential(alice), true);
    const { id } = await get(store, A);
    await rolledBack(work, async () => {
      await store.create(B, newCredential(bob), true);
      await store.delete(id);
    });
    assert.deepEqual([(await store.find(A)) !== null, await store.find(B)], [true, null]);
  },
};

const readable: Promises<TokenStoreFixture> = {
  'tells a user’s readable key, and nobody else’s': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create(A, newCredential(alice), true);
    assert.deepEqual([await store.findReadable(alice), await store.findReadable(bob)], [A, null]);
  },

  'keeps one readable key for each user': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create(A, newCredential(alice), true);
    await store.create(B, newCredential(bob), true);
    await isTaken(() => store.create(C, newCredential(alice), true));
    assert.deepEqual([await store.findReadable(alice), await store.find(C)], [A, null]);
  },

  'keeps one of ten readable keys that come at once': async ({ store, addUser }) => {
    const alice = await addUser();
    const winner = await oneSucceeds(async (caller) => {
      const key = `${String(caller)}${A.slice(1)}`;
      await store.create(key, newCredential(alice), true);
      return key;
    });
    assert.equal(await store.findReadable(alice), winner);
  },
};

const logins: Promises<TokenStoreFixture> = {
  'keeps what it is told of the login': async ({ store, addUser }) => {
    const told = newCredential(await addUser(), { userAgent: null, address: null, method: 'registration' });
    await store.create(A, told, false);
    const { loginId, method, userAgent, address } = await get(store, A);
    assert.deepEqual([loginId, method, userAgent, address], [told.loginId, 'registration', null, null]);
  },

  'keeps any number of keys of one user, which cannot be read': async ({ store, addUser }) => {
    const alice = await addUser();
    for (let count = 0; count < CALLERS; count += 1) {
      await store.create(`${String(count)}${A.slice(1)}`, newCredential(alice), false);
    }
    assert.equal(await store.findReadable(alice), null);
  },

  'takes away what one login of one user gave': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create(A, newCredential(alice, { loginId: 'login-1' }), false);
    await store.create(B, newCredential(alice, { loginId: 'login-2' }), false);
    await store.create(C, newCredential(bob, { loginId: 'login-1' }), false);
    await store.deleteByLogin(alice, 'login-1');
    assert.deepEqual(await present(store, A, B, C), [false, true, true]);
  },

  'spares the one token that it is told to, of all of a user’s': async ({ store, addUser }) => {
    const alice = await addUser();
    for (const key of [A, B, C]) await store.create(key, newCredential(alice), false);
    await store.deleteByUser(alice, (await get(store, B)).id);
    assert.deepEqual(await present(store, A, B, C), [false, true, false]);
  },
};

const uses: Promises<TokenStoreFixture> = {
  'lists a user’s tokens, the last used first, at most so many, and nobody else’s': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    for (const [index, key] of [A, B, C].entries()) {
      const loginId = `login-${String(index)}`;
      await store.create(key, newCredential(alice, { loginId, createdAt: addSeconds(NOW, index) }), false);
    }
    await store.create(keyOf('d'), newCredential(bob, { loginId: 'login-3' }), false);
    await store.touch((await get(store, A)).id, addSeconds(NOW, 60));
    assert.deepEqual(loginsOf(await store.listByUser(alice, 2)), ['login-0', 'login-2']);
    assert.deepEqual(loginsOf(await store.listByUser(bob, 2)), ['login-3']);
  },

  'notes when a token was used, which at first is when it was made': async ({ store, addUser }) => {
    await store.create(A, newCredential(await addUser()), true);
    const before = await get(store, A);
    await store.touch(before.id, addSeconds(NOW, 60));
    assert.deepEqual(before.lastUsedAt, NOW);
    assert.deepEqual(await get(store, A), { ...before, lastUsedAt: addSeconds(NOW, 60) });
  },

  'purges what was last used then or before, at most so many at a time, and answers how many': async ({
    store,
    addUser,
  }) => {
    for (const [index, key] of [A, B, C, keyOf('d')].entries()) {
      await store.create(key, newCredential(await addUser(), { createdAt: addSeconds(NOW, index) }), true);
    }
    await store.touch((await get(store, A)).id, addSeconds(NOW, 60));
    const counts = [];
    for (let round = 0; round < 3; round += 1) counts.push(await store.purge(addSeconds(NOW, 2), 1));
    assert.deepEqual(counts, [1, 1, 0]);
    assert.deepEqual(await present(store, A, B, C, keyOf('d')), [true, false, false, true]);
  },
};

const versions: Promises<TokenStoreFixture> = {
  'binds a token to a version of its user’s credentials, and to another one later': async ({ store, addUser }) => {
    await store.create(A, newCredential(await addUser(), { credentialsVersion: '17' }), true);
    const before = await get(store, A);
    await store.rebind(before.id, '1700000000123');
    assert.equal(before.credentialsVersion, '17');
    assert.deepEqual(await get(store, A), { ...before, credentialsVersion: '1700000000123' });
  },
};

function loginsOf(credentials: readonly StoredCredential[]): string[] {
  return credentials.map(({ loginId }) => loginId);
}

async function get(store: TokenStore, key: string): Promise<StoredCredential> {
  return credentialAsSeen(await store.find(key));
}

async function present(store: TokenStore, ...keys: string[]): Promise<boolean[]> {
  const answers = [];
  for (const key of keys) answers.push((await store.find(key)) !== null);
  return answers;
}
