import assert from 'node:assert/strict';
import { pbkdf2, scrypt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';

import { PasswordHasher } from '../../accounts/passwords/password.hasher.js';
import { assertInstalled, MissingPackage } from '../../kernel/optional-package.js';
import { randomAlphanumeric } from '../../kernel/secrets.js';
import type { RestAuthOptions } from '../../rest-auth.options.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';
import { REFUSED } from './login.attacks.js';
import { confirm, RESET_DONE } from './password-reset.attacks.js';
import type { Person } from './person.js';

/** What the fixed hashes below were made of. */
const PASSWORD = 'Mad-hatter-of-1865';

/** 72 bytes are all that bcrypt looks at. */
const LONG = 'a'.repeat(72);

/** As Django and a site of Node's have written them. */
const ARGON2 = {
  'argon2 as Django writes it': 'argon2$argon2id$v=19$m=102400,t=2,p=8$3UvhzyHYiVdOMH0yTT6ddg$lRtHkqOCSVj1XDtG7mxIlQ',
  'argon2 with less of everything':
    '$argon2id$v=19$m=4096,t=1,p=1$O8vp1EtkvAyk9/f6QDCXmA$CDWaFK3gOStwk+Y5h3Comdus/nBVUtlp4mWnFtw+9iE',
};
const BCRYPT = {
  'bcrypt of SHA-256': 'bcrypt_sha256$$2b$10$9RqVKhmru0f0sCnt1yodL.pZ16vhjiDKJeblv9gBl.UZMnx0u.g.a',
  bcrypt: 'bcrypt$$2b$12$vh2giddygmKTVKFT8Izkdeln1aOoVYeq0khVQgTFdOQUzZlU/PAiu',
};
const BCRYPT_OF_LONG_AND_ORIGINAL = 'bcrypt_sha256$$2b$10$bZpkwasYpzxGXs6C2dhHSOGmFJ946CIlcKQrZpPwq.ae2TwWqsCla';

/** What is no hash, or one that would keep the server busy. */
const HOSTILE = [
  '',
  '!',
  '!abc',
  'plain',
  '$argon2id$',
  '$argon2id$v=19$m=4194304,t=3,p=1$c2FsdHNhbHQ$aGFzaA',
  '$argon2id$v=19$m=4194304,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA',
  '$argon2id$v=19$m=19456,t=1000000,p=1$c2FsdHNhbHQ$aGFzaA',
  '$argon2id$v=19$m=19456,t=1000000,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA',
  'pbkdf2_sha256$1000000000$s$h',
  'pbkdf2_sha256$1000000000$salt$UXEFLeoKn+lxhZa8DmPIb0WJy7alyfDM8bC24tfUQik=',
  'scrypt$16777216$salt$8$1$7q5TLFiG4h0VVcRot/mEkg==',
  'bcrypt$$2b$31$HZ3H0SKf725YLi6dCobrGuIEwGAJAJyg8Q4VgN/iykxQPHTHHSIwO',
  'md5$s$h',
  'sha1$s$h',
  'unsalted_md5',
];

const RULES: Partial<RestAuthOptions> = {
  username: { required: true, minLength: 1, blacklist: [], validators: [] },
  email: { verification: 'optional' },
  password: {
    validators: ['userAttributeSimilarity', 'minimumLength', 'commonPassword', 'numericPassword'],
    minLength: 8,
    isBreached: null,
    oldPasswordRequired: false,
    trim: false,
  },
};

export const HASHING_ATTACKS: AttackGroup = {
  'HSH-03': {
    title: 'Hashes of another site, and of former years',
    severity: 'high',
    attempt: async (site) => {
      const hashes = {
        ...(await djangoHashes()),
        ...ARGON2,
        ...(isInstalled('bcrypt') && BCRYPT),
      };
      await Promise.all(
        Object.entries(hashes).map(([kind, stored], index) => assertRenewed(site, `old${String(index)}`, kind, stored)),
      );
    },
  },

  'HSH-04': {
    title: 'Stored hashes that are broken, or far too dear',
    severity: 'high',
    attempt: async (site) => {
      await site.addAlice();
      const usual = await secondsOf(() => logIn(site, 'alice', 'wrong'));
      for (const [index, storedPassword] of HOSTILE.entries()) {
        const username = `old${String(index)}`;
        await site.addPerson(username, { password: 'x', storedPassword });
        for (const password of ['x', storedPassword]) {
          if (password === '') continue;
          const seconds = await secondsOf(async () => {
            (await site.unchangedBy(() => logIn(site, username, password))).equals(400, REFUSED);
          });
          // A second, or what a slow machine makes of a usual login.
          assert.ok(seconds < Math.max(1, 8 * usual), `${storedPassword} took ${String(seconds)} s`);
        }
      }
    },
  },

  'HSH-06': {
    title: 'What bcrypt does not look at',
    severity: 'high',
    attempt: async (site) => {
      if (!isInstalled('bcrypt')) return assertClosedWithoutBcrypt(site);
      const old = await site.addPerson('old', {
        password: `${LONG}ORIGINAL`,
        storedPassword: BCRYPT_OF_LONG_AND_ORIGINAL,
      });
      const short = await site.addPerson('short', { password: PASSWORD, storedPassword: BCRYPT.bcrypt });
      for (const password of [`${LONG}DIFFERENT`, LONG, `${LONG}ORIGINA`])
        (await site.unchangedBy(() => logIn(site, 'old', password))).equals(400, REFUSED);
      for (const [{ username, password }, behind] of [
        [old, '\u0000'],
        [old, '\u0000more'],
        [short, '\u0000'],
        [short, '\u0000more'],
      ] as const) {
        const answer = await site.unchangedBy(() => logIn(site, username, password + behind));
        answer.equals(400, { password: ['Null characters are not allowed.'] });
      }
      for (const person of [old, short]) {
        site.mayChange(person, 'password');
        assert.equal(await site.loginStatus(person.username, person.password), 200);
      }
    },
  },

  'HSH-07': {
    title: 'A weak password, wherever one is set',
    severity: 'high',
    options: RULES,
    attempt: async (site) => {
      const rabbit: Person = await site.addPerson('white-rabbit', { email: 'lookingglass@example.test' });
      const weak: [password: string, texts: string[]][] = [
        ['short1', ['This password is too short. It must contain at least 8 characters.']],
        ['password123', ['This password is too common.']],
        ['12345678', ['This password is too common.', 'This password is entirely numeric.']],
        ['83620174955', ['This password is entirely numeric.']],
        ['qwertyuiop', ['This password is too common.']],
        ['white-rabbit1', ['The password is too similar to the username.']],
        ['lookingglass99', ['The password is too similar to the email address.']],
        ['        ', ['This field may not be blank.']],
      ];
      for (const [password, texts] of weak) {
        for (const refused of await setEverywhere(site, rabbit, password))
          assert.deepEqual([refused.is(400).status, textsOf(refused)], [400, texts], `of ${JSON.stringify(password)}`);
      }
      assert.equal(await site.loginStatus('white-rabbit', rabbit.password), 200);
    },
  },

  'HSH-09': {
    title: 'A hasher that breaks down',
    severity: 'medium',
    options: RULES,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const secret = await site.askForReset(alice);
      const hasher = site.instance.get(PasswordHasher);
      const [hash, verify] = [hasher.hash.bind(hasher), hasher.verify.bind(hasher)];
      const password = 'Jabber-wocky-of-today3';
      const requests: [path: string, body: object][] = [
        ['login/', { username: 'alice', password: alice.password }],
        ['login/', { username: 'nobody', password }],
        ['registration/', { username: 'una', email: 'una@example.test', password1: password, password2: password }],
        ['password/reset/confirm/', { ...secret, new_password1: password, new_password2: password }],
      ];
      for (const failure of [
        // argon2's own, and a thread's of Node's.
        new Error('Memory allocation error'),
        Object.assign(new Error('Worker terminated'), { code: 'ERR_WORKER_OUT_OF_MEMORY' }),
        Object.assign(new Error('argon2.node: cannot open shared object file'), { code: 'ERR_DLOPEN_FAILED' }),
      ]) {
        hasher.hash = () => Promise.reject(failure);
        hasher.verify = () => Promise.reject(failure);
        for (const [path, json] of requests) {
          const answer = await site.unchangedBy(() => site.visitor().send('POST', path, { json, outages: [503] }));
          answer.equals(503, { detail: 'Service temporarily unavailable, try again later.' });
          assert.match(answer.header('retry-after'), /^[1-9]\d*$/);
          assert.deepEqual([...answer.cookies], []);
        }
      }
      hasher.hash = hash;
      hasher.verify = verify;
      (await logIn(site, 'alice', alice.password)).is(200);
      site.mayChange(alice, 'password');
      (await confirm(site.visitor(), secret, password)).equals(200, RESET_DONE);
    },
  },
};

