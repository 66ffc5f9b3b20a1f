import assert from 'node:assert/strict';

import { addSeconds } from '../../kernel/clock.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import type { OutboxEntry, OutboxStore } from '../../mail/outbox.store.js';
import { atOnce } from './at-once.js';
import { type Contract, contract, type Make, type Promises } from './contract.js';
import { rolledBack } from './rolled-back.js';
import { NOW } from './samples.js';

/** What the contract of an `OutboxStore` works with: a store without mails. */
export interface OutboxStoreFixture {
  readonly store: OutboxStore;
  /** The one that it takes part in. */
  readonly work?: UnitOfWork;
}

const LEASE = addSeconds(NOW, 60);

/** What a store in memory, or in another database, does not promise. */
export interface OutboxStoreLimits {
  /** It takes part in no unit of work: mails are sent of what is rolled back. */
  readonly transactions?: false;
}

/** Keeps mails until they are sent. */
export function outboxStoreContract(make: Make<OutboxStoreFixture>, limits: OutboxStoreLimits = {}): Contract {
  return contract(make, { ...mails, ...(limits.transactions !== false && transactions) });
}

const mails: Promises<OutboxStoreFixture> = {
  'has nothing to send at first': async ({ store }) => {
    assert.equal(await store.claim(NOW, LEASE), null);
  },

  'gives an entry to its sender as it was put in': async ({ store }) => {
    const sealed = 'x'.repeat(20_000);
    await store.add(sealed, NOW);
    const entry = await claim(store);
    assert.deepEqual(entry, { id: entry.id, sealed, createdAt: NOW, attempts: 0 });
  },

  'gives an entry that stands for no mail too': async ({ store }) => {
    await store.add(null, NOW);
    assert.equal((await claim(store)).sealed, null);
  },

  'gives the oldest entry first': async ({ store }) => {
    await store.add('first', addSeconds(NOW, -1));
    for (const sealed of ['second', 'third']) await store.add(sealed, NOW);
    const order = [];
    for (let turn = 0; turn < 3; turn += 1) order.push((await claim(store)).sealed);
    assert.deepEqual(order, ['first', 'second', 'third']);
  },

  'gives an entry to one of ten senders who ask at once': async ({ store }) => {
    await store.add('one', NOW);
    const answers = await atOnce(() => store.claim(NOW, LEASE));
    assert.equal(answers.filter((entry) => entry !== null).length, 1);
  },

  'gives each of ten entries to a sender of its own': async ({ store }) => {
    const all = Array.from({ length: 10 }, (_, index) => `mail ${String(index)}`);
    for (const sealed of all) await store.add(sealed, NOW);
    const answers = await atOnce(() => store.claim(NOW, LEASE));
    assert.deepEqual(answers.map((entry) => entry?.sealed).sort(), all);
    assert.equal(await store.claim(NOW, LEASE), null);
  },

  'leaves an entry to its sender until the lease ends, and to the next one then': async ({ store }) => {
    await store.add('one', NOW);
    const entry = await claim(store);
    assert.equal(await store.claim(addSeconds(LEASE, -1), addSeconds(LEASE, 60)), null);
    assert.deepEqual(await claim(store, LEASE), entry);
  },

  'gives nothing that was sent': async ({ store }) => {
    await store.add('one', NOW);
    await store.add('two', NOW);
    await store.remove((await claim(store)).id);
    assert.equal((await claim(store, addSeconds(LEASE, 60))).sealed, 'two');
    assert.equal(await store.claim(addSeconds(LEASE, 60), addSeconds(LEASE, 120)), null);
  },

  'gives what was put back when its time has come, and tells how often it was tried': async ({ store }) => {
    await store.add('one', NOW);
    const entry = await claim(store);
    const next = addSeconds(NOW, 10);
    await store.postpone(entry.id, 1, next);
    assert.equal(await store.claim(addSeconds(next, -1), LEASE), null);
    assert.deepEqual(await claim(store, next), { ...entry, attempts: 1 });
  },
};

const transactions: Promises<OutboxStoreFixture> = {
  'takes part in the unit of work that is open': async ({ store, work }) => {
    assert.ok(work, 'a unit of work was to be given');
    await rolledBack(work, () => store.add('of what never happened', NOW));
    assert.equal(await store.claim(NOW, LEASE), null);
  },
};

async function claim(store: OutboxStore, now = NOW): Promise<OutboxEntry> {
  const entry = await store.claim(now, addSeconds(now, 60));
  assert.ok(entry, 'an entry was to be due');
  const { id, sealed, createdAt, attempts } = entry;
  return { id, sealed, createdAt, attempts };
}
