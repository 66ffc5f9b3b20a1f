import assert from 'node:assert/strict';

import type { Answer, SetCookie } from './answer.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';
import { readToken } from './forged-token.js';
import { badAccess, INVALID } from './jwt.attacks.js';
import type { Person } from './person.js';
import type { Visitor } from './visitor.js';

const NO_CREDENTIALS = { detail: 'Authentication credentials were not provided.' };
const LOGGED_OUT = { detail: 'Successfully logged out.' };

const SAFE = { secure: true, sameSite: 'Lax', domain: null, path: '/' } as const;
/** Every cookie as it should be: of this host alone, and over TLS alone. */
const SAFE_COOKIES = {
  sessions: { ...SAFE, cookieName: '__Host-sessionid' },
  csrf: { ...SAFE, cookieName: '__Host-csrftoken' },
  jwt: { ...SAFE, httpOnly: true, refreshCookiePath: '/' },
} as const;

export const COOKIES_ATTACKS: AttackGroup = {
  'CKI-01': {
    title: 'Cookies that scripts, other sites or plain HTTP could get at',
    severity: 'high',
    profiles: ['jwt-cookie', 'session'],
    options: SAFE_COOKIES,
    attempt: async (site) => {
      const { cookies } = (await site.visitor().post('login/', await site.addAlice())).is(200, 204);
      const expected: Record<string, readonly string[]> = {};
      for (const name of ['__Host-access', '__Host-refresh']) {
        const token = cookies.get(name)?.value;
        if (site.profile !== 'jwt-cookie' || token === undefined) continue;
        const { exp, iat } = readToken(token).claims;
        expected[name] = [
          'HttpOnly',
          `Max-Age=${String(Number(exp) - Number(iat))}`,
          'Path=/',
          'SameSite=Lax',
          'Secure',
        ];
      }
      if (site.profile === 'session') {
        const idle = `Max-Age=${String(site.settings.sessions.idleSeconds)}`;
        expected['__Host-sessionid'] = ['HttpOnly', idle, 'Path=/', 'SameSite=Lax', 'Secure'];
        // A script has to send it back.
        const lasting = attributesOf(cookies.get('__Host-csrftoken')).find((part) => part.startsWith('Max-Age=')) ?? '';
        expected['__Host-csrftoken'] = [lasting, 'Path=/', 'SameSite=Lax', 'Secure'];
      }
      assert.equal(Object.keys(expected).length, 2, 'both tokens, or a session and its CSRF token, were to be set');
      const told = [...cookies].map(([name, cookie]): [string, string[]] => [name, attributesOf(cookie)]);
      assert.deepEqual(Object.fromEntries(told), expected);
    },
  },

  'CKI-03': {
    title: 'Cookies that outlive a logout',
    severity: 'high',
    profiles: ['jwt-cookie', 'session'],
    options: SAFE_COOKIES,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const narrow = { ...SAFE, path: site.mount };
      const shared = { ...SAFE, domain: 'example.test', sameSite: 'Strict' } as const;
      const names = { accessCookieName: '__Secure-access', refreshCookieName: '__Secure-refresh' };
      for (const options of [
        {},
        {
          jwt: { ...names, refreshCookiePath: site.mount },
          sessions: { ...narrow, cookieName: '__Secure-session' },
        },
        {
          jwt: { ...shared, ...names, refreshCookiePath: `${site.mount}/token` },
          sessions: { ...shared, cookieName: '__Secure-session' },
        },
      ]) {
        await assertLogoutClears(site, alice, await site.addProcess(options));
      }
    },
  },

  'CKI-04': {
    title: 'A cookie that a neighbouring host has planted',
    severity: 'high',
    profiles: ['jwt-cookie'],
    attempt: async (site) => {
      const [alice, mallory] = [await site.addAlice(), await site.addPerson('mallory')];
      const [own, planted] = [await site.logIn(alice), await site.logIn(mallory)];
      const pair = (visitor: Visitor, name: string) => `${name}=${visitor.jar.get(name) ?? ''}`;
      const by = (...cookies: readonly string[]) => site.visitor({ Cookie: cookies.join('; ') });
      const [ours, theirs] = [pair(own, '__Host-access'), pair(planted, '__Host-access')];
      assert.equal((await by(ours).get('user/')).is(200).member('username'), 'alice');
      for (const cookies of [
        [theirs, ours],
        [ours, theirs],
        [theirs, ours, theirs],
      ]) {
        (await by(...cookies).get('user/')).equals(401, NO_CREDENTIALS);
      }
      const { cookieName, headerName } = site.settings.csrf;
      const token = own.jar.get(cookieName) ?? '';
      const [refresh, strange] = [pair(own, '__Host-refresh'), pair(planted, '__Host-refresh')];
      for (const cookies of [
        [strange, refresh],
        [refresh, strange],
      ]) {
        const answer = await by(...cookies, `${cookieName}=${token}`).post(
          'token/refresh/',
          {},
          { [headerName]: token },
        );
        answer.equals(401, { detail: 'No valid refresh token found.', code: 'token_not_valid' });
        assert.deepEqual([...answer.cookies], []);
      }
      // Nor does it help to plant the CSRF token that goes with it.
      const tokens = [`${cookieName}=${planted.jar.get(cookieName) ?? ''}`, `${cookieName}=${token}`];
      const forged = await by(ours, ...tokens).patch('user/', { first_name: 'x' }, { [headerName]: token });
      forged.equals(403, { detail: 'CSRF Failed: CSRF cookie not set.' });
    },
  },

  'CKI-05': {
    title: 'Cookies that are none',
    severity: 'medium',
    profiles: ['jwt-cookie'],
    attempt: async (site) => {
      await site.addAlice();
      const bad: string[] = ['%00', '"x', '%E0%A4%A', '"x"', 'x'.repeat(8192), 'é\xff', '{}', 'j:{"$gt":""}', 'a.b.c'];
      const none: string[] = ['a=b; '.repeat(2000), '__proto__=x; constructor=y', '=;=;=', ';;;', '=x', '', 'a', ' = '];
      none.push('toString=x; hasOwnProperty=y', '__proto__.polluted=1', '__proto__[polluted]=1', 'a=\xa0; \t=b');
      none.push(Array.from({ length: 200 }, (_, index) => `c${String(index)}=${String(index)}`).join('; '));
      for (const value of bad) {
        for (const cookie of [`__Host-access=${value}`, `a=b; __Host-access=${value}; __proto__=x`]) {
          const answer = (await site.visitor({ Cookie: cookie }).get('user/')).equals(401, badAccess());
          assert.deepEqual([...answer.cookies.keys()], ['__Host-access'], 'what is no good was to be cleared');
        }
        const { cookieName, headerName } = site.settings.csrf;
        const browser = site.visitor();
        site.giveCsrfToken(browser);
        browser.jar.set('__Host-refresh', value);
        const token = browser.jar.get(cookieName) ?? '';
        (await browser.post('token/refresh/', {}, { [headerName]: token })).equals(401, INVALID);
      }
      for (const cookie of none) {
        (await site.visitor({ Cookie: cookie }).get('user/')).equals(401, NO_CREDENTIALS);
      }
      assert.equal(Reflect.get({}, 'polluted'), undefined);
    },
  },

  'CKI-09': {
    title: 'A refresh token that goes wherever the browser goes',
    severity: 'low',
    profiles: ['jwt-cookie'],
    options: SAFE_COOKIES,
    attempt: async (site) => {
      const alice = await site.addAlice();
      // Either bound to this host, or sent to where it is exchanged and ended alone.
      const narrow = await site.addProcess({
        jwt: { refreshCookieName: '__Secure-refresh', refreshCookiePath: site.mount, refreshCsrf: false },
      });
      for (const [process, name, path] of [
        [0, '__Host-refresh', '/'],
        [narrow, '__Secure-refresh', site.mount],
      ] as const) {
        const login = (await site.visitor({}, process).post('login/', alice)).is(200);
        const cookie = login.cookies.get(name);
        const attributes = attributesOf(cookie);
        for (const attribute of ['HttpOnly', 'Secure', `Path=${path}`])
          assert.ok(attributes.includes(attribute), attribute);
        assert.ok(!attributes.some((attribute) => attribute.startsWith('Domain=')), 'it was to be of this host alone');
        for (const place of ['token/refresh/', 'logout/']) assert.ok(`${site.mount}/${place}`.startsWith(path));
        // Wherever it goes besides, it opens nothing.
        const bearing = site.visitor({ Cookie: `${name}=${cookie?.value ?? ''}` }, process);
        (await bearing.get('user/')).equals(401, NO_CREDENTIALS);
        (await bearing.patch('user/', { first_name: 'x' })).equals(401, NO_CREDENTIALS);
        const asAccess = site.visitor({ Cookie: `__Host-access=${cookie?.value ?? ''}` }, process);
        (await asAccess.get('user/')).equals(401, badAccess('Token has wrong type'));
        if (process === narrow) (await bearing.post('token/refresh/', {})).is(200);
      }
    },
  },
};

