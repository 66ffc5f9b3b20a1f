import assert from 'node:assert/strict';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import type { IssuedCredentials } from '../../credentials/credential-kind.js';
import type { CredentialPresenter } from '../../credentials/credential.presenter.js';
import { type Contract, contract, type Make } from './contract.js';
import { assertJsonObject } from './json-object.js';
import { keyOf } from './samples.js';

/** What the contract of a `CredentialPresenter` works with: a user with a password's hash. */
export interface CredentialPresenterFixture<User extends AuthUser = AuthUser> {
  readonly presenter: CredentialPresenter<User>;
  readonly user: User;
}

const KEY = keyOf('a');
const SESSION = 'session-id-of-the-user';
const COOKIE = {
  name: 'sessionid',
  value: SESSION,
  maxAgeSeconds: 3600,
  path: '/',
  domain: null,
  secure: true,
  httpOnly: true,
  sameSite: 'Lax',
} as const;

const TOKEN: IssuedCredentials = { token: { key: KEY }, cookies: [] };
const COOKIE_ALONE: IssuedCredentials = { cookies: [COOKIE] };
const BOTH: IssuedCredentials = { token: { key: KEY }, cookies: [COOKIE] };

/** Makes the body of a login's answer. */
export function credentialPresenterContract<User extends AuthUser>(
  make: Make<CredentialPresenterFixture<User>>,
): Contract {
  return contract(make, {
    'tells the key, in a JSON object': ({ presenter, user }) => {
      for (const issued of [TOKEN, BOTH]) {
        const body = presenter.present(issued, user);
        assert.ok(body, 'a body was to be answered');
        assert.ok(assertJsonObject(body).includes(KEY), 'the key was to be told');
      }
    },

    'answers a JSON object or nothing where everything is in cookies': ({ presenter, user }) => {
      const body = presenter.present(COOKIE_ALONE, user);
      if (body !== null) assertJsonObject(body);
    },

    'tells neither what is in cookies nor the password’s hash': ({ presenter, user }) => {
      assert.notEqual(user.password, '', 'the user was to have a hash');
      for (const issued of [TOKEN, BOTH, COOKIE_ALONE]) {
        const text = JSON.stringify(presenter.present(issued, user));
        assert.equal(text.includes(SESSION), false);
        assert.equal(text.includes(JSON.stringify(user.password).slice(1, -1)), false);
      }
    },
  });
}
