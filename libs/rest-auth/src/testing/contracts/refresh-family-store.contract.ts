import assert from 'node:assert/strict';

import type { UserId } from '../../accounts/users/auth-user.js';
import type { RefreshFamily, RefreshFamilyStore } from '../../credentials/jwt/refresh-family.store.js';
import { addSeconds } from '../../kernel/clock.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { atOnce, isTaken } from './at-once.js';
import { type Contract, contract, type Make, type Promises } from './contract.js';
import { rolledBack } from './rolled-back.js';
import { newCredential, NOW } from './samples.js';

/** What the contract of a `RefreshFamilyStore` works with: a store without families. */
export interface RefreshFamilyStoreFixture {
  readonly store: RefreshFamilyStore;
  /** The one that it takes part in. */
  readonly work?: UnitOfWork;
  /** Another user, without families. */
  readonly addUser: () => Promise<UserId>;
}

/** What a store in memory, or in another database, does not promise. */
export interface RefreshFamilyStoreLimits {
  /** It takes part in no unit of work: what is rolled back stays in it. */
  readonly transactions?: false;
}

/** Keeps which refresh tokens are void. */
export function refreshFamilyStoreContract(
  make: Make<RefreshFamilyStoreFixture>,
  limits: RefreshFamilyStoreLimits = {},
): Contract {
  return contract(make, { ...families, ...(limits.transactions !== false && transactions) });
}

const LATER = addSeconds(NOW, 60);
const [A, B] = ['a'.repeat(16), 'b'.repeat(16)];
const [FIRST, SECOND, THIRD] = ['1'.repeat(64), '2'.repeat(64), '3'.repeat(64)];

