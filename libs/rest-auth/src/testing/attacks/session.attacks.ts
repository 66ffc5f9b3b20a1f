import assert from 'node:assert/strict';

import type { RedisClient } from '../../rest-auth.settings.js';
import type { AttackGroup } from './attack.js';
import { claimsFor, forge } from './forged-token.js';
import { badAccess, INVALID, refresh } from './jwt.attacks.js';

const NO_CREDENTIALS = { detail: 'Authentication credentials were not provided.' };
const LOGGED_OUT = { detail: 'Successfully logged out.' };

const DAY = 86400;
const LIFE = { absoluteSeconds: 30 * DAY, idleSeconds: 14 * DAY };

export const SESSION_ATTACKS: AttackGroup = {
  'SES-04': {
    title: 'A session or token that is found long afterwards',
    severity: 'medium',
    profiles: ['session', 'token'],
    options: { sessions: LIFE, tokens: { ...LIFE, perUser: false } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const [status, body] =
        site.profile === 'token' ? ([401, { detail: 'Invalid token.' }] as const) : ([403, NO_CREDENTIALS] as const);
      // Whoever has stolen one keeps it, whatever the browser was told to do with it.
      const stolen = async () => {
        const caller = await site.logIn(alice);
        const cookies = new Map(caller.jar);
        return () => {
          for (const [name, value] of cookies) caller.jar.set(name, value);
          return caller.get('user/');
        };
      };
      const [busy, idle] = [await stolen(), await stolen()];
      site.clock.advance(13 * DAY);
      (await busy()).is(200);
      site.clock.advance(DAY + 1);
      (await idle()).equals(status, body);
      (await busy()).is(200);
      site.clock.advance(13 * DAY);
      (await busy()).is(200);
      site.clock.advance(3 * DAY - 2);
      (await busy()).is(200);
      site.clock.advance(2);
      for (const use of [busy, idle, busy, idle]) (await use()).equals(status, body);
    },
  },

  'SES-05': {
    title: 'A refresh while its login is ended',
    severity: 'medium',
    twoInstances: true,
    attempt: async (site) => {
      const alice = await site.addAlice();
      for (let round = 0; round < site.rounds(40, 200); round += 1) {
        // By turns a login of ours, and one at another server, of which we hear for the first time.
        const login = round % 4 === 0 ? await site.logIn(alice) : null;
        const caller = login ?? site.visitor();
        const token = login?.given('refresh') ?? forge({ claims: claimsFor(alice, 'refresh', site.clock) });
        const end = () => caller.post('logout/', { refresh: token });
        const exchange = () => refresh(site, token, 1);
        const [ended, exchanged] =
          round % 2 === 0 ? await Promise.all([end(), exchange()]) : (await Promise.all([exchange(), end()])).reverse();
        const next = exchanged?.is(200, 401).status === 200 ? exchanged.string('refresh') : null;
        if (ended?.is(200, 401).status === 200) {
          ended.equals(200, LOGGED_OUT);
          for (const left of next === null ? [token] : [next, token]) (await refresh(site, left)).equals(401, INVALID);
        } else {
          // Too late: it has become another one, which is told, so that nobody believes themselves logged out.
          ended?.equals(401, { detail: 'Token is blacklisted' });
          (await refresh(site, next ?? '')).is(200);
        }
      }
    },
  },

  'SES-06': {
    title: 'A login that was ended, once Redis is gone',
    severity: 'medium',
    profiles: ['session', 'jwt-cookie'],
    throttling: true,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const redis = new FakeRedis();
      const process = await site.addProcess({ throttling: { redis: { client: redis } } });
      const browser = await site.logIn(alice, {}, process);
      const cookies = new Map(browser.jar);
      const use = () => {
        for (const [name, value] of cookies) browser.jar.set(name, value);
        return browser.get('user/');
      };
      (await use()).is(200);
      const visitor = site.visitor({}, process);
      (await visitor.post('password/reset/', { email: alice.email })).is(200);
      const password = 'chosen-by-alice-herself-52';
      const confirmed = { ...(await site.resetSecret()), new_password1: password, new_password2: password };
      site.mayChange(alice, 'password');
      (await visitor.post('password/reset/confirm/', confirmed)).is(200);

      const [status, body] = site.profile === 'session' ? [403, NO_CREDENTIALS] : [401, badAccess()];
      for (const state of ['there', 'down', 'silent', 'there'] as const) {
        redis.state = state;
        (await use()).equals(status, body);
        const refreshed = cookies.get('__Host-refresh');
        if (refreshed !== undefined) (await refresh(site, refreshed, process)).equals(401, INVALID);
        // It holds nothing by which anybody comes in, either.
        (await site.visitor({}, process).post('login/', { username: 'alice', password })).is(200, 204);
      }
      assert.ok(redis.asked > 0, 'Redis was to be asked');
    },
  },
};

/** Redis as one that has just been started, until it is down, or answers no more. */
class FakeRedis implements RedisClient {
  state: 'there' | 'down' | 'silent' = 'there';
  asked = 0;

  eval(_script: string, _keys: number, ...[, , ttl]: (string | number)[]): Promise<unknown> {
    this.asked += 1;
    if (this.state === 'down') return Promise.reject(new Error('connect ECONNREFUSED'));
    if (this.state === 'silent') return new Promise(() => undefined);
    // The first hit of its window.
    return Promise.resolve([1, 0, 0, Number(ttl ?? 0)]);
  }
}