function logIn(site: AttackedSite, username: string, password: string): Promise<Answer> {
  return site.visitor().post('login/', { username, password });
}

/** A hash of that kind lets its owner in, alone, and is made anew then and not before. */
async function assertRenewed(site: AttackedSite, username: string, kind: string, former: string): Promise<void> {
  const hasher = site.instance.get(PasswordHasher);
  const old = await site.addPerson(username, { password: PASSWORD, storedPassword: former });
  (await logIn(site, username, `${PASSWORD}?`)).equals(400, REFUSED);
  assert.equal((await site.stored(old)).password, former, 'a wrong password was to change nothing');
  site.mayChange(old, 'password');
  assert.equal(await site.loginStatus(username, PASSWORD), 200, `${kind} was to be read`);
  const { password: renewed } = await site.stored(old);
  assert.ok(renewed !== former && !hasher.needsRehash(renewed), `${kind} was to be made anew`);
  assert.equal(await site.loginStatus(username, PASSWORD), 200);
  (await logIn(site, username, `${PASSWORD}?`)).equals(400, REFUSED);
  assert.equal((await site.stored(old)).password, renewed, 'a hash of our own was to stay');
}

/** Hashes as Django writes them: the salt is a text. */
async function djangoHashes(): Promise<Record<string, string>> {
  const [salt, scryptSalt] = [randomAlphanumeric(22), randomAlphanumeric(22)];
  const made = await promisify<string, string, number, Buffer>(scrypt)(PASSWORD, scryptSalt, 64);
  const hashes: Record<string, string> = { scrypt: `scrypt$16384$${scryptSalt}$8$1$${made.toString('base64')}` };
  for (const iterations of [600_000, 870_000]) {
    const digest = await promisify(pbkdf2)(PASSWORD, salt, iterations, 32, 'sha256');
    hashes[`pbkdf2 with ${String(iterations)} iterations`] =
      `pbkdf2_sha256$${String(iterations)}$${salt}$${digest.toString('base64')}`;
  }
  return hashes;
}

