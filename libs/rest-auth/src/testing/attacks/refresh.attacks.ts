import assert from 'node:assert/strict';

import { Purge } from '../../index.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';
import { claimsFor, forge, readToken } from './forged-token.js';
import { INVALID, refresh, useAccess, verify } from './jwt.attacks.js';
import type { SiteState } from './site-state.js';

const LOGGED_OUT = { detail: 'Successfully logged out.' };

export const REFRESH_ATTACKS: AttackGroup = {
  'REF-01': {
    title: 'A refresh token that was exchanged before comes back',
    severity: 'critical',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const [caller, elsewhere] = [await site.logIn(alice), await site.logIn(alice)];
      const first = caller.given('refresh');
      const second = (await refresh(site, first)).is(200).string('refresh');
      const third = (await refresh(site, second)).is(200).string('refresh');
      site.clock.advance(60);
      (await refresh(site, first)).equals(401, INVALID);
      // The thief's and the owner's alike: nobody can tell which is which.
      for (const token of [third, second, first]) {
        (await refresh(site, token)).equals(401, INVALID);
        (await verify(site, token)).equals(401, INVALID);
      }
      const told = site.events.filter(({ type }) => type === 'refresh_token_reused');
      assert.deepEqual(
        told.map(({ userId }) => userId),
        [alice.id],
        'the host was to be told of it once',
      );
      await assertRefreshes(site, elsewhere.given('refresh'));
    },
  },

  'REF-05': {
    title: 'A logout with somebody else’s refresh token',
    severity: 'high',
    attempt: async (site) => {
      const [alice, bob] = [await site.addAlice(), await site.addPerson('bob')];
      const [caller, own] = [await site.logIn(alice), await site.logIn(alice)];
      const [robbed, elsewhere] = [await site.logIn(bob), await site.logIn(bob)];
      const token = robbed.given('refresh');
      // Whoever holds a token may void it, as at dj-rest-auth (RFC 7009 would ask for a client of its own): it could do worse with it.
      (await caller.post('logout/', { refresh: token })).equals(200, LOGGED_OUT);
      (await refresh(site, token)).equals(401, INVALID);
      // It was a logout: what the caller has come with is over as well, and nothing else of either.
      (await refresh(site, caller.given('refresh'))).equals(401, INVALID);
      await assertRefreshes(site, own.given('refresh'));
      await assertRefreshes(site, elsewhere.given('refresh'));
      assert.equal((await elsewhere.get('user/')).is(200).member('username'), 'bob');
    },
  },

  'REF-07': {
    title: 'A refresh by cookie that shows its token to scripts',
    severity: 'high',
    profiles: ['jwt-cookie'],
    attempt: async (site) => {
      const caller = await site.logIn(await site.addAlice());
      const former = caller.jar.get('__Host-refresh');
      const answer = await caller.post('token/refresh/', {});
      const [access, access_expiration] = ['access', 'access_expiration'].map((name) => answer.string(name));
      answer.equals(200, { access, access_expiration });
      assert.deepEqual([...answer.cookies.keys()].sort(), ['__Host-access', '__Host-refresh']);
      const set = answer.cookies.get('__Host-refresh');
      assert.match(set?.attributes ?? '', /(?:^|; )HttpOnly(?:;|$)/);
      assert.notEqual(set?.value, former);
      const { claims } = readToken(set?.value ?? '');
      assert.equal(claims['token_type'], 'refresh');
      for (const secret of [former, set?.value, claims['jti']]) {
        assert.ok(!answer.text.includes(String(secret)), 'the body was to have nothing of the refresh token');
      }
      assert.equal(readToken(access ?? '').claims['token_type'], 'access');
    },
  },

  'REF-09': {
    title: 'One user’s refresh token in the body, another’s in the cookie',
    severity: 'medium',
    profiles: ['jwt-cookie'],
    attempt: async (site) => {
      const [alice, bob] = [await site.addAlice(), await site.addPerson('bob')];
      const [caller, other] = [await site.logIn(alice), await site.logIn(bob)];
      const browser = () =>
        caller.with({ [site.settings.csrf.headerName]: caller.jar.get(site.settings.csrf.cookieName) ?? '' });
      const token = other.jar.get('__Host-refresh') ?? '';
      const exchanged = (await browser().post('token/refresh/', { refresh: token })).is(200);
      assertAllOf(exchanged, String(bob.id));
      // What is in the body is meant: a blank is none, and garbage never makes way for the cookie.
      (await browser().post('token/refresh/', { refresh: '' })).equals(400, {
        refresh: ['This field may not be blank.'],
      });
      for (const refresh of ['garbage', token, other.jar.get('__Host-access')]) {
        const refused = await browser().post('token/refresh/', { refresh });
        refused.equals(401, INVALID);
        assert.deepEqual([...refused.cookies], [], 'the cookie was to be left alone');
      }
      const own = (await browser().post('token/refresh/', {})).is(200);
      assertAllOf(own, String(alice.id));
    },
  },

  'REF-11': {
    title: 'Tables that grow with every login',
    severity: 'medium',
    attempt: async (site) => {
      const alice = await site.addAlice();
      await site.logIn(alice);
      const before = sizes(await site.state());
      assert.ok(Object.keys(before).length > 0, 'rows were to be kept where they can be counted');
      // The catalogue names ten thousand, which last longer than four minutes; so many last one and a half.
      const [logins, atOnce] = [site.rounds(10, 2_000), 10];
      for (let login = 0; login < logins; login += atOnce) {
        await Promise.all(
          Array.from({ length: atOnce }, async (_, index) => {
            const caller = await site.logIn(alice);
            if (index % 2 > 0) await assertRefreshes(site, caller.given('refresh'));
          }),
        );
      }
      // Of another server's tokens a row is kept too, once they are void.
      const tokens = Array.from({ length: 40 }, () => forge({ claims: claimsFor(alice, 'refresh', site.clock) }));
      for (const token of tokens) (await site.visitor().post('logout/', { refresh: token })).equals(200, LOGGED_OUT);
      const grown = Object.entries(sizes(await site.state())).filter(([table, size]) => size !== before[table]);
      assert.deepEqual(
        grown.map(([table, size]) => size - (before[table] ?? 0)),
        [logins + tokens.length],
        'each login was to be one row, and each foreign one',
      );
      const { accessSeconds, refreshSeconds } = site.settings.jwt;
      site.clock.advance(refreshSeconds + accessSeconds);
      const alive = await site.logIn(alice);
      await site.instance.get(Purge).run({ batchSize: site.rounds(7, 700) });
      assert.deepEqual(sizes(await site.state()), before, 'one login was to be left');
      await assertRefreshes(site, alive.given('refresh'));
      // What is gone from the table is no less void.
      for (const token of tokens.slice(0, 3)) (await refresh(site, token)).equals(401, INVALID);
    },
  },

  'REF-12': {
    title: 'Refresh tokens by what stands in the database',
    severity: 'medium',
    attempt: async (site) => {
      const caller = await site.logIn(await site.addAlice());
      const former = caller.given('refresh');
      const issued = [former, (await refresh(site, former)).is(200).string('refresh'), caller.given('access')];
      const rows = JSON.stringify(await site.state());
      for (const token of issued) {
        const [header = '', claims = '', signature = ''] = token.split('.');
        for (const secret of [
          token,
          `${header}.${claims}`,
          claims,
          signature,
          String(readToken(token).claims['jti']),
        ]) {
          assert.ok(!rows.includes(secret), 'no row was to hold a token, nor what tells it from others');
        }
      }
      // Of a host's own columns, too, whatever a header can bear.
      const texts = new Set([...rows.matchAll(/\\"([ !#-[\]-~]+)\\"/g)].map(([, text = '']) => text));
      for (const text of texts) {
        (await refresh(site, text)).equals(401, INVALID);
        (await useAccess(site, text)).is(401);
      }
    },
  },
};

/** Asserts that a refresh token is good; it is void then. */
async function assertRefreshes(site: AttackedSite, token: string): Promise<void> {
  const access = (await refresh(site, token)).is(200).string('access');
  (await useAccess(site, access)).is(200);
}

/** Asserts that everything in an answer is of one user. */
function assertAllOf(answer: Answer, userId: string): void {
  const tokens = [answer.string('access'), ...[...answer.cookies.values()].map(({ value }) => value)];
  assert.deepEqual(
    tokens.map((token) => readToken(token).claims['user_id']),
    [userId, userId, userId],
  );
}

function sizes(state: SiteState): Record<string, number> {
  return Object.fromEntries(Object.entries(state).map(([table, rows]) => [table, rows.length]));
}
