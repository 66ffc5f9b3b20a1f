import assert from 'node:assert/strict';

import type { PasswordHasher } from '../../accounts/passwords/password.hasher.js';
import { type Contract, contract, type Make } from './contract.js';

const PASSWORD = 'Wonder-land9';

/** What may stand in a column in a hash's place: nothing, Django's sign for no password, other programs' texts, parts of hashes. */
const UNREADABLE = [
  '',
  '!',
  '!gZ7hPq0dA1',
  'no hash',
  PASSWORD,
  '$',
  '$argon2id$',
  '$argon2id$v=19$m=19456,t=2,p=1$$',
  '$2b$12$',
  'pbkdf2_sha256$',
  'pbkdf2_sha256$-1$salt$hash',
  'scrypt$salt$0$0$0$hash',
  'md5$$',
  '\0',
];

/** Checks as cheap as this (in microseconds) are a test's own: there is no work whose absence could tell anything. */
const CHEAP = 1_000;

/** Makes and checks password hashes. */
export function passwordHasherContract(make: Make<PasswordHasher>): Contract {
  return contract(make, {
    'knows a password again': async (hasher) => {
      for (const password of [PASSWORD, ' ', 'пароль', '\u{1f0a1}\u{1f0a1}', 'x'.repeat(128)]) {
        assert.equal(await hasher.verify(password, await hasher.hash(password)), true, JSON.stringify(password));
      }
    },

    'refuses every other password': async (hasher) => {
      const hash = await hasher.hash(PASSWORD);
      for (const password of ['', `${PASSWORD} `, PASSWORD.slice(1), PASSWORD.toUpperCase(), hash]) {
        assert.equal(await hasher.verify(password, hash), false, JSON.stringify(password));
      }
    },

    'looks at every character of a long password': async (hasher) => {
      const hash = await hasher.hash(`${'x'.repeat(127)}y`);
      assert.equal(await hasher.verify(`${'x'.repeat(127)}z`, hash), false);
    },

    'never makes the same hash twice': async (hasher) => {
      assert.notEqual(await hasher.hash(PASSWORD), await hasher.hash(PASSWORD));
    },

    'puts no password into its hash': async (hasher) => {
      assert.equal((await hasher.hash(PASSWORD)).includes(PASSWORD), false);
    },

    'makes no hash that begins with the sign for no password': async (hasher) => {
      assert.notEqual((await hasher.hash(PASSWORD)).charAt(0), '!');
    },

    'finds that nothing matches where there is no user': async (hasher) => {
      for (const password of ['', PASSWORD, 'null']) assert.equal(await hasher.verify(password, null), false);
    },

    'finds that nothing matches what it cannot read, and does not fail': async (hasher) => {
      const half = await hasher.hash(PASSWORD);
      for (const stored of [...UNREADABLE, half.slice(0, half.length / 2)]) {
        assert.equal(await hasher.verify(PASSWORD, stored), false, JSON.stringify(stored));
        assert.equal(await hasher.verify(stored, stored), false, JSON.stringify(stored));
      }
    },

    'works as hard where nothing can match': async (hasher) => {
      const hash = await hasher.hash(PASSWORD);
      const real = await leastWork(() => hasher.verify(`${PASSWORD}!`, hash));
      if (real < CHEAP) return;
      for (const stored of [null, '!', 'no hash']) {
        const work = await leastWork(() => hasher.verify(PASSWORD, stored));
        // What is skipped costs a thousandth; what differs by half is the machine's noise.
        assert.ok(work > real / 3, `${String(work)} µs of work for ${String(stored)}, ${String(real)} for a user`);
      }
    },

    'has its own fresh hashes renewed by nobody': async (hasher) => {
      assert.equal(hasher.needsRehash(await hasher.hash(PASSWORD)), false);
    },
  });
}

/** The processor's time and not the clock's: other programs have no part in it. */
async function leastWork(check: () => Promise<unknown>): Promise<number> {
  await check();
  const costs = [];
  for (let round = 0; round < 5; round += 1) {
    const before = process.cpuUsage();
    await check();
    const { user, system } = process.cpuUsage(before);
    costs.push(user + system);
  }
  return Math.min(...costs);
}
