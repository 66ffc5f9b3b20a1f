import assert from 'node:assert/strict';

import { getMetadataStorage } from 'class-validator';

import { EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import { PasswordHasher } from '../../accounts/passwords/password.hasher.js';
import { type AuthUser, hasUsablePassword } from '../../accounts/users/auth-user.js';
import { UserStore } from '../../accounts/users/user.store.js';
import { DtoClasses } from '../../rest-auth.dto.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';
import { selfWritten } from './site-state.js';

/** What users, and rows of users, have in one framework or another. */
const PRIVILEGES = [
  ...['is_staff', 'is_superuser', 'isStaff', 'isSuperuser', 'is_active', 'isActive', 'admin', 'role', 'roles'],
  ...['pk', 'id', 'user', 'user_id', 'password', 'password_hash', 'date_joined', 'dateJoined', 'last_login'],
  ...['lastLogin', 'groups', 'user_permissions', 'emailVerified', 'email_verified', 'emailKey', 'usernameKey'],
  ...['tokenVersion', 'token_version', 'credentialsChangedAt', 'failed_logins', 'deletedAt'],
  ...['__proto__', 'constructor', 'toString'],
];
const VALUES: readonly unknown[] = [true, false, 1, 'true', 'admin', 'evil@example.test', [1], { id: 1 }, null];

/** What providers do tell of a person. */
const OF_A_PROFILE = new Set(['id', 'username', 'email', 'first_name', 'last_name']);

const PASSWORD = 'of-mallory-alone-31';
const NEW_PASSWORD = 'of-alice-alone-47';

export const MASS_ASSIGNMENT_ATTACKS: AttackGroup = {
  'MAS-03': {
    title: 'Registering with more than the form has',
    severity: 'critical',
    options: { email: { addresses: true, verification: 'optional', required: false } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const plain = await registered(site, 1, {});
      const common = commonOf(site, plain, await registered(site, 2, {}));
      const declared = fieldsOfTheForm(site);
      const fields = [...PRIVILEGES, ...columnsOf(plain)].filter((field) => !declared.has(field));
      const bodies = [
        // All of them at once, with each value, and a few by themselves, for one that is refused would hide the others.
        ...VALUES.map((value) => Object.fromEntries(fields.map((field) => [field, value]))),
        ...fields.flatMap((_, index) =>
          index % 4 === 0
            ? [
                Object.fromEntries(
                  fields.slice(index, index + 4).map((field) => [field, VALUES[(index / 4) % VALUES.length]]),
                ),
              ]
            : [],
        ),
        ...VALUES.map((email) => ({ email })),
      ];
      const answers = await Promise.all(bodies.map((body, index) => registered(site, index + 3, body)));
      const users = answers.filter((user) => user !== null);
      // Whatever a form has besides is passed over; only of the addresses some are none.
      assert.ok(users.length > bodies.length - VALUES.length, `${String(users.length)} were registered`);
      for (const user of users) assertHas(user, common);
      assert.equal(new Set([alice.id, ...users.map(({ id }) => id)]).size, users.length + 1);
    },
  },

  'MAS-05': {
    title: 'A password among one’s details',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const caller = await site.logIn(alice);
      const passwords = Object.fromEntries(
        ['password', 'password1', 'password2', 'new_password1', 'new_password2', 'password_hash'].map((name) => [
          name,
          NEW_PASSWORD,
        ]),
      );
      const answers = [
        await site.unchangedBy(() => caller.patch('user/', passwords)),
        await site.unchangedBy(() => caller.put('user/', { username: 'alice', ...passwords })),
      ];
      for (const answer of answers) answer.is(200, 400);
      assert.equal(await site.loginStatus('alice', alice.password), 200);
      assert.equal(await site.loginStatus('alice', NEW_PASSWORD), 400);
    },
  },

  'MAS-06': {
    title: 'Naming somebody else where one’s own password is changed',
    severity: 'high',
    options: { password: { oldPasswordRequired: true } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const bob = await site.addPerson('bob');
      site.mayChange(alice, 'password');
      const { id, username, email } = bob;
      const others = { user: id, user_id: id, userId: id, pk: id, id, username, email };
      const change = await (
        await site.logIn(alice)
      ).post('password/change/', {
        ...others,
        old_password: alice.password,
        new_password1: NEW_PASSWORD,
        new_password2: NEW_PASSWORD,
      });
      change.is(200);
      assert.equal(await site.loginStatus('alice', NEW_PASSWORD), 200);
      assert.equal(await site.loginStatus('bob', bob.password), 200);
      const asked = await site.visitor().post('password/reset/', { ...others, email: alice.email, to: email });
      asked.is(200);
      const secret = await site.resetSecret();
      assert.deepEqual(new Set((await site.mails()).map(({ to }) => to)), new Set([alice.email]));
      const twice = { new_password1: PASSWORD, new_password2: PASSWORD };
      (await site.visitor().post('password/reset/confirm/', { ...others, ...secret, ...twice })).is(200);
      assert.equal(await site.loginStatus('alice', PASSWORD), 200);
      assert.equal(await site.loginStatus('bob', bob.password), 200);
      assert.equal(await site.loginStatus('bob', PASSWORD), 400);
    },
  },

  'MAS-08': {
    title: 'A profile at a provider with more than a profile has',
    severity: 'high',
    options: { email: { addresses: true, verification: 'optional' } },
    apps: { github: { scope: ['user:email'] } },
    attempt: async (site) => {
      const { facebook, github, twitter } = site.provider;
      await site.addAlice();
      const ann = await comeBy(site, 'github/', { access_token: github.token(plainProfile(1, 'ann')) });
      const bea = await comeBy(site, 'github/', { access_token: github.token(plainProfile(2, 'bea')) });
      const common = commonOf(site, ann, bea);
      const others = [...PRIVILEGES, ...columnsOf(ann)].filter((name) => !OF_A_PROFILE.has(name));
      const evil = {
        ...Object.fromEntries(others.map((name) => [name, true])),
        ...{ pk: 4711, user_id: 4711, isActive: false, is_active: false, password: PASSWORD },
        ...{ usernameKey: 'alice', emailKey: 'alice@example.test', credentialsChangedAt: '2030-01-01' },
        ...Object.fromEntries([['__proto__', { polluted: true, isStaff: true }]]),
        constructor: { prototype: { polluted: true } },
      };
      const emails = [{ email: 'gina@example.test', primary: true, verified: false }];
      const gina = { ...evil, id: 4711, login: 'gina', name: 'Gina Git', email: 'gina@example.test' };
      const fiona = { ...evil, id: '4711', name: 'Fiona Field', first_name: 'Fiona', last_name: 'Field' };
      const tess = { ...evil, id: 4711, id_str: '4711', screen_name: 'tess', name: 'Tess Tweet' };
      const users = [
        await comeBy(site, 'github/', { access_token: github.token(gina, { emails }) }),
        await comeBy(site, 'facebook/', { access_token: facebook.token(fiona) }),
        await comeBy(site, 'twitter/', twitter.token(tess)),
      ];
      for (const user of users) {
        assertHas(user, common);
        assert.ok(!hasUsablePassword(user), 'nobody was to have a password');
        assert.ok(![4711, '4711'].includes(user.id));
      }
      assert.deepEqual(
        users.map(({ username, email, firstName, lastName }) => [username, email, firstName, lastName]),
        [
          ['gina', 'gina@example.test', 'Gina', 'Git'],
          ['fiona', '', 'Fiona', 'Field'],
          ['tess', '', 'Tess', 'Tweet'],
        ],
      );
      await assertUnproven(site, 'gina@example.test');
    },
  },

  'MAS-10': {
    title: 'A new name that a registration would refuse',
    severity: 'medium',
    options: { username: { required: true, minLength: 1, blacklist: ['admin'], validators: [] } },
    attempt: async (site) => {
      const alice = await site.logIn(await site.addAlice());
      await site.addPerson('bob');
      const names = ['', null, ' ', 'a'.repeat(151), 'a b', '<script>', 'admin\0', 'admin', 'ADMIN', 'BOB', 'ｂob'];
      for (const username of names) {
        const form = { username, email: 'new@example.test', password1: PASSWORD, password2: PASSWORD };
        const registration = await site.unchangedBy(() => site.visitor().post('registration/', form));
        const patch = await site.unchangedBy(() => alice.patch('user/', { username }));
        const put = await site.unchangedBy(() => alice.put('user/', { username }));
        assert.ok(Array.isArray(registration.is(400).member('username')), registration.text);
        patch.equals(400, registration.body);
        put.equals(400, registration.body);
      }
    },
  },
};