/** The package is to be installed where there are such hashes. Without it nobody is told that there is one, and the log says what is missing. */
async function assertClosedWithoutBcrypt(site: AttackedSite): Promise<void> {
  const passwords = [PASSWORD, `${PASSWORD}\u0020`, LONG];
  await site.addPerson('old', { password: PASSWORD, storedPassword: BCRYPT.bcrypt });
  for (const password of passwords) {
    (await site.unchangedBy(() => logIn(site, 'old', password))).equals(400, REFUSED);
  }
  assert.equal(site.loggedErrors.length, passwords.length);
}

/** Whether the host has a package that hashes of one kind alone need. */
function isInstalled(name: string): boolean {
  try {
    assertInstalled([name], 'an attack');
    return true;
  } catch (error) {
    if (error instanceof MissingPackage) return false;
    throw error;
  }
}

async function secondsOf(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return (performance.now() - start) / 1000;
}

/** A password at each endpoint that takes a new one, by people of one name and one address. */
async function setEverywhere(site: AttackedSite, person: Person, password: string): Promise<Answer[]> {
  const twice = { new_password1: password, new_password2: password };
  const caller = await site.logIn(person);
  const secret = await site.askForReset(person);
  // The name is taken: another one that is as near to the password.
  const fresh = { username: `${person.username}.`, email: person.email.replace('@', '@new.') };
  return [
    await site.unchangedBy(() =>
      site.visitor().post('registration/', { ...fresh, password1: password, password2: password }),
    ),
    await site.unchangedBy(() => caller.post('password/change/', twice)),
    await site.unchangedBy(() => confirm(site.visitor(), secret, password)),
  ];
}

/** What is wrong, under whichever fields, once each and in the order in which it is told. */
function textsOf({ body }: Answer): string[] {
  const fields: unknown[] = typeof body === 'object' && body !== null ? Object.values(body) : [];
  return [...new Set(fields.flat().map(String))];
}