const families: Promises<RefreshFamilyStoreFixture> = {
  'finds a family with all that it was told, and its user': async ({ store, addUser }) => {
    const userId = await addUser();
    const told = newFamily(A, userId, { userAgent: null, credentialsVersion: '17' });
    await store.create(told);
    const { family, user } = await store.find(A, userId);
    assert.deepEqual([asSeen(family), user?.id], [told, userId]);
  },

  'finds a user who has no such family': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create(newFamily(A, bob));
    const { family, user } = await store.find(B, alice);
    assert.deepEqual([family, user?.id], [null, alice]);
  },

  'finds nobody by a key that is none, and does not fail': async ({ store, addUser }) => {
    await store.create(newFamily(A, await addUser()));
    for (const userId of ['', 'nobody', 'a\0b', '99999999999999999999', -3_000_000_000]) {
      assert.equal((await store.find(A, userId)).user, null, `by ${JSON.stringify(userId)}`);
    }
  },

  'keeps one family of an id': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create(newFamily(A, alice));
    await isTaken(() => store.create(newFamily(A, bob)));
    assert.equal((await get(store, A, alice)).userId, alice);
  },

  'makes another token the good one, and remembers the one before': async ({ store, addUser }) => {
    const alice = await addUser();
    await store.create(newFamily(A, alice));
    const end = addSeconds(NOW, 7200);
    assert.equal(await store.rotate(A, { from: FIRST, to: SECOND, at: LATER, expiresAt: end }), true);
    const { currentDigest, formerDigest, rotatedAt, lastUsedAt, expiresAt } = await get(store, A, alice);
    assert.deepEqual(
      [currentDigest, formerDigest, rotatedAt, lastUsedAt, expiresAt],
      [SECOND, FIRST, LATER, LATER, end],
    );
  },

  'refuses a rotation from a token that is not the good one, and changes nothing': async ({ store, addUser }) => {
    const alice = await addUser();
    await store.create(newFamily(A, alice, { currentDigest: SECOND }));
    const before = await get(store, A, alice);
    assert.equal(await store.rotate(A, { from: FIRST, to: THIRD, at: LATER, expiresAt: LATER }), false);
    assert.equal(await store.rotate(B, { from: FIRST, to: THIRD, at: LATER, expiresAt: LATER }), false);
    assert.deepEqual(await get(store, A, alice), before);
  },

  'lets one of ten rotate at once': async ({ store, addUser }) => {
    const alice = await addUser();
    await store.create(newFamily(A, alice));
    const won = await atOnce((caller) =>
      store.rotate(A, { from: FIRST, to: digestOf(caller), at: LATER, expiresAt: LATER }),
    );
    assert.deepEqual(won.filter(Boolean), [true]);
    assert.equal((await get(store, A, alice)).currentDigest, digestOf(won.indexOf(true)));
  },

  'ends a family once, of ten times at once, and rotates it no more': async ({ store, addUser }) => {
    const alice = await addUser();
    await store.create(newFamily(A, alice));
    const ended = await atOnce(() => store.end(A, LATER));
    assert.deepEqual(ended.filter(Boolean), [true]);
    assert.deepEqual((await get(store, A, alice)).endedAt, LATER);
    assert.equal(await store.rotate(A, { from: FIRST, to: SECOND, at: LATER, expiresAt: LATER }), false);
    assert.equal(await store.end(B, LATER), false);
  },

  'ends all of a user’s families but one, and nobody else’s': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create(newFamily(A, alice));
    await store.create(newFamily(B, alice));
    await store.create(newFamily('c'.repeat(16), bob));
    await store.endByUser(alice, A, LATER);
    assert.deepEqual(await ends(store, alice, A, B), [null, LATER]);
    await store.endByUser(alice, null, addSeconds(LATER, 1));
    // What has ended before keeps its moment.
    assert.deepEqual(await ends(store, alice, A, B), [addSeconds(LATER, 1), LATER]);
    assert.deepEqual(await ends(store, bob, 'c'.repeat(16)), [null]);
  },

  'notes when a family was used, and when it ends': async ({ store, addUser }) => {
    const alice = await addUser();
    await store.create(newFamily(A, alice));
    const before = await get(store, A, alice);
    const end = addSeconds(NOW, 7200);
    await store.touch(A, LATER, end);
    assert.deepEqual(await get(store, A, alice), { ...before, lastUsedAt: LATER, expiresAt: end });
  },

  'binds a family to another version of its user’s credentials': async ({ store, addUser }) => {
    const alice = await addUser();
    await store.create(newFamily(A, alice));
    const before = await get(store, A, alice);
    await store.rebind(A, '1700000000123');
    assert.deepEqual(await get(store, A, alice), { ...before, credentialsVersion: '1700000000123' });
  },

  'lists a user’s families that were not ended, the last used first, at most so many, and nobody else’s': async ({
    store,
    addUser,
  }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    const ids = ['1', '2', '3', '4'].map((digit) => digit.repeat(16));
    for (const [index, id] of ids.entries()) {
      await store.create(newFamily(id, alice, { lastUsedAt: addSeconds(NOW, index) }));
    }
    await store.create(newFamily(A, bob));
    await store.touch('1'.repeat(16), LATER, addSeconds(NOW, 3600));
    await store.end('4'.repeat(16), LATER);
    const listed = async (userId: UserId) => (await store.listByUser(userId, 2)).map(({ id }) => id);
    assert.deepEqual([await listed(alice), await listed(bob)], [['1'.repeat(16), '3'.repeat(16)], [A]]);
  },

  'purges what ended then or before, at most so many at a time, and answers how many': async ({ store, addUser }) => {
    const alice = await addUser();
    for (const [index, id] of ['1', '2', '3'].entries()) {
      await store.create(newFamily(id.repeat(16), alice, { expiresAt: addSeconds(NOW, index) }));
    }
    const counts = [];
    for (let round = 0; round < 3; round += 1) counts.push(await store.purge(addSeconds(NOW, 1), 1));
    assert.deepEqual(counts, [1, 1, 0]);
    assert.notEqual((await store.find('3'.repeat(16), alice)).family, null);
  },
};

const transactions: Promises<RefreshFamilyStoreFixture> = {
  'takes part in the unit of work that is open': async ({ store, work, addUser }) => {
    assert.ok(work, 'a unit of work was to be given');
    const alice = await addUser();
    await store.create(newFamily(A, alice));
    await rolledBack(work, async () => {
      await store.create(newFamily(B, alice));
      await store.end(A, LATER);
    });
    assert.deepEqual([(await get(store, A, alice)).endedAt, (await store.find(B, alice)).family], [null, null]);
  },
};

/** Of that caller alone, and no other that is used here. */
function digestOf(caller: number): string {
  return `f${String(caller)}`.repeat(32);
}

function newFamily(id: string, userId: UserId, more: Partial<RefreshFamily> = {}): RefreshFamily {
  return {
    ...newCredential(userId),
    id,
    currentDigest: null,
    formerDigest: null,
    rotatedAt: null,
    lastUsedAt: NOW,
    expiresAt: addSeconds(NOW, 3600),
    endedAt: null,
    ...more,
  };
}

async function get(store: RefreshFamilyStore, id: string, userId: UserId): Promise<RefreshFamily> {
  return asSeen((await store.find(id, userId)).family);
}

/** The family as its port shows it, whatever else a row may have. */
function asSeen(family: RefreshFamily | null): RefreshFamily {
  assert.ok(family, 'the family was to be found');
  return { ...family };
}

async function ends(store: RefreshFamilyStore, userId: UserId, ...ids: string[]): Promise<(Date | null)[]> {
  const answers = [];
  for (const id of ids) answers.push((await get(store, id, userId)).endedAt);
  return answers;
}
