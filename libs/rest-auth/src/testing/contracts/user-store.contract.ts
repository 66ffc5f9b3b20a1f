import assert from 'node:assert/strict';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import type { UserStore } from '../../accounts/users/user.store.js';
import { addSeconds } from '../../kernel/clock.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { atOnce, isTaken, oneSucceeds } from './at-once.js';
import { type Contract, contract, type Make, type Promises } from './contract.js';
import { rolledBack } from './rolled-back.js';
import { newUser, NOW } from './samples.js';

/** What the contract of a `UserStore` works with: a store without users, and the unit of work that it takes part in. */
export interface UserStoreFixture {
  readonly store: UserStore;
  readonly work: UnitOfWork;
  /** Properties of the host's own that a new user is given. Default none. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Properties of the host's own that are changed later, nested ones among them. Default none. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** What a store does not promise that is searched by the texts themselves, as on Django's table. */
export interface UserStoreLimits {
  /** Names are the same in another letter case of ASCII, when they are looked for, and not in another Unicode form; the index knows neither. */
  readonly foldedNames?: false;
  /** No change of the password is dated; a new password replaces the one that was read, as a renewed hash does. */
  readonly changeDates?: false;
}

/** Keeps the host's users. */
export function userStoreContract(make: Make<UserStoreFixture>, limits: UserStoreLimits = {}): Contract {
  return contract(make, {
    ...users,
    ...(limits.foldedNames !== false && foldedNames),
    ...passwords,
    ...(limits.changeDates !== false && changeDates),
  });
}

const users: Promises<UserStoreFixture> = {
  'answers a new user as it was written, and finds it by its key': async ({ store, extra = {} }) => {
    const given = newUser('alice', { firstName: 'Alice', lastName: 'Liddell', password: 'a hash' });
    const created = await store.create(given, extra);
    const expected = { ...seen(given), id: created.id };
    assert.deepEqual(seen(created), expected);
    assert.deepEqual(seenOrNull(await store.findById(created.id)), expected);
    assertHas(await store.findById(created.id), extra);
  },

  'finds nobody by a key that is none, and does not fail': async ({ store, extra = {} }) => {
    const { id } = await store.create(newUser('alice'), extra);
    const another = typeof id === 'number' ? id + 1 : '00000000-0000-4000-8000-000000000000';
    for (const key of [another, -1, 2 ** 40, '', 'alice', '1.5', '9'.repeat(30), 'x'.repeat(300)]) {
      assert.equal(await store.findById(key), null, `by ${String(key)}`);
    }
  },

  'finds a user by the name in any letter case': async ({ store, extra = {} }) => {
    const { id } = await store.create(newUser('Alice'), extra);
    for (const name of ['Alice', 'alice', 'ALICE']) {
      assert.equal((await store.findByUsername(name))?.id, id, `by ${name}`);
    }
  },

  'finds nobody by another name, however alike': async ({ store, extra = {} }) => {
    await store.create(newUser('elodie'), extra);
    for (const name of ['élodie', 'elodie ', 'elodi', 'elodi_', 'elod%', '', 'a\0b']) {
      assert.equal(await store.findByUsername(name), null, `by ${JSON.stringify(name)}`);
    }
  },

  'finds inactive users too': async ({ store, extra = {} }) => {
    const { id } = await store.create(newUser('alice', { isActive: false }), extra);
    assert.equal((await store.findById(id))?.isActive, false);
    assert.equal((await store.findByUsername('alice'))?.isActive, false);
  },

  'finds all users with an address in any letter case, oldest first and no more than it is asked for': async ({
    store,
    extra = {},
  }) => {
    const ids = [];
    for (const username of ['one', 'two', 'three']) {
      ids.push((await store.create(newUser(username, { email: 'shared@example.com' }), extra)).id);
    }
    await store.create(newUser('four'), extra);
    const found = async (limit: number) => (await store.findByEmail('Shared@Example.COM', limit)).map(({ id }) => id);
    assert.deepEqual(await found(5), ids);
    assert.deepEqual(await found(2), ids.slice(0, 2));
    assert.deepEqual(await store.findByEmail('nobody@example.com', 5), []);
  },

  'finds nobody by no address': async ({ store, extra = {} }) => {
    await store.create(newUser('alice', { email: '' }), extra);
    assert.deepEqual(await store.findByEmail('', 5), []);
  },

  'refuses a new user whose name is taken': async ({ store, extra = {} }) => {
    await store.create(newUser('alice'), extra);
    await isTaken(() => store.create(newUser('alice', { email: 'other@example.com' }), extra));
  },

  'gives a name to one of ten who register with it at once': async ({ store, extra = {} }) => {
    const winner = await oneSucceeds((caller) =>
      store.create(newUser('alice', { email: `alice${String(caller)}@example.com` }), extra),
    );
    assert.equal((await store.findByUsername('alice'))?.email, winner?.email);
  },

  'changes what it is given and nothing else, and answers the user as it is then': async ({
    store,
    extra = {},
    changes = {},
  }) => {
    const bob = await store.create(newUser('bob'), extra);
    const alice = await store.create(newUser('alice', { lastName: 'Liddell' }), extra);
    const updated = await store.update(alice, { username: 'eve', firstName: 'Eve', ...changes });
    const expected = {
      ...seen(newUser('alice')),
      id: alice.id,
      username: 'eve',
      firstName: 'Eve',
      lastName: 'Liddell',
    };
    assert.deepEqual(seen(updated), expected);
    assertHas(updated, changes);
    const found = await store.findByUsername('EVE');
    assert.deepEqual(seenOrNull(found), expected);
    assertHas(found, changes);
    assert.equal(await store.findByUsername('alice'), null);
    assert.deepEqual(seenOrNull(await store.findById(bob.id)), { ...seen(newUser('bob')), id: bob.id });
  },

  'changes what is there already, nested rows too': async ({ store, extra = {}, changes = {} }) => {
    const alice = await store.create(newUser('alice'), extra);
    const once = await store.update(alice, changes);
    assertHas(await store.update(once, changes), changes);
  },

  'looks for a changed address under its new text': async ({ store, extra = {} }) => {
    const alice = await store.create(newUser('alice'), extra);
    await store.update(alice, { email: 'new@example.com' });
    assert.deepEqual(await store.findByEmail('alice@example.com', 5), []);
    assert.deepEqual(
      (await store.findByEmail('NEW@example.com', 5)).map(({ id }) => id),
      [alice.id],
    );
  },

  'refuses a change to a name that is taken, and changes nothing then': async ({ store, extra = {} }) => {
    await store.create(newUser('alice'), extra);
    const bob = await store.create(newUser('bob'), extra);
    await isTaken(() => store.update(bob, { username: 'alice', firstName: 'A.' }));
    assert.deepEqual(seenOrNull(await store.findById(bob.id)), { ...seen(newUser('bob')), id: bob.id });
  },

  'takes part in the unit of work that is open': async ({ store, work, extra = {} }) => {
    const alice = await store.create(newUser('alice', { password: 'old' }), extra);
    await rolledBack(work, async () => {
      await store.create(newUser('bob'), extra);
      assert.notEqual(await store.findByUsername('bob'), null);
      await store.replacePassword(await store.update(alice, { firstName: 'A.' }), 'new', NOW);
    });
    assert.equal(await store.findByUsername('bob'), null);
    const found = await store.findById(alice.id);
    assert.deepEqual([found?.firstName, found?.password], ['', 'old']);
  },
};

const foldedNames: Promises<UserStoreFixture> = {
  'finds a user by the name in any Unicode form and with letters of any script': async ({ store, extra = {} }) => {
    const names = ['Ångström', 'Straße', 'ΣΊΣΥΦΟΣ', 'Алиса'];
    const forms = ['A\u030angstro\u0308m', 'STRASSE', 'σίσυφος', 'АЛИСА'];
    for (const name of names) await store.create(newUser(name, { email: '' }), extra);
    const found = [];
    for (const form of forms) found.push((await store.findByUsername(form))?.username);
    assert.deepEqual(found, names);
  },

  'refuses a name that is taken in another letter case or Unicode form': async ({ store, extra = {} }) => {
    await store.create(newUser('Ångström'), extra);
    const bob = await store.create(newUser('bob'), extra);
    await isTaken(() => store.create(newUser('A\u030aNGSTRO\u0308M'), extra));
    await isTaken(() => store.update(bob, { username: 'ångström' }));
  },
};

const passwords: Promises<UserStoreFixture> = {
  'renews a hash that is still there, and no other': async ({ store, extra = {} }) => {
    const alice = await store.create(newUser('alice', { password: 'old' }), extra);
    assert.equal(await store.replacePassword(alice, 'renewed', null), true);
    assert.equal(await store.replacePassword({ ...alice, password: 'old' }, 'late', null), false);
    const found = await store.findById(alice.id);
    assert.deepEqual([found?.password, found?.credentialsChangedAt ?? null], ['renewed', null]);
  },

  'lets one of ten renew a hash at once': async ({ store, extra = {} }) => {
    const alice = await store.create(newUser('alice', { password: 'old' }), extra);
    const read = { ...alice };
    const answers = await atOnce((caller) => store.replacePassword({ ...read }, `renewed ${String(caller)}`, null));
    assert.deepEqual(tally(answers), { true: 1, false: answers.length - 1 });
    assert.equal((await store.findById(alice.id))?.password, `renewed ${String(answers.indexOf(true))}`);
  },

  'lets one of ten set a new password at once': async ({ store, extra = {} }) => {
    const alice = await store.create(newUser('alice', { password: 'old' }), extra);
    const read = { ...alice };
    const answers = await atOnce((caller) => store.replacePassword({ ...read }, `new ${String(caller)}`, NOW));
    assert.deepEqual(tally(answers), { true: 1, false: answers.length - 1 });
    assert.equal((await store.findById(alice.id))?.password, `new ${String(answers.indexOf(true))}`);
  },

  'replaces nobody else’s password': async ({ store, extra = {} }) => {
    const alice = await store.create(newUser('alice', { password: 'same' }), extra);
    const bob = await store.create(newUser('bob', { password: 'same' }), extra);
    await store.replacePassword(alice, 'renewed', null);
    await store.replacePassword({ ...alice, password: 'renewed' }, 'new', NOW);
    assert.equal((await store.findById(bob.id))?.password, 'same');
  },
};

const changeDates: Promises<UserStoreFixture> = {
  'notes when a new password was set, so that credentials from before are void': async ({ store, extra = {} }) => {
    const alice = await store.create(newUser('alice'), extra);
    assert.equal(await store.replacePassword(alice, 'new', NOW), true);
    const found = await store.findById(alice.id);
    assert.deepEqual([found?.password, found?.credentialsChangedAt], ['new', NOW]);
  },

  'sets a new password in place of a hash that was renewed meanwhile': async ({ store, extra = {} }) => {
    const alice = await store.create(newUser('alice', { password: 'old' }), extra);
    const read = { ...alice };
    await store.replacePassword({ ...read }, 'renewed', null);
    assert.equal(await store.replacePassword({ ...read }, 'new', NOW), true);
    assert.equal((await store.findById(alice.id))?.password, 'new');
  },

  'sets no new password in place of another one that was set meanwhile': async ({ store, extra = {} }) => {
    const alice = await store.create(newUser('alice', { password: 'old' }), extra);
    const read = { ...alice };
    await store.replacePassword({ ...read }, 'first', NOW);
    assert.equal(await store.replacePassword({ ...read }, 'second', addSeconds(NOW, 1)), false);
    const found = await store.findById(alice.id);
    assert.deepEqual([found?.password, found?.credentialsChangedAt], ['first', NOW]);
    assert.equal(await store.replacePassword({ ...alice, ...found }, 'third', addSeconds(NOW, 2)), true);
  },
};

type Seen = Omit<AuthUser, 'id' | 'credentialsChangedAt'>;

function seen({ id, username, email, firstName, lastName, password, isActive }: Seen & { id?: AuthUser['id'] }) {
  return { id, username, email, firstName, lastName, password, isActive };
}

function seenOrNull(user: AuthUser | null) {
  return user && seen(user);
}

/** Asks that all of `expected` is in `actual`, which may hold more. */
function assertHas(actual: unknown, expected: unknown): void {
  if (!isObject(expected)) {
    assert.deepEqual(actual, expected);
    return;
  }
  assert.ok(isObject(actual), `${JSON.stringify(expected)} was to be there, and not ${String(actual)}`);
  for (const [property, value] of Object.entries(expected)) assertHas(Reflect.get(actual, property), value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

function tally(answers: readonly boolean[]): Record<string, number> {
  return {
    true: answers.filter((answer) => answer).length,
    false: answers.filter((answer) => !answer).length,
  };
}
