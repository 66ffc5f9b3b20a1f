import assert from 'node:assert/strict';

import { type AuthEvent, type AuthEvents, type AuthEventType, outcomeOf } from '../../events/auth.events.js';
import { type Contract, contract, type Make } from './contract.js';

type WithoutCircumstances<Type extends AuthEventType> = Omit<
  Extract<AuthEvent, { readonly type: Type }>,
  'type' | 'outcome' | 'at' | 'instance' | 'address' | 'userAgent'
>;

/** What each event bears; a type that is missing here does not compile. */
const PARTICULARS: { readonly [Type in AuthEventType]: WithoutCircumstances<Type> } = {
  logged_in: { userId: 1, method: 'password' },
  login_challenged: { userId: 1, method: 'social' },
  login_failed: { userId: null, method: 'password', reason: 'credentials' },
  logged_out: { userId: 1 },
  login_ended: { userId: 1, loginId: '5d2a4c8f9e6b1a2b' },
  registered: { userId: '0b7f3c1e-5d2a-4c8f-9e6b-1a2b3c4d5e6f' },
  email_verification_requested: { userId: null },
  email_verified: { userId: 1, email: 'alice@example.com' },
  email_verification_failed: { userId: null },
  password_changed: { userId: 1 },
  reauthentication_failed: { userId: 1 },
  password_reset_requested: { userId: 1 },
  password_reset: { userId: 1 },
  password_reset_failed: { userId: null },
  social_account_connected: { userId: 1, provider: 'github' },
  social_account_disconnected: { userId: 1, provider: 'github' },
  refresh_token_reused: { userId: 1, loginId: '5d2a4c8f9e6b1a2b' },
  token_refresh_failed: { userId: null, reason: 'jwt_invalid_or_expired' },
  access_denied: { userId: null, reason: 'not_authenticated' },
  csrf_failed: { userId: 1, reason: 'csrf_token_missing' },
  throttled: { userId: null, rate: 'login' },
};

/** Where events come from: a client that says nothing, or whatever it likes. */
const CIRCUMSTANCES = [
  { instance: 'dj-rest-auth', address: '203.0.113.7', userAgent: 'curl/8.14.1' },
  { instance: 'api/auth', address: '2001:db8::7', userAgent: '\u001b[2J\u2028"},{"type":"logged_in' },
  { instance: 'api/auth', address: null, userAgent: null },
];

/** Every event there is, each from everywhere. */
function everyEvent(): AuthEvent[] {
  return CIRCUMSTANCES.flatMap((circumstances) =>
    Object.entries(PARTICULARS).map(([name, particulars]) => {
      const type = name as AuthEventType;
      const at = new Date('2026-03-01T12:00:00.000Z');
      // Each entry of the table was held against its type; the compiler does not follow them through `Object.entries`.
      return { type, ...particulars, outcome: outcomeOf(type), at, ...circumstances } as AuthEvent;
    }),
  );
}

/** Is told of events. What it throws is logged and changes nothing, and is an event lost. */
export function authEventsContract(make: Make<AuthEvents>): Contract {
  return contract(make, {
    'takes every event there is': async (events) => {
      for (const event of everyEvent()) await told(events, event);
    },

    'takes an event once more': async (events) => {
      const [event] = everyEvent();
      for (let time = 0; event && time < 2; time += 1) await told(events, event);
    },

    'leaves an event as it is': async (events) => {
      for (const event of everyEvent()) {
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
