import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, askForReset, logIn, loginStatus, NEW_PASSWORD, PASSWORD, rowCounts } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { API, Browser, Client } from '../support/client.js';
import { socialHosts } from '../support/social-host.js';
import { GINA } from '../support/social-site.js';
import { asAsked } from '../support/surroundings.mjs';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';

/** The ways in which other servers let a request say that it is another one. */
const OVERRIDES = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'];

const TOKEN_ONLY: Partial<RestAuthOptions> = { credentials: { issue: ['token'] } };

/** Sends a request, and is gone so many milliseconds later, whatever has become of it by then. */
async function abandon({ url }: TestApplication, path: string, body: object, milliseconds: number): Promise<void> {
  const gone = new AbortController();
  const timer = setTimeout(() => {
    gone.abort();
  }, milliseconds);
  await fetch(url + asAsked(API + path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: gone.signal,
  }).catch(() => undefined);
  clearTimeout(timer);
}

describe.each(databasesForAnswers())('requests that say they are others on %s', (database) => {
  const start = applicationsOn(database);

  it('CSR-10: is what its method says, whatever a header, the query or a field names', async () => {
    const application = await start();
    await addUser(application);
    const browser = new Browser(application);
    await browser.post('login/', { username: 'alice', password: PASSWORD });
    const before = await rowCounts(application);
    for (const path of ['logout/', 'user/', 'password/change/']) {
      for (const header of OVERRIDES) {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          const query = `${path}?_method=${method}&new_password1=${NEW_PASSWORD}&new_password2=${NEW_PASSWORD}&username=eve`;
          const { status } = await browser.get(query, { [header]: method });
          expect([path, header, method, status]).toEqual([path, header, method, path === 'user/' ? 200 : 405]);
        }
      }
    }
    // And the other way round: what a GET may do without a CSRF token, no POST may.
    const cookies = { Cookie: `sessionid=${browser.jar.get('sessionid') ?? ''}` };
    const forged = { ...cookies, 'X-HTTP-Method-Override': 'GET' };
    expect((await new Client(application).post('logout/?_method=GET', { _method: 'GET' }, forged)).answer).toEqual([
      403,
      { detail: 'CSRF Failed: CSRF cookie not set.' },
    ]);
    expect((await browser.get('user/')).body).toMatchObject({ username: 'alice' });
    expect(await rowCounts(application)).toEqual(before);
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
  });
});

describe.each(databasesForAnswers())('clients that go away in the midst of a request on %s', (database) => {
  const start = applicationsOn(database);
  const social = socialHosts();
  const PAUSES = [0, 1, 5, 20, 50];

  it('FLT-06: leave a whole user or none', async () => {
    const application = await start(TOKEN_ONLY);
    for (const pause of PAUSES) {
      const username = `gone${pause}`;
      const email = `${username}@example.com`;
      const body = { username, email, password1: PASSWORD, password2: PASSWORD };
      await abandon(application, 'registration/', body, pause);
      // Whoever asks again is the second, or makes the user: either way there is one now.
      expect([201, 400]).toContain((await new Client(application).post('registration/', body)).status);
      expect(await loginStatus(application, username, PASSWORD)).toBe(200);
      expect((await application.mails()).filter(({ to }) => to === email)).toHaveLength(1);
    }
    const { length } = PAUSES;
    expect(await rowCounts(application)).toMatchObject({ users: length, emailAddress: length, outbox: 0 });
  });

  it('FLT-06: leave a password that is reset, with all that a reset ends, or nothing', async () => {
    const application = await start(TOKEN_ONLY);
    for (const pause of PAUSES) {
      const username = `gone${pause}`;
      await addUser(application, { username });
      const client = new Client(application).as(await logIn(application, username));
      const reset = await askForReset(application, `${username}@example.com`);
      const body = { ...reset, new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
      await abandon(application, 'password/reset/confirm/', body, pause);
      expect([200, 400]).toContain((await new Client(application).post('password/reset/confirm/', body)).status);
      expect((await client.get('user/')).status).toBe(401);
      expect(await loginStatus(application, username, NEW_PASSWORD)).toBe(200);
    }
    expect(await rowCounts(application)).toMatchObject({ users: PAUSES.length, passwordReset: 0 });
  });

  it('FLT-06: leave somebody from a provider with their identity, or neither', async () => {
    const application = await start({ ...TOKEN_ONLY, ...social.options() });
    for (const pause of PAUSES) {
      const who = { ...GINA, id: 1000 + pause, login: `gone${pause}`, email: `gone${pause}@example.com` };
      const body = { access_token: social.provider.github.token(who) };
      await abandon(application, 'github/', body, pause);
      expect((await new Client(application).post('github/', body)).status).toBe(200);
    }
    const { length } = PAUSES;
    expect(await rowCounts(application)).toMatchObject({ users: length, socialAccount: length, emailAddress: length });
  });
});
