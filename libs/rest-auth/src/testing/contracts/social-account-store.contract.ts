import assert from 'node:assert/strict';

import type {
  NewSocialAccount,
  SocialAccount,
  SocialAccountStore,
} from '../../accounts/social-accounts/social-account.store.js';
import type { UserId } from '../../accounts/users/auth-user.js';
import { addSeconds } from '../../kernel/clock.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { atOnce, CALLERS, isTaken, oneSucceeds } from './at-once.js';
import { type Contract, contract, type Make, type Promises } from './contract.js';
import { rolledBack } from './rolled-back.js';
import { NOW } from './samples.js';

/** What the contract of a `SocialAccountStore` works with: a store without accounts, and the unit of work that it takes part in. */
export interface SocialAccountStoreFixture {
  readonly store: SocialAccountStore;
  readonly work: UnitOfWork;
  /** Another user, without accounts. */
  readonly addUser: () => Promise<UserId>;
}

/** What a store does not promise over a table that has no place for it, as allauth's. */
export interface SocialAccountStoreLimits {
  /** It keeps no tokens: `sealedTokens` is null. */
  readonly tokens?: false;
}

/** Keeps identities at providers. */
export function socialAccountStoreContract(
  make: Make<SocialAccountStoreFixture>,
  limits: SocialAccountStoreLimits = {},
): Contract {
  return contract(make, { ...accounts, ...removals, ...(limits.tokens === false ? noTokens : tokens) });
}

const LATER = addSeconds(NOW, 60);

const accounts: Promises<SocialAccountStoreFixture> = {
  'answers a new account, whose last login is its making, and finds it by provider and uid': async ({
    store,
    addUser,
  }) => {
    const userId = await addUser();
    const { id, ...row } = seen(await store.create(newAccount(userId)));
    assert.deepEqual(row, { ...newAccount(userId), lastLoginAt: NOW });
    assert.deepEqual(seen(await store.find('github', 'uid-a')), { id, ...row });
  },

  'finds nothing by another provider, nor by another uid, however alike': async ({ store, addUser }) => {
    await store.create(newAccount(await addUser()));
    for (const uid of ['UID-A', 'Uid-a', 'uid-a ', ' uid-a', 'uid-á', 'ùid-a', 'uid-', 'uid-b', 'uid_a', '%', '']) {
      assert.equal(await store.find('github', uid), null, `by ${JSON.stringify(uid)}`);
    }
    for (const provider of ['gitlab', 'GitHub', 'github ', 'gïthub', '']) {
      assert.equal(await store.find(provider, 'uid-a'), null, `at ${JSON.stringify(provider)}`);
    }
  },

  'knows the same uid at two providers as two users’': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    await store.create(newAccount(alice, { provider: 'github' }));
    await store.create(newAccount(bob, { provider: 'facebook' }));
    const owners = [await store.find('github', 'uid-a'), await store.find('facebook', 'uid-a')];
    assert.deepEqual(
      owners.map((account) => account?.userId),
      [alice, bob],
    );
  },

  'refuses an identity that somebody has already': async ({ store, addUser }) => {
    const [alice, bob] = [await addUser(), await addUser()];
    const { id } = await store.create(newAccount(alice));
    for (const userId of [alice, bob]) await isTaken(() => store.create(newAccount(userId)));
    assert.deepEqual(await idsOf(store, alice), [id]);
    assert.deepEqual(await idsOf(store, bob), []);
  },

  'gives an identity to one of ten users at once': async ({ store, addUser }) => {
    const users: UserId[] = [];
    for (let count = 0; count < CALLERS; count += 1) users.push(await addUser());
    const winner = await oneSucceeds((caller) => store.create(newAccount(users[caller] ?? '')));
    assert.deepEqual(await store.find('github', 'uid-a').then(seen), seen(winner ?? null));
  },

  'lists a user’s accounts, the oldest first, and nobody else’s': async ({ store, addUser }) => {
    const [alice, bob, carol] = [await addUser(), await addUser(), await addUser()];
    const first = await store.create(newAccount(alice, { provider: 'twitter' }));
    await store.create(newAccount(bob, { uid: 'uid-b' }));
    const second = await store.create(newAccount(alice, { provider: 'facebook', createdAt: addSeconds(NOW, 1) }));
    const third = await store.create(newAccount(alice, { createdAt: addSeconds(NOW, 2) }));
    await store.noteLogin(first.id, LATER, null);
    const expected = [{ ...first, lastLoginAt: LATER }, second, third];
    assert.deepEqual((await store.listByUser(alice)).map(seen), expected.map(seen));
    assert.deepEqual(await store.listByUser(carol), []);
  },

  'notes a login by one account, and by no other': async ({ store, addUser }) => {
    const userId = await addUser();
    const account = await store.create(newAccount(userId));
    const other = await store.create(newAccount(userId, { provider: 'facebook' }));
    await store.noteLogin(account.id, LATER, null);
    assert.deepEqual(seen(await store.find('github', 'uid-a')), { ...seen(account), lastLoginAt: LATER });
    assert.deepEqual(seen(await store.find('facebook', 'uid-a')), seen(other));
  },

  'tells whether the account whose login is noted is still there': async ({ store, addUser }) => {
    const userId = await addUser();
    const { id } = await store.create(newAccount(userId));
    assert.equal(await store.noteLogin(id, LATER, null), true);
    // At the same moment once more: nothing changes, and it is there all the same.
    assert.equal(await store.noteLogin(id, LATER, null), true);
    await store.removeByUser(userId);
    assert.equal(await store.noteLogin(id, LATER, null), false);
    assert.equal(await store.find('github', 'uid-a'), null);
  },

  'takes part in the unit of work that is open': async ({ store, work, addUser }) => {
    const userId = await addUser();
    const account = await store.create(newAccount(userId));
    const other = await store.create(newAccount(userId, { provider: 'facebook' }));
    await rolledBack(work, async () => {
      await store.create(newAccount(userId, { provider: 'twitter' }));
      await store.noteLogin(account.id, LATER, null);
      await store.remove(userId, other.id, ['github']);
      await store.removeByUser(userId);
    });
    assert.deepEqual((await store.listByUser(userId)).map(seen), [account, other].map(seen));
  },
};

