import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, logIn, PASSWORD } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';

const ON: Partial<RestAuthOptions> = { activeLogins: true };
const JWT: Partial<RestAuthOptions> = { activeLogins: true, credentials: { issue: ['jwt'] } };
const ALICE = { username: 'alice', password: PASSWORD };
const NOT_FOUND = [404, { detail: 'Not found.' }];

/** A login, as a client with that name. */
async function client(application: TestApplication, userAgent: string, username = 'alice'): Promise<Client> {
  const client = new Client(application, { 'User-Agent': userAgent });
  const { body } = await client.post('login/', { username, password: PASSWORD });
  return new Client(application, {
    'User-Agent': userAgent,
    Authorization: body.key === undefined ? `Bearer ${String(body.access)}` : `Token ${String(body.key)}`,
  });
}

const agents = async (client: Client) =>
  ((await client.get('logins/')).body as { user_agent: string }[]).map(({ user_agent: agent }) => agent);
const idOf = async (client: Client, agent: string) =>
  ((await client.get('logins/')).body as { id: string; user_agent: string }[]).find(
    ({ user_agent: other }) => other === agent,
  )?.id;

describe.each(databasesForAnswers())('logins/ on %s', (database) => {
  const start = applicationsOn(database);

  it('lists where one is logged in, the last used first, with each login’s credentials together', async () => {
    const application = await start(ON);
    await addUser(application);
    await addUser(application, { username: 'bob' });
    const first = application.clock.now().toISOString();
    await client(application, 'Phone');
    await client(application, 'Bob’s phone'.replace('’', ''), 'bob');
    application.clock.advance(60);
    const laptop = await client(application, 'Laptop');
    const login = {
      id: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      kinds: ['token', 'session'],
      method: 'password',
      address: expect.stringMatching(/127\.0\.0\.1$/) as unknown,
    };
    const now = application.clock.now().toISOString();
    expect((await laptop.get('logins/')).answer).toEqual([
      200,
      [
        { ...login, created_at: now, last_used_at: now, user_agent: 'Laptop', current: true },
        { ...login, created_at: first, last_used_at: first, user_agent: 'Phone', current: false },
      ],
    ]);
  });

  it('lists a login by JSON Web Tokens too', async () => {
    const application = await start(JWT);
    await addUser(application);
    const phone = await client(application, 'Phone');
    const { body } = await phone.get('logins/');
    expect(body).toMatchObject([{ kinds: ['jwt'], user_agent: 'Phone', current: true }]);
  });

  it('leaves out what is over: expired, logged out, from before a change of the password', async () => {
    const application = await start(ON);
    await addUser(application);
    await client(application, 'Old');
    application.clock.advance(14 * 24 * 3600);
    await (await client(application, 'Gone')).post('logout/');
    await client(application, 'Stolen');
    const laptop = await client(application, 'Laptop');
    await laptop.post('password/change/', { new_password1: 'Looking-glass7', new_password2: 'Looking-glass7' });
    expect(await agents(laptop)).toEqual(['Laptop']);
  });

  it('ends one login, with all that it gave, and no other', async () => {
    const application = await start(ON);
    await addUser(application);
    const browser = new Browser(application, { 'User-Agent': 'Browser' });
    await browser.post('login/', ALICE);
    const [phone, laptop] = [await client(application, 'Phone'), await client(application, 'Laptop')];
    const id = await idOf(laptop, 'Browser');
    const ended = await laptop.send('delete', `logins/${String(id)}/`);
    const statuses = [await browser.get('user/'), await phone.get('user/'), await laptop.get('user/')];
    expect([ended.answer, statuses.map(({ status }) => status), (await agents(laptop)).sort()]).toEqual([
      [204, ''],
      [401, 200, 200],
      ['Laptop', 'Phone'],
    ]);
  });

  it.each([
    ['opaque tokens', ON],
    ['JSON Web Tokens', JWT],
  ])('ends all logins but the caller’s own, by %s', async (_, options) => {
    const application = await start(options);
    await addUser(application);
    await addUser(application, { username: 'bob' });
    await client(application, 'Phone');
    await client(application, 'Tablet');
    const bob = await client(application, 'Bob', 'bob');
    const laptop = await client(application, 'Laptop');
    const ended = await laptop.send('delete', 'logins/');
    expect([ended.answer, await agents(laptop), await agents(bob)]).toEqual([[204, ''], ['Laptop'], ['Bob']]);
  });

  it('neither shows nor ends anybody else’s', async () => {
    const application = await start(ON);
    await addUser(application);
    await addUser(application, { username: 'bob' });
    const [alice, bob] = [await client(application, 'Alice'), await client(application, 'Bob', 'bob')];
    const id = await idOf(alice, 'Alice');
    const answers = [];
    for (const other of [String(id), 'nobody-s', '%00', 'x'.repeat(90)]) {
      answers.push((await bob.send('delete', `logins/${other}/`)).answer);
    }
    expect([answers, await agents(alice)]).toEqual([[NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND], ['Alice']]);
  });

  it('asks who is there, and a browser for its CSRF token', async () => {
    const application = await start(ON);
    await addUser(application);
    const browser = new Browser(application);
    await browser.post('login/', ALICE);
    const forged = browser.copy();
    forged.jar.delete('csrftoken');
    const nobody = new Client(application);
    const answers = [
      await nobody.get('logins/'),
      await nobody.send('delete', 'logins/'),
      await nobody.send('delete', 'logins/x/'),
      await forged.send('delete', 'logins/'),
      await browser.send('delete', 'logins/'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 403, 204]);
  });

  it('is not there unless it is asked for', async () => {
    const application = await start();
    await addUser(application);
    const client = new Client(application).as(await logIn(application));
    expect((await client.get('logins/')).status).toBe(404);
  });
});
