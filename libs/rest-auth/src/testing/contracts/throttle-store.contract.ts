import assert from 'node:assert/strict';

import type { ThrottleStore } from '../../throttling/throttle.store.js';
import { atOnce } from './at-once.js';
import { type Contract, contract, type Make, type Promises } from './contract.js';

/** What the contract of a `ThrottleStore` works with: a store that has counted nothing for the keys `a` and `b`. */
export interface ThrottleStoreFixture {
  readonly store: ThrottleStore;
  /** Moves the clock that the store goes by. */
  readonly advance: (seconds: number) => void;
}

/** Counts hits in sliding windows. */
export function throttleStoreContract(make: Make<ThrottleStoreFixture>): Contract {
  return contract(make, promises);
}

const LIMIT = 3;
const WINDOW = 60_000;

const hit = (store: ThrottleStore, key = 'a', rate = 'login', limit = LIMIT) =>
  store.increment(key, WINDOW, limit, WINDOW, rate);

const promises: Promises<ThrottleStoreFixture> = {
  'counts hits up to the limit, and says of the next one how long it must wait': async ({ store, advance }) => {
    const told = [];
    for (let count = 0; count < LIMIT + 1; count += 1) {
      const { totalHits, isBlocked, timeToBlockExpire } = await hit(store);
      told.push([totalHits, isBlocked, timeToBlockExpire]);
      advance(10);
    }
    assert.deepEqual(told, [
      [1, false, 0],
      [2, false, 0],
      [3, false, 0],
      [4, true, 30],
    ]);
  },

  'counts nothing that is one too many, so that asking on does not lengthen the wait': async ({ store, advance }) => {
    for (let count = 0; count < LIMIT; count += 1) await hit(store);
    advance(59);
    assert.equal((await hit(store)).isBlocked, true);
    assert.equal((await hit(store)).timeToBlockExpire, 1);
    advance(1);
    assert.deepEqual(await blocked(store, 4), [false, false, false, true]);
  },

  'lets the hits leave one by one, each when its time is over': async ({ store, advance }) => {
    await hit(store);
    advance(40);
    await hit(store);
    await hit(store);
    advance(20);
    assert.deepEqual(await blocked(store, 2), [false, true]);
    assert.equal((await hit(store)).timeToBlockExpire, 40);
  },

  'lets as many through as the limit says, of ten at once': async ({ store }) => {
    const records = await atOnce(() => hit(store));
    assert.equal(records.filter(({ isBlocked }) => !isBlocked).length, LIMIT);
  },

  'counts each key, and each rate, by itself': async ({ store }) => {
    for (let count = 0; count < LIMIT; count += 1) await hit(store);
    const others = [await hit(store, 'b'), await hit(store, 'a', 'registration')];
    assert.deepEqual([(await hit(store)).isBlocked, ...others.map(({ isBlocked }) => isBlocked)], [true, false, false]);
  },

  'takes a hit back, once': async ({ store }) => {
    await hit(store);
    const second = await hit(store);
    await hit(store);
    await store.giveBack('a', 'login', second.hit);
    await store.giveBack('a', 'login', second.hit);
    assert.deepEqual(await blocked(store, 2), [false, true]);
  },

  'takes back what has expired, what is unknown and what was blocked, and changes nothing': async ({
    store,
    advance,
  }) => {
    const { hit: first } = await hit(store);
    advance(61);
    await hit(store);
    for (const name of [first, 'nobody’s', '']) {
      await store.giveBack('a', 'login', name);
      await store.giveBack('b', 'login', name);
    }
    assert.equal((await hit(store)).totalHits, 2);
  },

  'tells how many there are, and counts nothing, with a limit of 0': async ({ store }) => {
    const look = async () => (await hit(store, 'a', 'login', 0)).totalHits;
    const before = [await look(), await look()];
    await hit(store);
    assert.deepEqual([...before, await look(), await look()], [1, 1, 2, 2]);
  },

  'forgets one key of one rate': async ({ store }) => {
    for (const key of ['a', 'b']) await hit(store, key, 'login', 1);
    await hit(store, 'a', 'registration', 1);
    await store.clear('a', 'login');
    const records = [
      await hit(store, 'a', 'login', 1),
      await hit(store, 'b', 'login', 1),
      await hit(store, 'a', 'registration', 1),
    ];
    assert.deepEqual(
      records.map(({ isBlocked }) => isBlocked),
      [false, true, true],
    );
  },
};

async function blocked(store: ThrottleStore, times: number): Promise<boolean[]> {
  const answers = [];
  for (let count = 0; count < times; count += 1) answers.push((await hit(store)).isBlocked);
  return answers;
}
