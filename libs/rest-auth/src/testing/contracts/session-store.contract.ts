import assert from 'node:assert/strict';

import type { UserId } from '../../accounts/users/auth-user.js';
import type { StoredCredential } from '../../credentials/credential-kind.js';
import type { SessionStore } from '../../credentials/sessions/session.store.js';
import { addSeconds } from '../../kernel/clock.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { type Contract, contract, type Make, type Promises } from './contract.js';
import { credentialAsSeen } from './credential-as-seen.js';
import { rolledBack } from './rolled-back.js';
import { newCredential, NOW } from './samples.js';

/** What the contract of a `SessionStore` works with: a store without sessions. */
export interface SessionStoreFixture {
  readonly store: SessionStore;
  /** The one that it takes part in. */
  readonly work?: UnitOfWork;
  /** Another user, without sessions. */
  readonly addUser: () => Promise<UserId>;
}

/** What a store in memory, or in another database, does not promise. */
export interface SessionStoreLimits {
  /** It takes part in no unit of work: what is rolled back stays in it. */
  readonly transactions?: false;
}

/** Keeps sessions. */
export function sessionStoreContract(make: Make<SessionStoreFixture>, limits: SessionStoreLimits = {}): Contract {
  return contract(make, { ...sessions, ...(limits.transactions !== false && transactions) });
}

const sessions: Promises<SessionStoreFixture> = {
  'finds a session by its id, with all that it was told': async ({ store, addUser }) => {
    const told = newCredential(await addUser(), { userAgent: null, credentialsVersion: '17' });
    const id = await store.create('session-a', told);
    const { userId, loginId, method, userAgent, address, createdAt, credentialsVersion, ...rest } = await get(
      store,
      'session-a',
    );
    assert.deepEqual({ userId, loginId, method, userAgent, address, createdAt, credentialsVersion }, told);
    assert.deepEqual([rest.id, rest.lastUsedAt], [id, NOW]);
  },

  'finds nothing by any other id, and does not fail': async ({ store, addUser }) => {
    const row = await store.create('session-a', newCredential(await addUser()));
    for (const id of [row, 'session-b', 'SESSION-A', 'session-a ', 'session-á', '', '%', 'a\0b', 'x'.repeat(9000)]) {
      assert.equal(await store.find(id), null, `by ${JSON.stringify(id.slice(0, 50))}`);
    }
  },

  'finds a session however old': async ({ store, addUser }) => {
    const createdAt = addSeconds(NOW, -10 * 365 * 24 * 3600);
    await store.create('session-a', newCredential(await addUser(), { createdAt }));
    assert.deepEqual((await get(store, 'session-a')).createdAt, createdAt);
  },

  'notes when a session was used': async ({ store, addUser }) => {
    const id = await store.create('session-a', newCredential(await addUser()));
    const before = await get(store, 'session-a');
    await store.touch(id, addSeconds(NOW, 60));
    assert.deepEqual(await get(store, 'session-a'), { ...before, lastUsedAt: addSeconds(NOW, 60) });
  },

  'puts a session under a new id and another version, in the same row; the old id is void': async ({
    store,
    addUser,
  }) => {
    const id = await store.create('session-a', newCredential(await addUser()));
    const before = await get(store, 'session-a');
    await store.renew(id, 'session-b', '1700000000123');
    assert.deepEqual(await get(store, 'session-b'), { ...before, credentialsVersion: '1700000000123' });
    assert.equal(await store.find('session-a'), null);
  },

  'takes one session away, and no other': async ({ store, addUser }) => {
    const alice = await addUser();
    const id = await store.create('session-a', newCredential(alice));
    await store.create('session-b', newCredential(alice));
    await store.delete(id);
    assert.deepEqual(await present(store, 'session-a', 'session-b'), [false, true]);
  },

  'takes away what one login of one user gave': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create('session-a', newCredential(alice, { loginId: 'login-1' }));
    await store.create('session-b', newCredential(alice, { loginId: 'login-2' }));
    await store.create('session-c', newCredential(bob, { loginId: 'login-1' }));
    await store.deleteByLogin(alice, 'login-1');
    assert.deepEqual(await present(store, 'session-a', 'session-b', 'session-c'), [false, true, true]);
  },

  'takes away all of a user’s sessions but one, and nobody else’s': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    const own = await store.create('session-a', newCredential(alice));
    await store.create('session-b', newCredential(alice));
    await store.create('session-c', newCredential(bob));
    await store.deleteByUser(alice, own);
    assert.deepEqual(await present(store, 'session-a', 'session-b', 'session-c'), [true, false, true]);
    await store.deleteByUser(alice, null);
    assert.deepEqual(await present(store, 'session-a', 'session-b', 'session-c'), [false, false, true]);
  },

  'lists a user’s sessions, the last used first, at most so many, and nobody else’s': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    for (const [index, loginId] of ['login-1', 'login-2', 'login-3'].entries()) {
      await store.create(loginId, newCredential(alice, { loginId, createdAt: addSeconds(NOW, index) }));
    }
    await store.create('bob', newCredential(bob, { loginId: 'login-4' }));
    await store.touch((await get(store, 'login-1')).id, addSeconds(NOW, 60));
    assert.deepEqual(loginsOf(await store.listByUser(alice, 2)), ['login-1', 'login-3']);
    assert.deepEqual(loginsOf(await store.listByUser(bob, 2)), ['login-4']);
  },

  'purges what was last used then or before, at most so many at a time, and answers how many': async ({
    store,
    addUser,
  }) => {
    const alice = await addUser();
    const ids = ['session-a', 'session-b', 'session-c', 'session-d'];
    for (const [index, id] of ids.entries()) {
      await store.create(id, newCredential(alice, { createdAt: addSeconds(NOW, index) }));
    }
    await store.touch((await get(store, 'session-a')).id, addSeconds(NOW, 60));
    const counts = [];
    for (let round = 0; round < 3; round += 1) counts.push(await store.purge(addSeconds(NOW, 2), 1));
    assert.deepEqual(counts, [1, 1, 0]);
    assert.deepEqual(await present(store, ...ids), [true, false, false, true]);
  },
};

const transactions: Promises<SessionStoreFixture> = {
  'takes part in the unit of work that is open': async ({ store, work, addUser }) => {
    assert.ok(work, 'a unit of work was to be given');
    const alice = await addUser();
    const id = await store.create('session-a', newCredential(alice));
    await rolledBack(work, async () => {
      await store.create('session-b', newCredential(alice));
      await store.renew(id, 'session-c', '1');
    });
    assert.deepEqual(await present(store, 'session-a', 'session-b', 'session-c'), [true, false, false]);
  },
};

function loginsOf(credentials: readonly StoredCredential[]): string[] {
  return credentials.map(({ loginId }) => loginId);
}

async function get(store: SessionStore, sessionId: string): Promise<StoredCredential> {
  return credentialAsSeen(await store.find(sessionId));
}

async function present(store: SessionStore, ...sessionIds: string[]): Promise<boolean[]> {
  const answers = [];
  for (const id of sessionIds) answers.push((await store.find(id)) !== null);
  return answers;
}