const removals: Promises<SocialAccountStoreFixture> = {
  'removes one account of the user’s own, and no other': async ({ store, addUser }) => {
    for (const keepOneOf of [[], ['github']]) {
      const { userId, ids } = await withAccounts(store, addUser, 3);
      const [first, second, third] = ids;
      assert.equal(await store.remove(userId, second ?? '', keepOneOf), 'removed');
      assert.deepEqual(await idsOf(store, userId), [first, third]);
    }
  },

  'removes nobody else’s account': async ({ store, addUser }) => {
    const [alice, bob] = [await withAccounts(store, addUser, 1), await withAccounts(store, addUser, 2)];
    for (const keepOneOf of [[], ['github']]) {
      for (const id of bob.ids) assert.equal(await store.remove(alice.userId, id, keepOneOf), 'not_found');
    }
    assert.deepEqual(await idsOf(store, alice.userId), alice.ids);
    assert.deepEqual(await idsOf(store, bob.userId), bob.ids);
  },

  'finds nothing to remove by a key that is none, and does not fail': async ({ store, addUser }) => {
    const { userId, ids } = await withAccounts(store, addUser, 1);
    const [id = ''] = ids;
    const another = typeof id === 'number' ? id + 1 : '00000000-0000-4000-8000-000000000000';
    const alike = [` ${id}`, `${id} `, `0${id}`, `+${id}`, `${id}.0`, `${id}e0`];
    const keys = [another, -1, 2 ** 40, 1.5, '', 'alice', '1.5', '9'.repeat(30), 'x'.repeat(300), ...alike];
    for (const key of keys) {
      for (const keepOneOf of [[], ['github']]) {
        assert.equal(await store.remove(userId, key, keepOneOf), 'not_found', `by ${JSON.stringify(key)}`);
      }
    }
    assert.deepEqual(await idsOf(store, userId), ids);
  },

  'removes one of two and keeps the last, where that is asked for': async ({ store, addUser }) => {
    // Whatever somebody else has does not count.
    await withAccounts(store, addUser, 2);
    const { userId, ids } = await withAccounts(store, addUser, 2);
    const [first = '', second = ''] = ids;
    assert.equal(await store.remove(userId, first, ['github']), 'removed');
    assert.equal(await store.remove(userId, second, ['github']), 'is_last');
    assert.deepEqual(await idsOf(store, userId), [second]);
  },

  'does not count an account at a provider that is not named': async ({ store, addUser }) => {
    const userId = await addUser();
    const { id } = await store.create(newAccount(userId));
    const elsewhere = await store.create(newAccount(userId, { provider: 'facebook' }));
    assert.equal(await store.remove(userId, id, ['github', 'twitter']), 'is_last');
    // It can go itself: nobody is left without a way in by that.
    assert.equal(await store.remove(userId, elsewhere.id, ['github', 'twitter']), 'removed');
    assert.deepEqual(await idsOf(store, userId), [id]);
  },

  'removes all of a user’s accounts, and nobody else’s': async ({ store, addUser }) => {
    const [alice, bob] = [await withAccounts(store, addUser, 3), await withAccounts(store, addUser, 1)];
    await store.removeByUser(alice.userId);
    await store.removeByUser(alice.userId);
    assert.deepEqual([await idsOf(store, alice.userId), await idsOf(store, bob.userId)], [[], bob.ids]);
  },

  'removes the last too, where it is not to be kept': async ({ store, addUser }) => {
    const { userId, ids } = await withAccounts(store, addUser, 2);
    for (const id of ids) assert.equal(await store.remove(userId, id, []), 'removed');
    assert.deepEqual(await idsOf(store, userId), []);
  },

  'keeps one account of a user’s ten, when each of them is removed at once': async ({ store, addUser }) => {
    const { userId, ids } = await withAccounts(store, addUser, CALLERS);
    const answers = await atOnce((caller) => store.remove(userId, ids[caller] ?? '', ['github']));
    assert.deepEqual(tally(answers), { removed: CALLERS - 1, is_last: 1 });
    const kept = ids.filter((_, index) => answers[index] === 'is_last');
    assert.deepEqual(await idsOf(store, userId), kept);
  },

  'keeps one account of each user’s two, when ten users remove both at once': async ({ store, addUser }) => {
    const users: Awaited<ReturnType<typeof withAccounts>>[] = [];
    for (let count = 0; count < CALLERS; count += 1) users.push(await withAccounts(store, addUser, 2));
    const answers = await atOnce(async (caller) => {
      const { userId, ids } = users[caller] ?? { userId: '', ids: [] };
      return (await Promise.all(ids.map((id) => store.remove(userId, id, ['github'])))).sort();
    });
    assert.deepEqual(
      answers,
      users.map(() => ['is_last', 'removed']),
    );
    for (const { userId } of users) assert.equal((await store.listByUser(userId)).length, 1);
  },

  'removes an account once, of ten times at once': async ({ store, addUser }) => {
    const { userId, ids } = await withAccounts(store, addUser, 2);
    const [first = '', second] = ids;
    const answers = await atOnce(() => store.remove(userId, first, ['github']));
    assert.deepEqual(tally(answers), { removed: 1, not_found: CALLERS - 1 });
    assert.deepEqual(await idsOf(store, userId), [second]);
  },
};

