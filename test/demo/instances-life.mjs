import assert from 'node:assert/strict';

import { says } from './answers.mjs';
import { CookieClient } from './cookie-client.mjs';

const IDS = ['default', 'hardened'].flatMap((preset) =>
  ['token', 'jwt', 'jwt-cookie', 'session'].map((kind) => `${preset}-${kind}`),
);

/** A login at each instance, in one browser: nobody's cookies get in another's way. */
export async function instancesLife(demo) {
  const config = await says('tells the client its configuration', 200, fetch(`${demo.origin}/demo/config`));
  assert.deepEqual(
    config.instances.map(({ id }) => id),
    IDS,
  );
  const browser = new CookieClient(demo.origin);
  const [sample] = config.sampleAccounts;
  const logins = [];
  for (const instance of config.instances) logins.push(await login(browser, instance, sample));
  for (const { instance, headers } of logins) await livesOn(browser, instance, headers, sample);
  assert.deepEqual(
    browser.cookieNames.filter((name) => !name.startsWith('csrftoken-')),
    [],
    'every logout takes its cookies away',
  );
}

async function login(browser, instance, { username, password }) {
  const { id, path, kind, authorization } = instance;
  const answer = await browser.ask(`${path}/login/`, { body: { username, password } });
  const body = await says(`logs in at ${id}`, kind === 'session' ? 204 : 200, answer);
  const cookies = JSON.parse(answer.headers.get('demo-set-cookie') ?? '[]');
  const names = cookies.map((cookie) => cookie.split('=', 1)[0]).filter((name) => !name.startsWith('csrftoken-'));
  const expected = { 'jwt-cookie': [`access-${id}`, `refresh-${id}`], session: [`sessionid-${id}`] }[kind] ?? [];
  assert.deepEqual(names.sort(), expected, 'the answer tells which cookies it sets');
  for (const cookie of cookies) assert.match(cookie, /^[\w-]+=\(\d+ characters\);.* HttpOnly|^csrftoken-/);
  const credential = { token: body?.key, jwt: body?.access }[kind];
  if (kind === 'jwt-cookie') assert.equal(body.refresh, '', 'the refresh token is in the cookie alone');
  return { instance, headers: credential ? { Authorization: `${authorization} ${credential}` } : {}, body };
}

/** Reads, writes (with a CSRF token where there are cookies), sees its login in the list, and ends. */
async function livesOn(browser, { id, path, kind, csrf, whoami }, headers, { username, email }) {
  const user = await says(`reads user/ at ${id}`, 200, browser.ask(`${path}/user/`, { headers }));
  assert.deepEqual([user.username, user.email, user.profile], [username, email, { company_name: 'Samples' }]);
  await says(`is known to the demo’s own controller at ${id}`, 200, browser.ask(whoami, { headers }));
  const logins = await says(`lists the active logins at ${id}`, 200, browser.ask(`${path}/logins/`, { headers }));
  assert.equal(logins.filter(({ current }) => current).length, 1, 'one of them is this one');

  const refresh = kind === 'jwt' ? { refresh: await refreshToken(browser, path) } : {};
  if (csrf === null) return says(`logs out at ${id}`, 200, browser.ask(`${path}/logout/`, { body: refresh, headers }));
  await says(
    `refuses a write without a CSRF token at ${id}`,
    403,
    browser.ask(`${path}/socialaccounts/1/disconnect/`, { body: {} }),
  );
  const { csrfToken } = await says(`gives a CSRF token at ${id}`, 200, browser.ask(csrf.url));
  assert.ok(browser.cookieNames.includes(csrf.cookieName), csrf.cookieName);
  const withToken = { body: {}, headers: { [csrf.headerName]: csrfToken } };
  return says(`logs out at ${id}`, 200, browser.ask(`${path}/logout/`, withToken));
}

async function refreshToken(browser, path) {
  const body = { username: 'sam', password: 'a-sample-password' };
  return (await (await browser.ask(`${path}/login/`, { body })).json()).refresh;
}
