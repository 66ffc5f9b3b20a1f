import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';

import type { Clock } from '../../kernel/clock.js';
import { type Contract, contract, type Make } from './contract.js';

/** Tells the time. */
export function clockContract(make: Make<Clock>): Contract {
  return contract(make, {
    'tells a moment': (clock) => {
      const now = clock.now();
      assert.ok(now instanceof Date && Number.isInteger(now.getTime()), String(now));
    },

    'never goes back': async (clock) => {
      let former = clock.now();
      for (let look = 0; look < 100; look += 1) {
        await setImmediate();
        const now = clock.now();
        assert.ok(now >= former, `${now.toISOString()} came after ${former.toISOString()}`);
        former = now;
      }
    },
  });
}