const tokens: Promises<SocialAccountStoreFixture> = {
  'keeps the newest tokens that it is given: a login without any leaves those that are there': async ({
    store,
    addUser,
  }) => {
    const userId = await addUser();
    const [former, newer] = ['former:'.repeat(1000), 'newer:'.repeat(2000)];
    const account = await store.create(newAccount(userId, { sealedTokens: former }));
    const kept = async () => (await store.find('github', 'uid-a'))?.sealedTokens;
    assert.deepEqual([account.sealedTokens, await kept()], [former, former]);
    await store.noteLogin(account.id, LATER, newer);
    assert.equal(await kept(), newer);
    await store.noteLogin(account.id, addSeconds(LATER, 60), null);
    assert.equal(await kept(), newer);
    assert.deepEqual(
      (await store.listByUser(userId)).map(({ sealedTokens }) => sealedTokens),
      [newer],
    );
  },
};

const noTokens: Promises<SocialAccountStoreFixture> = {
  'keeps no tokens': async ({ store, addUser }) => {
    const account = await store.create(newAccount(await addUser(), { sealedTokens: 'former' }));
    await store.noteLogin(account.id, LATER, 'newer');
    const found = seen(await store.find('github', 'uid-a'));
    assert.deepEqual([account.sealedTokens, found.sealedTokens, found.lastLoginAt], [null, null, LATER]);
  },
};

function newAccount(userId: UserId, more: Partial<NewSocialAccount> = {}): NewSocialAccount {
  return { userId, provider: 'github', uid: 'uid-a', createdAt: NOW, sealedTokens: null, ...more };
}

/** A new user with so many accounts; their keys, the oldest first. */
async function withAccounts(store: SocialAccountStore, addUser: () => Promise<UserId>, count: number) {
  const userId = await addUser();
  const ids: SocialAccount['id'][] = [];
  for (let number = 0; number < count; number += 1) {
    const uid = `uid-${String(userId)}-${String(number)}`;
    ids.push((await store.create(newAccount(userId, { uid, createdAt: addSeconds(NOW, number) }))).id);
  }
  return { userId, ids };
}

async function idsOf(store: SocialAccountStore, userId: UserId): Promise<SocialAccount['id'][]> {
  return (await store.listByUser(userId)).map(({ id }) => id);
}

/** How often each answer was given. */
function tally(answers: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}

function seen(account: SocialAccount | null): SocialAccount {
  assert.ok(account, 'the account was to be found');
  const { id, userId, provider, uid, createdAt, lastLoginAt, sealedTokens } = account;
  return { id, userId, provider, uid, createdAt, lastLoginAt, sealedTokens };
}
