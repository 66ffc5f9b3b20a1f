import assert from 'node:assert/strict';

import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import type { AttackProfile } from './attack-needs.js';
import type { AttackedSite } from './attacked-site.js';
import type { Caller } from './caller.js';
import type { AttackHeaders, AttackRequest } from './visitor.js';

const EVIL = 'https://evil.test';
const BY_COOKIE: readonly AttackProfile[] = ['jwt-cookie', 'session'];
const NEW_PASSWORD = 'chosen-by-the-attacker-71';

export const CSRF_ATTACKS: AttackGroup = {
  'CSR-01': {
    title: 'A form on another site that writes in its visitor’s name',
    severity: 'critical',
    profiles: BY_COOKIE,
    attempt: async (site) => {
      const alice = await site.addAlice({ social: { provider: 'github', uid: '1001' } });
      const browser = await site.logIn(alice);
      const id = String((await browser.get('socialaccounts/')).is(200).member('0.id'));
      const passwords = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD, old_password: alice.password };
      const acts: [method: string, path: string, form: Record<string, string>][] = [
        ['POST', 'password/change/', passwords],
        ['PATCH', 'user/', { username: 'pwned' }],
        ['PUT', 'user/', { username: 'pwned' }],
        ['POST', 'logout/', {}],
        ['POST', 'github/connect/', { access_token: 'evil' }],
        ['POST', `socialaccounts/${id}/disconnect/`, {}],
      ];
      if (site.profile === 'jwt-cookie') acts.push(['POST', 'token/refresh/', {}]);
      const pages: [headers: AttackHeaders, detail: string][] = [
        [{ Origin: EVIL, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }, foreign(EVIL)],
        [{ Origin: 'null' }, foreign('null')],
        // A browser that says nothing of where the form was.
        [{}, 'CSRF Failed: CSRF token missing.'],
      ];
      for (const [headers, detail] of pages) {
        for (const [method, path, fields] of acts) {
          for (const sent of [{ form: fields }, { json: fields }]) {
            assertUntouched(await forged(site, browser, method, path, { headers, ...sent }), detail);
          }
        }
      }
      assert.equal((await browser.get('user/')).is(200).member('username'), 'alice');
      // What the site's own page may do.
      site.mayChange(alice, 'firstName');
      (await browser.patch('user/', { first_name: 'Alice' }, { Origin: site.origin() })).is(200);
    },
  },

  'CSR-03': {
    title: 'A CSRF token that is missing, wrong or somebody else’s',
    severity: 'critical',
    profiles: BY_COOKIE,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const [browser, other] = [await site.logIn(alice), await site.logIn(await site.addPerson('mallory'))];
      const { cookieName, headerName } = site.settings.csrf;
      const [own, theirs] = [browser, other].map(({ jar }) => jar.get(cookieName) ?? '') as [string, string];
      const called = `'${headerName.replace(/[^-]+/g, (part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase())}'`;
      const wrong = (what: string) => `CSRF Failed: CSRF token from the ${called} HTTP header ${what}.`;
      const passwords = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD, old_password: alice.password };
      const change = (headers: AttackHeaders) =>
        forged(site, browser, 'POST', 'password/change/', {
          json: passwords,
          headers: { Origin: site.origin(), ...headers },
        });
      const tokens: [token: string | null, detail: string][] = [
        [null, 'CSRF Failed: CSRF token missing.'],
        ['', 'CSRF Failed: CSRF token missing.'],
        ['x', wrong('has incorrect length')],
        [theirs, wrong('incorrect')],
        [own.slice(0, -1), wrong('has incorrect length')],
        [own.slice(0, 64), wrong('incorrect')],
        [own.slice(0, 32), wrong('incorrect')],
        [own.toUpperCase(), wrong('incorrect')],
        [`${own.slice(0, -1)}.`, wrong('has invalid characters')],
        [`${own}, ${own}`, wrong('has incorrect length')],
        // The most that a header can be.
        ['a'.repeat(8000), wrong('has incorrect length')],
        ['a'.repeat(own.length), wrong('incorrect')],
      ];
      for (const [token, detail] of tokens)
        assertUntouched(await change(token === null ? {} : { [headerName]: token }), detail);
      // More than a header can be has to come in a form.
      const form = { ...passwords, csrfmiddlewaretoken: 'a'.repeat(50_000) };
      assertUntouched(await forged(site, browser, 'POST', 'password/change/', { form }), wrong('has incorrect length'));
      // The cookie is no proof by itself, nor is one that the attacker has made.
      const made = 'a'.repeat(own.length);
      const without = new Map(browser.jar);
      browser.jar.set(cookieName, made);
      assertUntouched(await change({ [headerName]: made }), wrong('incorrect'));
      browser.jar.delete(cookieName);
      assertUntouched(await change({ [headerName]: own }), 'CSRF Failed: CSRF cookie not set.');
      if (site.profile === 'session') {
        browser.jar.set(cookieName, theirs);
        assertUntouched(await change({ [headerName]: theirs }), wrong('incorrect'));
      }
      for (const [name, value] of without) browser.jar.set(name, value);
      site.mayChange(alice, 'firstName');
      const by = browser.with({ Origin: site.origin(), [headerName]: own });
      (await by.patch('user/', { first_name: 'Alice' })).is(200);
    },
  },

  'CSR-07': {
    title: 'Origins that look like a trusted one',
    severity: 'high',
    profiles: BY_COOKIE,
    options: { csrf: { trustedOrigins: ['https://app.example.test'] } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const browser = await site.logIn(alice);
      const passwords = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD, old_password: alice.password };
      const origins = [
        'null',
        'https://evil.app.example.test',
        'https://app.example.test.evil.test',
        'https://app.example.test:8443',
        'https://app.example.test:443',
        'http://app.example.test',
        'https://app.example.test@evil.test',
        'https://appXexample.test',
        'https://app.example.test。evil.test',
        '',
        'https://app.example.test/',
        'https://app.example.test, https://evil.test',
        'https://evil.test https://app.example.test',
        'https://APP.example.test',
        'https://app.example.test\t.evil.test',
        `${site.origin()}.evil.test`,
        site.origin().replace('http:', 'https:'),
        site.origin().replace(/:\d+$/, ''),
      ];
      for (const origin of origins) {
        // A header bears bytes, and is read as if each were a letter.
        const sent = Buffer.from(origin, 'utf8').toString('latin1');
        const answer = await site.unchangedBy(() => browser.post('password/change/', passwords, { Origin: sent }));
        assertUntouched(answer, foreign(sent));
      }
      site.mayChange(alice, 'firstName');
      for (const origin of ['https://app.example.test', site.origin()]) {
        (await browser.patch('user/', { first_name: 'Alice' }, { Origin: origin })).is(200);
      }
    },
  },

  'CSR-11': {
    title: 'Answers that another site’s script may read',
    severity: 'high',
    profiles: BY_COOKIE,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const browser = await site.logIn(alice);
      const preflight = {
        Origin: EVIL,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,x-csrftoken',
      };
      const paths = ['password/change/', 'user/', 'login/', 'registration/', 'logout/', 'github/'];
      const asked: Answer[] = [];
      for (const path of paths) {
        asked.push((await browser.send('OPTIONS', path, { headers: preflight })).is(200, 204, 404, 405));
        // DRF wants to know first who it is.
        const stranger = await site.visitor().send('OPTIONS', path, { headers: preflight });
        const isAsked = ['password/change/', 'user/'].includes(path) && [401, 403].includes(stranger.status);
        if (isAsked) assert.deepEqual(stranger.body, { detail: 'Authentication credentials were not provided.' });
        asked.push(isAsked ? stranger : stranger.is(200, 204, 404, 405));
      }
      for (const origin of [EVIL, 'null']) asked.push((await browser.get('user/', { Origin: origin })).is(200));
      for (const answer of asked) {
        // A host may well tell its own pages, or everybody but with no cookies, that they may: browsers heed the two together.
        const [allowed, credentials] = ['origin', 'credentials'].map((name) =>
          answer.header(`access-control-allow-${name}`),
        );
        assert.ok(allowed !== EVIL && allowed !== 'null', 'no foreign page was to read answers');
        assert.ok(allowed !== '*' || credentials === '', 'nobody was to read answers by cookies');
      }
    },
  },
};

/** What a page sends of somebody's browser: its cookies, and nothing that only the site's own page has. No row may change by it. */
function forged(
  site: AttackedSite,
  browser: Caller,
  method: string,
  path: string,
  sent: AttackRequest,
): Promise<Answer> {
  return site.unchangedBy(() => browser.with({}).send(method, path, sent));
}

/** Asserts Django's refusal, and that the browser is left as it was. */
function assertUntouched(answer: Answer, detail: string): void {
  answer.equals(403, { detail });
  assert.deepEqual([...answer.cookies], [], 'no cookie was to be set or cleared');
}

function foreign(origin: string): string {
  return `CSRF Failed: Origin checking failed - ${origin} does not match any trusted origins.`;
}
