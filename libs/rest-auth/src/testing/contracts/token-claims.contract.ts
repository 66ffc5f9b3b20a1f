import assert from 'node:assert/strict';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import type { TokenClaims } from '../../credentials/jwt/token-claims.provider.js';
import { type Contract, contract, type Make } from './contract.js';
import { assertJsonObject } from './json-object.js';

/** What the contract of a `TokenClaims` works with: a user with a password's hash, and a request in the form of the host's adapter. */
export interface TokenClaimsFixture<User extends AuthUser = AuthUser> {
  readonly claims: TokenClaims<User>;
  readonly user: User;
  readonly request: Parameters<TokenClaims['claims']>[1];
}

/** Gives further claims to tokens. */
export function tokenClaimsContract<User extends AuthUser>(make: Make<TokenClaimsFixture<User>>): Contract {
  return contract(make, {
    'answers a JSON object': async ({ claims, user, request }) => {
      assertJsonObject(await claims.claims(user, request));
    },

    'tells nothing of the password’s hash, for whoever holds a token can read it': async ({
      claims,
      user,
      request,
    }) => {
      assert.notEqual(user.password, '', 'the user was to have a hash');
      const text = JSON.stringify(await claims.claims(user, request));
      assert.equal(text.includes(JSON.stringify(user.password).slice(1, -1)), false);
    },
  });
}
