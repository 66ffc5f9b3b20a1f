import assert from 'node:assert/strict';

import type { AuthEvent, AuthEvents } from '../../events/auth.events.js';
import { type Contract, contract, type Make } from './contract.js';

type EventOf<Type extends AuthEvent['type']> = Extract<AuthEvent, { readonly type: Type }>;

/** Every event there is; a type that is missing here does not compile. */
const EVENTS: { readonly [Type in AuthEvent['type']]: EventOf<Type> } = {
  logged_in: { type: 'logged_in', userId: 1, method: 'password' },
  logged_out: { type: 'logged_out', userId: 1 },
  registered: { type: 'registered', userId: '0b7f3c1e-5d2a-4c8f-9e6b-1a2b3c4d5e6f' },
  email_verified: { type: 'email_verified', userId: 1, email: 'alice@example.com' },
  password_changed: { type: 'password_changed', userId: 1 },
  social_account_connected: { type: 'social_account_connected', userId: 1, provider: 'github' },
  social_account_disconnected: { type: 'social_account_disconnected', userId: 1, provider: 'github' },
  password_reset: { type: 'password_reset', userId: 1 },
  throttled: { type: 'throttled', userId: null, rate: 'login' },
};

/** Is told of events. What it throws is logged and changes nothing, and is an event lost. */
export function authEventsContract(make: Make<AuthEvents>): Contract {
  return contract(make, {
    'takes every event there is': async (events) => {
      for (const event of Object.values(EVENTS)) await told(events, event);
    },

    'takes an event once more': async (events) => {
      for (let time = 0; time < 2; time += 1) await told(events, EVENTS.logged_in);
    },

    'leaves an event as it is': async (events) => {
      for (const event of Object.values(EVENTS)) {
        const copy = { ...event };
        await told(events, copy);
        assert.deepEqual(copy, event);
      }
    },
  });
}

async function told(events: AuthEvents, event: AuthEvent): Promise<void> {
  await assert.doesNotReject(async () => events.emit(event), `it failed at ${event.type}`);
}
