import assert from 'node:assert/strict';

import { EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import { unusablePassword } from '../../accounts/users/auth-user.js';
import { UserStore } from '../../accounts/users/user.store.js';
import { UniqueViolation } from '../../kernel/unit-of-work.js';
import type { RestAuthOptions } from '../../rest-auth.options.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';
import { REFUSED } from './login.attacks.js';

const PASSWORD = 'Looking-glass-of-tomorrow7';
const TAKEN = { username: ['A user with that username already exists.'] };
const NO_ADDRESS = { email: ['Enter a valid email address.'] };

/** Names as Django takes them, and nothing of the host's own besides. */
const PLAIN_NAMES: Partial<RestAuthOptions> = {
  login: { methods: ['username'] },
  username: { required: true, minLength: 1, blacklist: [], validators: [], preserveCase: true },
  email: { verification: 'optional' },
};

export const IDENTITY_ATTACKS: AttackGroup = {
  'UNI-01': {
    title: 'One name, or one address, in two letter cases',
    severity: 'critical',
    options: { ...PLAIN_NAMES, email: { verification: 'mandatory', unique: true } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const { instance } = site;
      const users = instance.get<UserStore>(UserStore);
      for (const [index, name] of ['alice', 'ALICE', 'aLiCe'].entries()) {
        const answer = await site.unchangedBy(() => register(site, name, `a${String(index)}@example.test`));
        answer.equals(400, TAKEN);
        assert.equal((await users.findByUsername(name))?.id, alice.id);
      }
      // Nothing is told; its owner is.
      const shouted = await site.unchangedBy(() => register(site, 'mallory', alice.email.toUpperCase()));
      shouted.equals(201, { detail: 'Verification e-mail sent.' });
      assert.equal(await users.findByUsername('mallory'), null);

      // Whoever comes past the looks is met by an index.
      const bob = await site.addPerson('bob');
      const addresses = instance.get(EmailAddressStore);
      const row = await addresses.create(bob.id, alice.email.toUpperCase(), false);
      await assert.rejects(addresses.verify(row.id, row.email), UniqueViolation);
      await assert.rejects(
        users.create(
          {
            username: 'ALICE',
            email: '',
            firstName: '',
            lastName: '',
            password: unusablePassword(),
            isActive: true,
            credentialsChangedAt: null,
            dateJoined: site.clock.now(),
          },
          {},
        ),
        UniqueViolation,
      );
      assert.deepEqual(
        (await users.findByEmail(alice.email, 10)).map(({ id }) => id),
        [alice.id],
      );
    },
  },

  'UNI-03': {
    title: 'A name that looks like another, in letters of another script',
    severity: 'medium',
    options: PLAIN_NAMES,
    attempt: async (site) => {
      for (const [name, lookAlike] of [
        ['alice', '\u0430lice'],
        ['paypal', 'p\u0430ypal'],
      ] as const) {
        const person = await site.addPerson(name);
        const users = site.instance.get<UserStore>(UserStore);
        const refused = { username: lookAlike, password: person.password };
        (await site.visitor().post('login/', refused)).equals(400, REFUSED);
        // Letters of every script make a name, as in Django; it is another one, and nobody else's.
        (await register(site, lookAlike, `h-${name}@example.test`)).is(201);
        assert.notEqual((await users.findByUsername(lookAlike))?.id, person.id);
        (await site.visitor().post('login/', refused)).equals(400, REFUSED);
        (await site.visitor().post('login/', { username: name, password: PASSWORD })).equals(400, REFUSED);
        const own = await site.logIn({ username: lookAlike, password: PASSWORD });
        assert.equal((await own.get('user/')).is(200).member('username'), lookAlike);
      }
    },
  },

  'UNI-05': {
    title: 'Names that only the database takes for one',
    severity: 'medium',
    options: PLAIN_NAMES,
    attempt: async (site) => {
      // Pairs that are two names, by whichever collation.
      for (const [index, [name, other]] of (
        [
          ['jose', 'jos\u00e9'],
          ['zoe', 'zo\u00eb'],
          ['oyvind', '\u00f8yvind'],
        ] as const
      ).entries()) {
        const [password, otherPassword] = [`${PASSWORD}-${name}`, `${PASSWORD}-of-the-other`];
        (await register(site, name, `j${String(index)}@example.test`, password)).is(201);
        (await login(site, other, password)).equals(400, REFUSED);
        (await register(site, other, `k${String(index)}@example.test`, otherPassword)).is(201);
        (await login(site, other, password)).equals(400, REFUSED);
        (await login(site, name, otherPassword)).equals(400, REFUSED);
        const own = await site.logIn({ username: other, password: otherPassword });
        assert.equal((await own.get('user/')).is(200).member('username'), other);
      }
      // And pairs that are one.
      await site.addPerson('strasse');
      (await register(site, 'stra\u00dfe', 's@example.test')).equals(400, TAKEN);
      (await register(site, 'jose ', 's@example.test')).equals(400, TAKEN);
    },
  },

  'UNI-06': {
    title: 'Names that mean something to machines, or to people',
    severity: 'medium',
    options: { ...PLAIN_NAMES, username: { ...PLAIN_NAMES.username, blacklist: ['admin', 'Root'] } },
    attempt: async (site) => {
      const kept = { username: ['Username can not be used. Please use other username.'] };
      for (const name of ['admin', 'ADMIN', 'Admin', '\uff41dmin', 'root', 'ROOT'])
        (await site.unchangedBy(() => register(site, name, 'kept@example.test'))).equals(400, kept);
      for (const name of ['a/b', '../x', 'a b', '<b>', 'a\u0000b', 'a\nb', 'a\u202eb'])
        (await site.unchangedBy(() => register(site, name, 'kept@example.test'))).is(400);
      const names = ['null', 'undefined', '__proto__', 'constructor', '..', '.', 'a@b.test', '-', '0'];
      for (const [index, name] of names.entries()) {
        const email = `r${String(index)}@example.test`;
        (await register(site, name, email)).is(201);
        const caller = await site.logIn({ username: name, password: PASSWORD });
        assert.equal((await caller.get('user/')).is(200).member('username'), name);
        // Nor may anybody take a kept name later.
        (await caller.patch('user/', { username: 'ADMIN' })).equals(400, kept);
        const { uid, token } = await site.askForReset({ email });
        const twice = { new_password1: `${PASSWORD}-again`, new_password2: `${PASSWORD}-again` };
        (await site.visitor().post('password/reset/confirm/', { uid, token, ...twice })).is(200);
        assert.equal((await site.mails()).at(-1)?.to, email);
      }
    },
  },

  'UNI-07': {
    title: 'Addresses at the edge of the grammar',
    severity: 'low',
    options: PLAIN_NAMES,
    attempt: async (site) => {
      const host = `@${'example.'.repeat(23)}local`;
      const addresses: [typed: string, kept: string | null][] = [
        ['a+tag@example.test', 'a+tag@example.test'],
        ['B.Carroll+Tag@EXAMPLE.Test', 'b.carroll+tag@example.test'],
        ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
        ['a@[10.0.0.1]', 'a@[10.0.0.1]'],
        // 254 characters, as many as RFC 5321 has room for (§4.5.3.1.3).
        [`${'l'.repeat(64)}${host}`, `${'l'.repeat(64)}${host}`],
        ['"a b"@example.test', null],
        ['\u00fc@example.test', null],
        ['a@b', null],
        ['a..b@example.test', null],
        ['.a@example.test', null],
        [`${'l'.repeat(300)}${host}`, null],
      ];
      const rows = site.instance.get(EmailAddressStore);
      const users = site.instance.get<UserStore>(UserStore);
      for (const [index, [typed, kept]] of addresses.entries()) {
        const username = `m${String(index)}`;
        if (kept === null) {
          (await site.unchangedBy(() => register(site, username, typed))).equals(400, NO_ADDRESS);
          continue;
        }
        (await register(site, username, typed)).is(201);
        assert.equal((await users.findByUsername(username))?.email, kept);
        assert.deepEqual(
          (await rows.findByEmail(typed, 10)).map(({ email }) => email),
          [kept],
        );
        assert.equal((await site.mails()).at(-1)?.to, kept);
      }
    },
  },

  'UNI-08': {
    title: 'Blanks around a name, an address and a password',
    severity: 'medium',
    options: { ...PLAIN_NAMES, password: { trim: false } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      (await login(site, ' alice ', alice.password)).is(200);
      for (const password of [` ${alice.password}`, `${alice.password} `, `\t${alice.password}`])
        (await login(site, 'alice', password)).equals(400, REFUSED);
      for (const name of [' alice ', '\u3000alice', 'alice\u00a0'])
        (await site.unchangedBy(() => register(site, name, 'w@example.test'))).equals(400, TAKEN);
      (await register(site, ' una ', ' una@example.test ', ` ${PASSWORD} `)).is(201);
      const una = await site.instance.get<UserStore>(UserStore).findByUsername('una');
      assert.deepEqual([una?.username, una?.email], ['una', 'una@example.test']);
      assert.equal(await site.loginStatus('una', ` ${PASSWORD} `), 200);
      assert.equal(await site.loginStatus('una', PASSWORD), 400);
    },
  },
};

function register(site: AttackedSite, username: string, email: string, password = PASSWORD): Promise<Answer> {
  return site.visitor().post('registration/', { username, email, password1: password, password2: password });
}

function login(site: AttackedSite, username: string, password: string): Promise<Answer> {
  return site.visitor().post('login/', { username, password });
}