/** The host may well have fields of its own there. */
function fieldsOfTheForm({ instance }: AttackedSite): ReadonlySet<string> {
  const { register } = instance.get(DtoClasses);
  const entries = getMetadataStorage().getTargetValidationMetadatas(register, '', false, false);
  return new Set(entries.map(({ propertyName }) => propertyName));
}

/** A user's properties, whatever the host's entity has besides ours, in both ways of writing them. */
function columnsOf(user: AuthUser | null): string[] {
  const properties = Object.keys(user ?? {});
  return [...properties, ...properties.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))];
}

/** Registers somebody with that in the form besides, or in place of it: the user as written, or null where nobody was. */
async function registered(site: AttackedSite, index: number, more: object): Promise<AuthUser | null> {
  const username = `m-${String(index)}`;
  const form = { username, email: `m${String(index)}@example.test`, password1: PASSWORD, password2: PASSWORD };
  const answer = await site.visitor().post('registration/', merged(form, more));
  const user = await site.instance.get<UserStore>(UserStore).findByUsername(username);
  assert.equal(user !== null, answer.is(201, 400).status === 201);
  if (!user) return null;
  assert.ok(await site.instance.get(PasswordHasher).verify(PASSWORD, user.password), 'the password was to be theirs');
  await assertUnproven(site, user.email);
  return user;
}