/** Logs somebody in and out, and asserts that a browser has nothing left of it that is good for anything. */
async function assertLogoutClears(site: AttackedSite, person: Person, process: number): Promise<void> {
  const { cookieName, headerName } = site.settings.csrf;
  const browser = site.visitor({}, process);
  const login = (await browser.post('login/', { username: person.username, password: person.password })).is(200, 204);
  site.giveCsrfToken(browser);
  const token = browser.jar.get(cookieName) ?? '';
  const former = browser.with({});
  const logout = (await browser.post('logout/', {}, { [headerName]: token })).equals(200, LOGGED_OUT);
  const credentials = [...login.cookies.keys()].filter((name) => name !== cookieName);
  assert.equal(credentials.length, site.profile === 'session' ? 1 : 2);
  for (const name of credentials) {
    const [set, cleared] = [login.cookies.get(name), logout.cookies.get(name)];
    assert.equal(cleared?.value, '', `${name} was to be cleared`);
    assert.deepEqual(placeOf(cleared), placeOf(set), `${name} was to be found by its browser`);
    assert.ok(attributesOf(cleared).includes('Expires=Thu, 01 Jan 1970 00:00:00 GMT'));
  }
  const left = [...keptBy([login, logout])];
  // Django leaves its CSRF token where it is, too; that of a session is worth nothing without it.
  assert.deepEqual(
    left.filter(([name]) => name !== cookieName),
    [],
  );
  for (const name of credentials.filter((one) => one.endsWith('refresh'))) {
    const refresh = login.cookies.get(name)?.value;
    (await site.visitor({}, process).post('token/refresh/', { refresh })).equals(401, INVALID);
  }
  if (site.profile !== 'session') return;
  for (const [name, value] of left) {
    const next = site.visitor({}, process);
    (await next.post('login/', { username: person.username, password: person.password })).is(200, 204);
    next.jar.set(name, value);
    const forged = await next.patch('user/', { first_name: 'x' }, { [headerName]: value });
    forged.equals(403, { detail: `CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect.` });
  }
  (await former.get('user/')).equals(403, NO_CREDENTIALS);
}

