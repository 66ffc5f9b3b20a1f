import assert from 'node:assert/strict';

import type { LinkBuilder } from '../../mail/link.builder.js';
import { type Contract, contract, type Make } from './contract.js';

const TOKEN = 'f1d2d2f924e986ac86fdf7b36c94bcdf32beec15';
const KEY = 'NA:1700000000:Qx-_9aZ';

/** Makes the links in mails. */
export function linkBuilderContract(make: Make<LinkBuilder>): Contract {
  return contract(make, {
    'leads to whole addresses': (links) => {
      for (const link of [links.passwordReset('1a', TOKEN), links.emailVerification(KEY)]) {
        assert.ok(URL.canParse(link), link);
        assert.doesNotMatch(link, /[\s<>"{}]/);
      }
    },

    'carries to the page of a reset all that it must send': (links) => {
      const link = decodeURIComponent(links.passwordReset('1a', TOKEN));
      assert.ok(link.includes(TOKEN) && link.replace(TOKEN, '').includes('1a'), link);
    },

    'carries to the page that proves an address all that it must send': (links) => {
      const link = decodeURIComponent(links.emailVerification(KEY));
      assert.ok(link.includes(KEY), link);
    },
  });
}
