import assert from 'node:assert/strict';

import { addSeconds } from '../../kernel/clock.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import type { LoginFailureStore } from '../../throttling/login-failure.store.js';
import { atOnce } from './at-once.js';
import { type Contract, contract, type Make, type Promises } from './contract.js';
import { rolledBack } from './rolled-back.js';
import { NOW } from './samples.js';

/** What the contract of a `LoginFailureStore` works with: a store without failures. */
export interface LoginFailureStoreFixture {
  readonly store: LoginFailureStore;
  /** The one that it takes part in. */
  readonly work?: UnitOfWork;
}

/** What a store in memory, or in another database, does not promise. */
export interface LoginFailureStoreLimits {
  /** It takes part in no unit of work: what is rolled back stays in it. */
  readonly transactions?: false;
}

/** Counts failed logins. */
export function loginFailureStoreContract(
  make: Make<LoginFailureStoreFixture>,
  limits: LoginFailureStoreLimits = {},
): Contract {
  return contract(make, { ...failures, ...(limits.transactions !== false && transactions) });
}

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const LIMIT = 3;
const ENDS_AT = addSeconds(NOW, 3600);

const take = (store: LoginFailureStore, key: string, now = NOW) => store.take(key, LIMIT, now, addSeconds(now, 3600));

const failures: Promises<LoginFailureStoreFixture> = {
  'counts up to the limit, and then answers when the first one’s time is over': async ({ store }) => {
    const answers = [];
    for (let second = 0; second < 5; second += 1) answers.push(await take(store, A, addSeconds(NOW, second)));
    assert.deepEqual(answers, [null, null, null, ENDS_AT, ENDS_AT]);
    assert.equal(await take(store, B), null);
  },

  'begins anew when that time is over, and not a moment before': async ({ store }) => {
    for (let count = 0; count < LIMIT; count += 1) await take(store, A);
    assert.deepEqual(await take(store, A, addSeconds(NOW, 3599)), ENDS_AT);
    const later = [];
    for (let count = 0; count < LIMIT + 1; count += 1) later.push(await take(store, A, ENDS_AT));
    assert.deepEqual(later, [null, null, null, addSeconds(ENDS_AT, 3600)]);
  },

  'counts as many as the limit says, of ten at once': async ({ store }) => {
    const answers = await atOnce(() => take(store, A));
    assert.equal(answers.filter((answer) => answer === null).length, LIMIT);
  },

  'takes one back, and none of what it does not have': async ({ store }) => {
    for (let count = 0; count < LIMIT; count += 1) await take(store, A);
    await store.giveBack(A);
    await store.giveBack(B);
    assert.deepEqual([await take(store, A), await take(store, A)], [null, ENDS_AT]);
    for (let count = 0; count < LIMIT + 2; count += 1) await store.giveBack(A);
    const answers = [];
    for (let count = 0; count < LIMIT + 1; count += 1) answers.push(await take(store, A));
    assert.deepEqual(answers, [null, null, null, ENDS_AT]);
  },

  'forgets the accounts that are named, and no others': async ({ store }) => {
    for (const key of [A, B]) for (let count = 0; count < LIMIT; count += 1) await take(store, key);
    await store.clear([A, 'c'.repeat(64)]);
    await store.clear([]);
    assert.deepEqual([await take(store, A), await take(store, B)], [null, ENDS_AT]);
  },

  'purges what ended then or before, at most so many at a time, and answers how many': async ({ store }) => {
    const keys = ['d', 'e', 'f', 'g'].map((letter) => letter.repeat(64));
    for (const [index, key] of keys.entries()) await take(store, key, addSeconds(NOW, index));
    const counts = [];
    for (let round = 0; round < 3; round += 1) counts.push(await store.purge(addSeconds(ENDS_AT, 2), 2));
    assert.deepEqual(counts, [2, 1, 0]);
  },
};

const transactions: Promises<LoginFailureStoreFixture> = {
  'takes part in the unit of work that is open': async ({ store, work }) => {
    assert.ok(work, 'a unit of work was to be given');
    for (let count = 0; count < LIMIT; count += 1) await take(store, A);
    await rolledBack(work, () => store.clear([A]));
    assert.deepEqual(await take(store, A), ENDS_AT);
  },
};
