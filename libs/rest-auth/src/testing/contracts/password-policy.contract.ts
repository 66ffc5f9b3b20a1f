import assert from 'node:assert/strict';

import type { PasswordOwner, PasswordPolicy } from '../../accounts/passwords/password.policy.js';
import { EnglishMessageCatalogue } from '../../kernel/english.js';
import { type Contract, contract, type Make } from './contract.js';

/** What the contract of a `PasswordPolicy` works with. */
export interface PasswordPolicyFixture {
  readonly policy: PasswordPolicy;
  /** Passwords that are good enough, for whomever. */
  readonly good: readonly [string, ...string[]];
  /** Passwords that nobody may have. */
  readonly bad: readonly [string, ...string[]];
}

const OWNERS: readonly (PasswordOwner | null)[] = [
  null,
  { username: 'alice', email: 'alice@example.com', firstName: 'Alice', lastName: 'Liddell' },
  { username: '', email: '', firstName: '', lastName: '' },
];

/** Says what is wrong with a password. */
export function passwordPolicyContract(make: Make<PasswordPolicyFixture>): Contract {
  return contract(make, {
    'finds nothing wrong with a good password, whether its owner is known or not': async ({ policy, good }) => {
      for (const owner of OWNERS) {
        for (const password of good) assert.deepEqual(await policy.problems(password, owner), []);
      }
    },

    'says what is wrong with a bad one, whether its owner is known or not': async ({ policy, bad }) => {
      for (const owner of OWNERS) {
        for (const password of bad) assert.notDeepEqual(await policy.problems(password, owner), []);
      }
    },

    'says it in messages that the catalogue has texts for': async ({ policy, bad }) => {
      const catalogue = new EnglishMessageCatalogue();
      for (const password of bad) {
        for (const problem of await policy.problems(password, null)) assert.notEqual(catalogue.text(problem), '');
      }
    },

    'never says what the password was': async ({ policy, bad }) => {
      const [password] = bad;
      assert.equal(JSON.stringify(await policy.problems(password, null)).includes(JSON.stringify(password)), false);
    },

    'has an answer to whatever is typed': async ({ policy }) => {
      for (const owner of OWNERS) {
        for (const password of ['', ' ', '\0', 'пароль', '\ud800', '\u{1f0a1}', '(', '\\', 'x'.repeat(4096)]) {
          assert.ok(Array.isArray(await policy.problems(password, owner)), JSON.stringify(password));
        }
      }
    },
  });
}
