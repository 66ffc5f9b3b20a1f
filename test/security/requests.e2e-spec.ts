import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, logIn, loginStatus, NEW_PASSWORD, PASSWORD, rowCounts } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import { databasesForAnswers } from '../support/test-database.js';

/** The ways in which other servers let a request say that it is another one. */
const OVERRIDES = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'];
/** The names under which other servers take an address to lead on to. */
const LEADING = [
  'next',
  'redirect',
  'redirect_uri',
  'redirect_to',
  'return_to',
  'return',
  'url',
  'callback',
  'continue',
];
const ELSEWHERE = 'https://evil.example/';

const TOKEN_ONLY: Partial<RestAuthOptions> = { credentials: { issue: ['token'] } };

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

  it('HTP-12: leads nowhere that it names', async () => {
    const application = await start(TOKEN_ONLY);
    await addUser(application);
    const places = Object.fromEntries(LEADING.map((name) => [name, ELSEWHERE]));
    const query = new URLSearchParams(places).toString();
    const client = new Client(application);
    const replies = [
      await client.post(`login/?${query}`, { ...places, username: 'alice', password: PASSWORD }),
      await client.post(`registration/?${query}`, {
        ...places,
        username: 'bob',
        password1: PASSWORD,
        password2: PASSWORD,
      }),
      await client.post(`password/reset/?${query}`, { ...places, email: 'alice@example.com' }),
      await client.get(`registration/account-confirm-email/x/?${query}`),
      await client.as(await logIn(application)).post(`logout/?${query}`, places),
    ];
    for (const reply of replies) {
      expect(reply.header('Location') ?? '').not.toContain('evil.example');
      expect(reply.header('Refresh')).toBeUndefined();
      expect(JSON.stringify(reply.body)).not.toContain('evil.example');
    }
    expect(replies.map(({ status }) => status)).toEqual([200, 201, 200, 302, 200]);
    expect(JSON.stringify(await application.mails())).not.toContain('evil.example');
  });
});
