import assert from 'node:assert/strict';

import type { SocialClientStore } from '../../social-providers/social-client.store.js';
import { type Contract, contract, type Make } from './contract.js';

/** What the contract of a `SocialClientStore` works with. */
export interface SocialClientStoreFixture {
  readonly store: SocialClientStore;
  /** The path of a provider that has clients. */
  readonly mount: string;
}

/** Names that every object of JavaScript knows, though nobody gave them to it. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

/** Keeps which clients we are at providers. */
export function socialClientStoreContract(make: Make<SocialClientStoreFixture>): Contract {
  return contract(make, {
    'answers the clients of a provider, each with an id and a secret': async ({ store, mount }) => {
      const clients = await store.find(mount);
      assert.ok(clients.length > 0, `clients of ${mount} were to be found`);
      for (const { id, secret } of clients) {
        assert.ok(typeof id === 'string' && id !== '', 'a client has an id');
        assert.ok(typeof secret === 'string' && secret !== '', 'a client has a secret');
      }
    },

    'answers the same clients in the same order each time': async ({ store, mount }) => {
      assert.deepEqual(await store.find(mount), await store.find(mount));
    },

    'answers none for a provider that it does not know, and does not fail': async ({ store, mount }) => {
      for (const other of [`${mount}-nobody`, `${mount}/`, '%', '', 'x'.repeat(300), ...INHERITED]) {
        assert.deepEqual([...(await store.find(other))], [], `at ${JSON.stringify(other)}`);
      }
    },
  });
}
