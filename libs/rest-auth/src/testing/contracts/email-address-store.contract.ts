import assert from 'node:assert/strict';

import type { EmailAddress, EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import type { UserId } from '../../accounts/users/auth-user.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { atOnce, CALLERS, isTaken, oneSucceeds } from './at-once.js';
import { type Contract, contract, type Make, type Promises } from './contract.js';
import { rolledBack } from './rolled-back.js';

/** What the contract of an `EmailAddressStore` works with: a store without addresses, and the unit of work that it takes part in. */
export interface EmailAddressStoreFixture {
  readonly store: EmailAddressStore;
  readonly work: UnitOfWork;
  /** Another user, without addresses. */
  readonly addUser: () => Promise<UserId>;
}

/** What the store under test does not promise; left out, all of it is asked. */
export interface EmailAddressStoreLimits {
  /** `email.unique` is off: several users may prove one address. */
  readonly unique?: false;
}

const EMAIL = 'alice@example.com';

/** Keeps the addresses of users. */
export function emailAddressStoreContract(
  make: Make<EmailAddressStoreFixture>,
  limits: EmailAddressStoreLimits = {},
): Contract {
  return contract(make, { ...addresses, ...(limits.unique === false ? shared : unique) });
}

const addresses: Promises<EmailAddressStoreFixture> = {
  'answers a new address, unverified and in small letters, and finds it by its key': async ({ store, addUser }) => {
    const userId = await addUser();
    const { id, ...row } = seen(await store.create(userId, 'Alice@Example.com', true));
    assert.deepEqual(row, { userId, email: EMAIL, verified: false, primary: true });
    assert.deepEqual(seen(await store.findById(id)), { id, ...row });
  },

  'finds nothing by a key that is none, and does not fail': async ({ store, addUser }) => {
    const { id } = await store.create(await addUser(), EMAIL, true);
    const another = typeof id === 'number' ? id + 1 : '00000000-0000-4000-8000-000000000000';
    for (const key of [another, -1, -(2 ** 40), 2 ** 40, '', 'alice', '1.5', '9'.repeat(30), 'x'.repeat(300)]) {
      assert.equal(await store.findById(key), null, `by ${String(key)}`);
    }
  },

  'refuses an address that the user has already, in any letter case': async ({ store, addUser }) => {
    const userId = await addUser();
    await store.create(userId, EMAIL, true);
    await isTaken(() => store.create(userId, EMAIL, false));
    await isTaken(() => store.create(userId, 'ALICE@example.com', false));
  },

  'writes an address of a user once, of ten times at once': async ({ store, addUser }) => {
    const userId = await addUser();
    await oneSucceeds(() => store.create(userId, EMAIL, false));
    assert.equal((await store.findByEmail(EMAIL, CALLERS)).length, 1);
  },

  'finds all rows with an address in any letter case: verified first, then oldest first, and no more than it is asked for':
    async ({ store, addUser }) => {
      const rows = [];
      for (let count = 0; count < 3; count += 1) rows.push(await store.create(await addUser(), EMAIL, true));
      await store.create(await addUser(), 'bob@example.com', true);
      const [first, second, third] = rows.map(({ id }) => id);
      assert.ok(third !== undefined);
      await store.verify(third, EMAIL);
      const found = async (limit: number) => (await store.findByEmail('ALICE@Example.com', limit)).map(({ id }) => id);
      assert.deepEqual(await found(5), [third, first, second]);
      assert.deepEqual(await found(2), [third, first]);
    },

  'finds nothing by another address, however alike': async ({ store, addUser }) => {
    await store.create(await addUser(), EMAIL, true);
    for (const email of ['alicé@example.com', 'alice@example.com ', 'alice@example_com', '%', '', 'a\0b']) {
      assert.deepEqual(await store.findByEmail(email, 5), [], `by ${JSON.stringify(email)}`);
    }
  },

  'knows which user has proven which address, in any letter case': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    const row = await store.create(alice, EMAIL, true);
    await store.create(alice, 'second@example.com', false);
    await store.create(bob, EMAIL, true);
    assert.equal(await store.isVerified(alice, EMAIL), false);
    assert.equal(await store.verify(row.id, EMAIL), true);
    assert.equal(await store.isVerified(alice, EMAIL), true);
    assert.equal(await store.isVerified(alice, 'ALICE@example.com'), true);
    assert.equal(await store.isVerified(alice, 'second@example.com'), false);
    assert.equal(await store.isVerified(bob, EMAIL), false);
    assert.equal((await store.findById(row.id))?.verified, true);
  },

  'verifies a row once, of ten times at once': async ({ store, addUser }) => {
    const { id } = await store.create(await addUser(), EMAIL, true);
    const answers = await atOnce(() => store.verify(id, EMAIL));
    assert.equal(answers.filter((answer) => answer).length, 1);
    assert.equal((await store.findById(id))?.verified, true);
  },

  'verifies no row that bears another address, and none that is not there': async ({ store, addUser }) => {
    const { id } = await store.create(await addUser(), EMAIL, true);
    assert.equal(await store.verify(id, 'former@example.com'), false);
    assert.equal((await store.findById(id))?.verified, false);
    assert.equal(await store.verify(typeof id === 'number' ? id + 1 : 'none', EMAIL), false);
  },

  'takes part in the unit of work that is open': async ({ store, work, addUser }) => {
    const { id } = await store.create(await addUser(), EMAIL, true);
    const bob = await addUser();
    await rolledBack(work, async () => {
      await store.create(bob, 'bob@example.com', true);
      await store.verify(id, EMAIL);
    });
    assert.deepEqual(await store.findByEmail('bob@example.com', 5), []);
    assert.equal((await store.findById(id))?.verified, false);
  },
};

const unique: Promises<EmailAddressStoreFixture> = {
  'lets one user alone prove an address': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    const first = await store.create(alice, EMAIL, true);
    const second = await store.create(bob, EMAIL, true);
    await store.verify(first.id, EMAIL);
    await isTaken(() => store.verify(second.id, EMAIL));
    assert.deepEqual([await store.isVerified(alice, EMAIL), await store.isVerified(bob, EMAIL)], [true, false]);
  },

  'lets one of ten users prove an address at once': async ({ store, addUser }) => {
    const rows: EmailAddress[] = [];
    for (let count = 0; count < CALLERS; count += 1) rows.push(await store.create(await addUser(), EMAIL, true));
    await oneSucceeds((caller) => store.verify(rows[caller]?.id ?? '', EMAIL));
    const found = await store.findByEmail(EMAIL, CALLERS);
    assert.equal(found.filter(({ verified }) => verified).length, 1);
  },
};

const shared: Promises<EmailAddressStoreFixture> = {
  'lets several users prove an address': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    for (const userId of [alice, bob]) {
      const { id } = await store.create(userId, EMAIL, true);
      assert.equal(await store.verify(id, EMAIL), true);
    }
    assert.deepEqual([await store.isVerified(alice, EMAIL), await store.isVerified(bob, EMAIL)], [true, true]);
  },
};

function seen(row: EmailAddress | null): EmailAddress {
  assert.ok(row, 'the row was to be found');
  const { id, userId, email, verified, primary } = row;
  return { id, userId, email, verified, primary };
}
