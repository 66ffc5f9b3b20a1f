import assert from 'node:assert/strict';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import type { TokenCreator } from '../../credentials/tokens/token.creator.js';
import type { TokenStore } from '../../credentials/tokens/token.store.js';
import type { UnitOfWork } from '../../kernel/unit-of-work.js';
import { atOnce } from './at-once.js';
import { type Contract, contract, type Make } from './contract.js';
import { rolledBack } from './rolled-back.js';
import { newCredential } from './samples.js';

/** What the contract of a `TokenCreator` works with: the creator, the store that it keeps keys in, the unit of work that both take part in, and users without tokens. */
export interface TokenCreatorFixture {
  readonly creator: TokenCreator;
  readonly tokens: TokenStore;
  readonly work: UnitOfWork;
  readonly users: readonly [AuthUser, AuthUser];
}

/** Gives keys to logins. */
export function tokenCreatorContract(make: Make<TokenCreatorFixture>): Contract {
  return contract(make, {
    'answers a key that the store knows as its user’s': async (fixture) => {
      const [alice] = fixture.users;
      assert.equal((await fixture.tokens.find(await create(fixture, alice)))?.userId, alice.id);
    },

    'answers a key that stands in a header as it is': async (fixture) => {
      assert.match(await create(fixture, fixture.users[0]), /^[\x21-\x7e]+$/);
    },

    'binds it to the credentials as they are, where the store knows versions': async (fixture) => {
      const [alice] = fixture.users;
      await create(fixture, alice);
      const stored = await fixture.tokens.find(await create(fixture, alice, '17'));
      assert.ok(stored, 'the token was to be kept');
      if (stored.credentialsVersion !== null) assert.equal(stored.credentialsVersion, '17');
    },

    'gives no two users one key': async (fixture) => {
      const [alice, bob] = fixture.users;
      assert.notEqual(await create(fixture, alice), await create(fixture, bob));
    },

    'gives a good key to each of ten logins at once': async (fixture) => {
      const [alice] = fixture.users;
      const keys = await atOnce(() => create(fixture, alice));
      for (const key of keys) assert.equal((await fixture.tokens.find(key))?.userId, alice.id);
    },

    'takes part in the unit of work that is open': async (fixture) => {
      let key = '';
      await rolledBack(fixture.work, async () => {
        key = await create(fixture, fixture.users[0]);
      });
      assert.equal(await fixture.tokens.find(key), null);
    },
  });
}

/** As a login does it: in no unit of work, for nothing is written besides. */
function create({ creator }: TokenCreatorFixture, user: AuthUser, credentialsVersion = '0'): Promise<string> {
  return creator.create(user, newCredential(user.id, { credentialsVersion }));
}
