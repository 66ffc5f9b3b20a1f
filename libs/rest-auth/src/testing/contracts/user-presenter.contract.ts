import assert from 'node:assert/strict';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import type { UserPresenter } from '../../accounts/users/user.presenter.js';
import { type Contract, contract, type Make } from './contract.js';
import { assertJsonObject } from './json-object.js';

/** What the contract of a `UserPresenter` works with: users with all that a user can have, and with a password's hash. */
export interface UserPresenterFixture<User extends AuthUser = AuthUser> {
  readonly presenter: UserPresenter<User>;
  readonly users: readonly [User, ...User[]];
}

/** Shows a user. */
export function userPresenterContract<User extends AuthUser>(make: Make<UserPresenterFixture<User>>): Contract {
  return contract(make, {
    'shows a user as a JSON object': ({ presenter, users }) => {
      for (const user of users) assertJsonObject(presenter.present(user));
    },

    'shows no password and nothing of its hash': ({ presenter, users }) => {
      for (const user of users) {
        assert.notEqual(user.password, '', 'the user was to have a hash');
        const text = assertJsonObject(presenter.present(user));
        assert.equal(text.includes(JSON.stringify(user.password).slice(1, -1)), false);
        assert.doesNotMatch(text, /"password"/i);
      }
    },

    'leaves the user as it is': ({ presenter, users }) => {
      for (const user of users) {
        const before = { ...user };
        presenter.present(user);
        assert.deepEqual({ ...user }, before);
      }
    },
  });
}