function attributesOf(cookie: SetCookie | undefined): string[] {
  return (cookie?.attributes ?? '').split('; ').sort();
}

/** Where a browser keeps a cookie, and from whom. */
function placeOf(cookie: SetCookie | undefined): string[] {
  return attributesOf(cookie).filter((attribute) => !/^(?:Max-Age|Expires|HttpOnly)/.test(attribute));
}

/** What a browser has after those answers (RFC 6265bis §5.7): it finds a cookie by name, domain and path, and does nothing that a prefix forbids. */
function keptBy(answers: readonly Answer[]): ReadonlyMap<string, string> {
  const kept = new Map<string, readonly [name: string, value: string]>();
  for (const { cookies } of answers) {
    for (const [name, cookie] of cookies) {
      const attributes = attributesOf(cookie);
      const [domain = '', path = ''] = ['Domain=', 'Path='].map((start) =>
        attributes.find((part) => part.startsWith(start)),
      );
      const isSecure = attributes.includes('Secure');
      if (/^__(?:Host|Secure)-/.test(name) && !isSecure) continue;
      if (name.startsWith('__Host-') && (domain !== '' || path !== 'Path=/')) continue;
      const place = `${name};${domain};${path}`;
      if (attributes.includes('Max-Age=0')) kept.delete(place);
      else kept.set(place, [name, cookie.value]);
    }
  }
  return new Map(kept.values());
}