/** Not spread: of a member called `__proto__` the prototype would be set. */
function merged(...parts: readonly object[]): unknown {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

function plainProfile(id: number, login: string): Readonly<Record<string, unknown>> {
  return { id, login, name: `${login} of ${login}`, email: `${login}@example.test` };
}

/** Whoever comes by a provider for the first time. */
async function comeBy(site: AttackedSite, path: string, json: object): Promise<AuthUser> {
  const answer = (await site.visitor().post(path, json)).is(200);
  const user = await site.instance.get<UserStore>(UserStore).findByUsername(answer.string('user.username'));
  assert.ok(user);
  return user;
}

/** What two users who did nothing unusual have in common: all but their names, keys and the like, whatever columns the host has. */
function commonOf(
  { instance }: AttackedSite,
  first: AuthUser | null,
  second: AuthUser | null,
): ReadonlyMap<string, unknown> {
  assert.ok(first && second, 'both were to be registered');
  const theirs = new Map<string, unknown>(Object.entries(second));
  // By the machine's clock, which may have been at one second for these two.
  const own = selfWritten(instance, first, ['isCreateDate', 'isUpdateDate', 'isVersion']);
  const isCommon = ([name, value]: [string, unknown]) =>
    !own.includes(name) && JSON.stringify(value) === JSON.stringify(theirs.get(name));
  const common = new Map(Object.entries(first).filter(isCommon));
  assert.ok(common.size > 0, 'users were to have something in common');
  return common;
}

function assertHas(user: AuthUser, common: ReadonlyMap<string, unknown>): void {
  const own = Object.entries(user).filter(([name]) => common.has(name));
  assert.deepEqual(new Map<string, unknown>(own), common, `${user.username} was to be a user like any other`);
  assert.ok(user.isActive);
}

async function assertUnproven(site: AttackedSite, email: string): Promise<void> {
  const addresses = await site.instance.get(EmailAddressStore).findByEmail(email, 10);
  assert.deepEqual(
    addresses.map(({ verified }) => verified),
    [false],
    `${email} was to be unproven`,
  );
}
