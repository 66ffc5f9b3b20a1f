import assert from 'node:assert/strict';

import type { UserId } from '../../accounts/users/auth-user.js';
import type { PasswordAuthenticator, PasswordCredentials } from '../../accounts/users/password.authenticator.js';
import { type Contract, contract, type Make } from './contract.js';

/** What the contract of a `PasswordAuthenticator` works with. */
export interface PasswordAuthenticatorFixture {
  readonly authenticator: PasswordAuthenticator;
  /** A user's login, with the right password. */
  readonly login: PasswordCredentials;
  /** That user. */
  readonly userId: UserId;
  /** Logins that are refused whatever their password, by why: of an inactive user with the right password, of one who has none. */
  readonly refused: Readonly<Record<string, PasswordCredentials>>;
  /** How much work was done so far, in what it is counted by: hashes checked, questions to a directory. */
  readonly workDone: () => number;
}

/** Finds out whose login something is. */
export function passwordAuthenticatorContract(make: Make<PasswordAuthenticatorFixture>): Contract {
  return contract(make, {
    'knows a user by the right password': async ({ authenticator, login, userId }) => {
      const user = await authenticator.authenticate(login);
      assert.deepEqual([user?.id, user?.isActive], [userId, true]);
    },

    'knows nobody by a wrong password': async ({ authenticator, login }) => {
      for (const password of ['', ' ', `${login.password} `, login.password.slice(1), '!', 'x'.repeat(100_000)]) {
        assert.equal(await authenticator.authenticate({ ...login, password }), null, password.slice(0, 50));
      }
    },

    'knows nobody by an unknown name or address': async ({ authenticator, login }) => {
      for (const name of ['nobody', '', '\0', '%', '\ud800', 'x'.repeat(1000)]) {
        assert.equal(await authenticator.authenticate(unknown(login, name)), null, name.slice(0, 50));
      }
    },

    'knows nobody who may not have a login, not even by the right password': async ({ authenticator, refused }) => {
      for (const [why, login] of Object.entries(refused)) {
        assert.equal(await authenticator.authenticate(login), null, why);
      }
    },

    'does the same work for everybody, so that time tells nothing': async ({
      authenticator,
      login,
      refused,
      workDone,
    }) => {
      const logins = {
        'a good login': login,
        'a wrong password': { ...login, password: `${login.password} ` },
        'nobody’s name': unknown(login, 'nobody'),
        ...refused,
      };
      const work: Record<string, number> = {};
      for (const [why, credentials] of Object.entries(logins)) {
        const before = workDone();
        await authenticator.authenticate(credentials);
        work[why] = workDone() - before;
      }
      const one = work['a good login'];
      assert.ok(one !== undefined && one > 0, 'a good login was to cost some work');
      assert.deepEqual(work, Object.fromEntries(Object.keys(logins).map((why) => [why, one])));
    },
  });
}

/** By that name in place of whichever the login has. */
function unknown({ username, email, password }: PasswordCredentials, name: string): PasswordCredentials {
  return {
    username: username === null ? null : name,
    email: email === null ? null : `${name}@nowhere.example`,
    password,
  };
}
