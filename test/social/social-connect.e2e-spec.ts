import { addUser, KEY, logIn, PASSWORD } from '../support/accounts.js';
import { Browser } from '../support/client.js';
import { CALLBACK_URL, FIONA, GINA, socialSitesOn, TESS } from '../support/social-site.js';
import { dumpOf } from '../support/table-dump.js';
import { databasesForAnswers } from '../support/test-database.js';

const WITH_KEY = [200, { key: KEY }];
const TAKEN = [400, { non_field_errors: ['The social account is already connected to a different account.'] }];

describe.each(databasesForAnswers())('connect/ on %s', (database) => {
  const start = socialSitesOn(database);

  it.each(['facebook', 'github', 'twitter'] as const)(
    'gives the caller an identity at %s, by which they log in',
    async (name) => {
      const { application, provider, anybody } = await start();
      const alice = await addUser(application);
      const key = await logIn(application);
      const input = {
        facebook: () => ({ access_token: provider.facebook.token(FIONA) }),
        github: () => ({ code: provider.github.code(GINA, { redirectUri: CALLBACK_URL }) }),
        twitter: () => provider.twitter.token(TESS),
      }[name];
      const uid = { facebook: '1001', github: '42', twitter: '77' }[name];
      const reply = await anybody.as(key).post(`${name}/connect/`, input());
      expect([reply.answer, reply.header('Cache-Control')]).toEqual([WITH_KEY, 'no-store']);
      const now = application.clock.now().toISOString();
      expect((await anybody.as(key).get('socialaccounts/')).answer).toEqual([
        200,
        [{ id: expect.any(Number), provider: name, uid, last_login: now, date_joined: now }],
      ]);
      const login = await anybody.post(`${name}/`, input());
      expect((await anybody.as(login.body.key).get('user/')).body).toMatchObject({ pk: alice.id, username: 'alice' });
    },
  );

  it('gives fresh credentials of the caller’s own, whatever the identity’s address says', async () => {
    const { application, provider, anybody } = await start();
    const alice = await addUser(application);
    await addUser(application, { username: 'bob' });
    const browser = new Browser(application);
    const login = await browser.post('login/', { username: 'alice', password: PASSWORD });
    const access_token = provider.facebook.token({ ...FIONA, email: 'bob@example.com' });
    const reply = await browser.post('facebook/connect/', { access_token });
    expect(reply.answer).toEqual(WITH_KEY);
    expect(reply.body.key).not.toBe(login.body.key);
    expect(Object.keys(reply.cookies).sort()).toEqual(['csrftoken', 'sessionid']);
    expect((await anybody.as(reply.body.key).get('user/')).body).toMatchObject({ pk: alice.id });
    expect((await browser.get('user/')).body).toMatchObject({ pk: alice.id, email: 'alice@example.com' });
  });

  it('once more is as good, and writes no second row', async () => {
    const { application, provider, anybody } = await start();
    await addUser(application);
    const key = await logIn(application);
    const access_token = provider.github.token(GINA);
    for (let time = 0; time < 2; time += 1) {
      expect((await anybody.as(key).post('github/connect/', { access_token })).answer).toEqual(WITH_KEY);
    }
    expect((await anybody.as(key).get('socialaccounts/')).body).toHaveLength(1);
  });

  it('takes nobody’s identity away, gives nobody’s credentials, and changes nothing', async () => {
    const { application, provider, anybody } = await start();
    await addUser(application);
    const key = await logIn(application);
    const access_token = provider.github.token(GINA);
    await anybody.post('github/', { access_token });
    await application.mails();
    const before = await dumpOf(application.dataSource);
    const reply = await anybody.as(key).post('github/connect/', { access_token });
    expect([reply.answer, reply.cookies]).toEqual([TAKEN, {}]);
    expect(await dumpOf(application.dataSource)).toEqual(before);
  });

  it('is refused where the provider refuses, and changes nothing', async () => {
    const { application, anybody } = await start();
    await addUser(application);
    const key = await logIn(application);
    const before = await dumpOf(application.dataSource);
    const answers = [
      await anybody.as(key).post('facebook/connect/', { access_token: 'nonsense' }),
      await anybody.as(key).post('github/connect/', { code: 'nonsense' }),
      await anybody.as(key).post('twitter/connect/', { access_token: 'nonsense', token_secret: 'nonsense' }),
      await anybody.as(key).post('github/connect/', {}),
      await anybody.as(key).post('twitter/connect/', {}),
    ];
    expect(answers.map(({ answer }) => answer)).toEqual([
      [400, { non_field_errors: ['Incorrect value'] }],
      [400, { non_field_errors: ['Failed to exchange code for access token'] }],
      [400, { non_field_errors: ['No access to private resources at "api.twitter.com".'] }],
      [400, { non_field_errors: ['Incorrect input. access_token or code is required.'] }],
      [400, { access_token: ['This field is required.'], token_secret: ['This field is required.'] }],
    ]);
    expect(await dumpOf(application.dataSource)).toEqual(before);
  });

  it('is for whoever is logged in, by a session with its CSRF token, and asks the provider for nobody else', async () => {
    const { application, provider, anybody } = await start();
    await addUser(application);
    const input = { access_token: provider.github.token(GINA) };
    expect((await anybody.post('github/connect/', input)).answer).toEqual([
      401,
      { detail: 'Authentication credentials were not provided.' },
    ]);
    const browser = new Browser(application);
    await browser.post('login/', { username: 'alice', password: PASSWORD });
    const cookie = `sessionid=${browser.jar.get('sessionid') ?? ''}`;
    expect((await anybody.post('github/connect/', input, { Cookie: cookie })).answer).toEqual([
      403,
      { detail: 'CSRF Failed: CSRF cookie not set.' },
    ]);
    expect(provider.requests).toEqual([]);
    expect((await browser.post('github/connect/', input)).answer).toEqual(WITH_KEY);
  });

  it.each(['GET', 'PUT', 'DELETE'] as const)('refuses %s', async (method) => {
    const { application, anybody } = await start();
    await addUser(application);
    const caller = anybody.as(await logIn(application));
    const reply = await caller.send(method.toLowerCase() as 'get' | 'put' | 'delete', 'github/connect/');
    expect([reply.answer, reply.header('Allow')]).toEqual([
      [405, { detail: `Method "${method}" not allowed.` }],
      'POST, OPTIONS',
    ]);
  });
});
