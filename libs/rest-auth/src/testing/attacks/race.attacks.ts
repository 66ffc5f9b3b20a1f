import assert from 'node:assert/strict';
import { pbkdf2Sync } from 'node:crypto';

import { EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import { SocialAccountStore } from '../../accounts/social-accounts/social-account.store.js';
import { randomHex } from '../../kernel/secrets.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import { useAccess } from './jwt.attacks.js';
import { changesBetween, keepsInColumn, type SiteState } from './site-state.js';

const PASSWORD = 'Looking-glass-of-tomorrow7';
const NEW_PASSWORD = 'Jabber-wocky-of-today3';

const INVALID_TOKEN = { token: ['Invalid value'] };
const CHANGED = { detail: 'New password has been saved.' };
const CONFLICT = { non_field_errors: ['This clashes with something that exists already.'] };
const RESET_DONE = { detail: 'Password has been reset with the new password.' };

export const RACE_ATTACKS: AttackGroup = {
  'RAC-01': {
    title: 'One username, registered by many at once',
    severity: 'critical',
    twoInstances: true,
    attempt: async (site) => {
      const register = (username: string, index: number) =>
        site.visitor({}, index % 2).post('registration/', registration(username, `${username}-${String(index)}`));
      const start = await site.state();
      (await register('alone', 0)).is(201);
      let before = await site.state();
      const ofOne = growth(start, before);
      for (let round = 0; round < site.rounds(4, 30); round += 1) {
        const name = `racer${String(round)}`;
        const mailed = (await site.mails()).length;
        const answers = await atOnce(site.rounds(12, 30), (index) => register(name, index));
        assert.equal(answers.filter(({ status }) => status === 201).length, 1, 'one of them was to get the name');
        for (const answer of answers.filter(({ status }) => status !== 201)) {
          answer.equals(400, { username: ['A user with that username already exists.'] });
        }
        const after = await site.state();
        // No address, token or mail of a user who was not made.
        assert.deepEqual(growth(before, after), ofOne);
        assert.equal((await site.mails()).length, mailed + 1);
        before = after;
      }
    },
  },

  'RAC-02': {
    title: 'One address, registered by many at once, and proven by all of them',
    severity: 'critical',
    twoInstances: true,
    attempt: async (site) => {
      const addresses = site.instance.get(EmailAddressStore);
      const crowd = site.rounds(10, 30);
      for (let round = 0; round < site.rounds(4, 30); round += 1) {
        const known = (await site.verificationKeys()).length;
        const registered = await atOnce(crowd, (index) =>
          site
            .visitor({}, index % 2)
            .post(
              'registration/',
              registration(`e${String(index)}-${String(round)}`, `${index % 2 ? 'Same' : 'same'}${String(round)}`),
            ),
        );
        // Whoever merely claims an address bars nobody from it.
        for (const answer of registered) answer.is(201);
        const told = site.events.length;
        const keys = (await site.verificationKeys()).slice(known);
        assert.equal(keys.length, crowd, 'each was to be mailed');
        const proven = await atOnce(crowd, (index) =>
          site.visitor({}, index % 2).post('registration/verify-email/', { key: keys[index] }),
        );
        // Nobody is told that somebody else was faster: their key was good, and the address is not theirs.
        for (const answer of proven) answer.equals(200, { detail: 'ok' });
        const verified = site.events.slice(told).filter(({ type }) => type === 'email_verified');
        const rows = await addresses.findByEmail(`same${String(round)}@example.test`, crowd + 1);
        assert.equal(rows.length, crowd);
        assert.deepEqual(
          verified.map(({ userId }) => userId),
          rows.filter((row) => row.verified).map(({ userId }) => userId),
        );
        assert.equal(rows.filter(({ verified }) => verified).length, 1, 'one user was to have the address');
      }
    },
  },

  'RAC-05': {
    title: 'One verification key, used many times at once',
    severity: 'high',
    twoInstances: true,
    attempt: async (site) => {
      for (let round = 0; round < site.rounds(8, 50); round += 1) {
        const una = await site.addPerson(`una${String(round)}`, { verified: false });
        (await site.visitor().post('registration/resend-email/', { email: una.email })).is(200);
        const key = await site.verificationKey();
        const told = site.events.length;
        const answers = await atOnce(20, (index) =>
          site.visitor({}, index % 2).post('registration/verify-email/', { key }),
        );
        assertOneWins(answers, [200, { detail: 'ok' }], [404, { detail: 'Not found.' }]);
        const verified = site.events.slice(told).filter(({ type }) => type === 'email_verified');
        assert.deepEqual(
          verified.map(({ userId }) => userId),
          [una.id],
        );
      }
    },
  },

  'RAC-06': {
    title: 'One identity at a provider, connected to two users at once',
    severity: 'critical',
    twoInstances: true,
    attempt: async (site) => {
      const people = [await site.addAlice(), await site.addPerson('bob')];
      const callers = await Promise.all(people.map((person, index) => site.logIn(person, {}, index)));
      const accounts = site.instance.get(SocialAccountStore);
      const rounds = site.rounds(30, 100);
      for (let round = 0; round < rounds; round += 1) {
        const gina = { id: 4200 + round, login: `gina${String(round)}`, name: 'Gina', email: 'gina@example.test' };
        const token = site.provider.github.token(gina);
        const answers = await Promise.all(
          callers.map((caller) => caller.post('github/connect/', { access_token: token })),
        );
        const winner = answers.findIndex(({ status }) => status === 200);
        assert.ok(winner >= 0, 'one of them was to get the identity');
        assert.equal(answers[winner]?.member('user.username'), people[winner]?.username);
        answers[1 - winner]?.equals(400, {
          non_field_errors: ['The social account is already connected to a different account.'],
        });
        assert.equal((await accounts.find('github', String(gina.id)))?.userId, people[winner]?.id);
      }
      const all = await Promise.all(people.map(({ id }) => accounts.listByUser(id)));
      assert.equal(new Set(all.flat().map(({ uid }) => uid)).size, rounds);
      assert.equal(all.flat().length, rounds, 'each identity was to have one row');
    },
  },

  'RAC-12': {
    title: 'A user who is removed or switched off while requests of theirs are under way',
    severity: 'medium',
    twoInstances: true,
    attempt: async (site) => {
      for (let round = 0; round < site.rounds(10, 100); round += 1) {
        const before = await site.state();
        const leaver = await site.addPerson(`leaver${String(round)}`);
        const caller = await site.logIn(leaver);
        const [access, refresh] = [caller.given('access'), caller.given('refresh')];
        const write = async (index: number) => {
          const visitor = site.visitor({ Authorization: `Bearer ${access}` }, index % 2);
          (await visitor.patch('user/', { first_name: `x${String(index)}` })).is(200, 401, 404);
        };
        const renew = async (index: number) =>
          (await site.visitor({}, index % 2).post('token/refresh/', { refresh })).is(200, 401);
        const isRemoved = round % 2 === 0;
        const leave = () => (isRemoved ? site.remove(leaver) : site.change(leaver, { isActive: false }));
        await Promise.all([write(0), renew(0), write(1), leave(), write(2), renew(1), write(3)]);
        (await caller.get('user/')).is(401);
        (await site.visitor().post('token/refresh/', { refresh })).is(401);
        if (isRemoved) {
          // Nothing brings the row back, and nothing of theirs is left.
          assert.deepEqual(changesBetween(before, await site.state()), {});
        } else {
          site.mayChange(leaver, 'firstName');
          assert.equal((await site.stored(leaver)).isActive, false, 'whoever is switched off was to stay so');
        }
      }
    },
  },

  'RAC-13': {
    title: 'Two resets asked for at once, and both of their links',
    severity: 'medium',
    twoInstances: true,
    attempt: async (site) => {
      const alice = await site.addAlice();
      site.mayChange(alice, 'password');
      let password = alice.password;
      for (const order of ['oldest first', 'newest first', 'both at once'] as const) {
        const known = (await site.resetSecrets()).length;
        await atOnce(2, async (index) =>
          (await site.visitor({}, index).post('password/reset/', { email: alice.email })).is(200),
        );
        const secrets = (await site.resetSecrets()).slice(known);
        assert.equal(secrets.length, 2, 'each was to be mailed');
        const passwords = secrets.map(() => `Wabe-${randomHex(6)}`);
        const use = async (index: number) =>
          (
            await site.visitor({}, index % 2).post('password/reset/confirm/', {
              ...secrets[index],
              new_password1: passwords[index],
              new_password2: passwords[index],
            })
          ).is(200, 400);
        const answers: Answer[] = [];
        if (order === 'both at once') answers.push(...(await atOnce(2, use)));
        else for (const index of order === 'oldest first' ? [0, 1] : [1, 0]) answers[index] = await use(index);
        assertOneWins(answers, [200, RESET_DONE], [400, INVALID_TOKEN]);
        if (order === 'newest first') answers[1]?.is(200);
        const winner = answers.findIndex(({ status }) => status === 200);
        for (const index of [0, 1]) (await use(index)).equals(400, INVALID_TOKEN);
        assert.equal(await site.loginStatus('alice', password), 400);
        password = passwords[winner] ?? '';
        assert.equal(await site.loginStatus('alice', password), 200);
        assert.equal(await site.loginStatus('alice', passwords[1 - winner] ?? ''), 400);
      }
    },
  },

  'RAC-14': {
    title: 'A change of password while logins renew the old one’s hash',
    severity: 'medium',
    twoInstances: true,
    attempt: async (site) => {
      for (let round = 0; round < site.rounds(8, 50); round += 1) {
        const old = await site.addPerson(`old${String(round)}`);
        const caller = await site.logIn(old);
        // Only now in an older format: that login would have renewed it.
        const former = djangoHash(old.password);
        await site.change(old, { password: former });
        // Before the change or after it, as it comes.
        const logIn = async (index: number) => (await site.visitor({}, index % 2).post('login/', old)).is(200, 400);
        const [changed, ...logins] = await Promise.all([
          caller.post('password/change/', {
            old_password: old.password,
            new_password1: NEW_PASSWORD,
            new_password2: NEW_PASSWORD,
          }),
          logIn(0),
          logIn(1),
          logIn(2),
        ]);
        // What renews a hash changes no credentials. Where the user's row does not tell the two apart, whoever changes a password that was renewed meanwhile is told to try again.
        const tellsApart = keepsInColumn(site.instance, await site.stored(old), 'credentialsChangedAt');
        if (changed.is(200, 400).status === 200) changed.equals(200, CHANGED);
        else {
          assert.notEqual(tellsApart, true, `the change was to be made, and not refused: ${changed.text}`);
          changed.equals(400, CONFLICT);
        }
        const isChanged = changed.status === 200;
        assert.notEqual((await site.stored(old)).password, former);
        // Whoever came in by the old password, at whichever moment, is out again.
        for (const login of isChanged ? logins.filter(({ status }) => status === 200) : []) {
          (await useAccess(site, login.string('access'))).is(401);
        }
        assert.equal(await site.loginStatus(old.username, NEW_PASSWORD), isChanged ? 200 : 400);
        assert.equal(await site.loginStatus(old.username, old.password), isChanged ? 400 : 200);
      }
    },
  },
};

/** So many acts at once. */
function atOnce<Result>(times: number, act: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => act(index)));
}

function registration(username: string, mailbox: string): object {
  return { username, email: `${mailbox}@example.test`, password1: PASSWORD, password2: PASSWORD };
}

/** One answer is the winner's, and all others the losers', word by word. */
function assertOneWins(
  answers: readonly Answer[],
  won: readonly [status: number, body: unknown],
  lost: readonly [status: number, body: unknown],
): void {
  const winners = answers.filter(({ status }) => status === won[0]);
  assert.equal(winners.length, 1, `one of ${String(answers.length)} was to win`);
  for (const answer of answers) answer.equals(...(answer === winners[0] ? won : lost));
}

/** By how many rows each table has grown. */
function growth(before: SiteState, after: SiteState): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(changesBetween(before, after)).map(([table, { gone, new: added }]) => [
      table,
      added.length - gone.length,
    ]),
  );
}

/** As Django wrote passwords; few turns, as nobody is to be kept from guessing it. */
function djangoHash(password: string): string {
  const [turns, salt] = [1000, randomHex(8)];
  return `pbkdf2_sha256$${String(turns)}$${salt}$${pbkdf2Sync(password, salt, turns, 32, 'sha256').toString('base64')}`;
}
