import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, logIn, PASSWORD, rowCounts } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';
import { happeningOf, toldEvents } from '../support/told-events.js';

const LOGGED_OUT = [200, { detail: 'Successfully logged out.' }];
const NOT_AUTHENTICATED = [401, { detail: 'Authentication credentials were not provided.' }];
const INVALID_TOKEN = [401, { detail: 'Invalid token.' }];

const CLEARED = {
  sessionid: { value: '', attributes: 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; SameSite=Lax' },
};

const TOKEN_ONLY: Partial<RestAuthOptions> = { credentials: { issue: ['token'] } };
const ON_GET: Partial<RestAuthOptions> = { logout: { onGet: true } };

/** A browser that alice has logged in with, and the key that it got besides. */
async function loggedIn(application: TestApplication): Promise<{ browser: Browser; key: string }> {
  const browser = new Browser(application);
  const { key } = (await browser.post('login/', { username: 'alice', password: PASSWORD })).body;
  return { browser, key };
}

describe.each(databasesForAnswers())('logout/ on %s', (database) => {
  const start = applicationsOn(database);

  it('ends the token that was presented, and no other', async () => {
    const application = await start();
    await addUser(application);
    const client = new Client(application).as(await logIn(application));
    const elsewhere = new Client(application).as(await logIn(application));

    const reply = await client.post('logout/');
    expect(reply.answer).toEqual(LOGGED_OUT);
    expect(reply.cookies).toEqual({});
    expect((await client.get('user/')).answer).toEqual(INVALID_TOKEN);
    expect((await elsewhere.get('user/')).status).toBe(200);
  });

  it('ends the session that was presented and clears its cookie', async () => {
    const application = await start();
    await addUser(application);
    const { browser } = await loggedIn(application);
    const copied = browser.copy();

    const reply = await browser.post('logout/');
    expect(reply.answer).toEqual(LOGGED_OUT);
    expect(reply.cookies).toEqual(CLEARED);
    expect(reply.header('Cache-Control')).toBe('no-store');
    expect((await copied.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
  });

  it('ends, with a session, the token that the same login gave', async () => {
    const application = await start();
    await addUser(application);
    const { browser, key } = await loggedIn(application);
    const elsewhere = await loggedIn(application);

    expect((await browser.post('logout/')).answer).toEqual(LOGGED_OUT);
    expect((await new Client(application).as(key).get('user/')).answer).toEqual(INVALID_TOKEN);
    expect((await elsewhere.browser.get('user/')).status).toBe(200);
    expect((await new Client(application).as(elsewhere.key).get('user/')).status).toBe(200);
  });

  it('ends a token and a session that are presented together', async () => {
    const application = await start();
    await addUser(application);
    const { browser, key } = await loggedIn(application);
    const reply = await browser.post('logout/', {}, { Authorization: `Token ${key}` });
    expect(reply.answer).toEqual(LOGGED_OUT);
    expect(reply.cookies).toEqual(CLEARED);
    expect(await rowCounts(application)).toMatchObject({ token: 0, session: 0 });
  });

  it('asks a session for its CSRF token, and changes nothing without', async () => {
    const application = await start();
    await addUser(application);
    const { browser } = await loggedIn(application);
    const reply = await browser.post('logout/', {}, { 'X-CSRFToken': '' });
    expect(reply.answer).toEqual([403, { detail: 'CSRF Failed: CSRF token missing.' }]);
    expect(reply.cookies).toEqual({});
    expect((await browser.get('user/')).status).toBe(200);
  });

  it('cannot be asked for by a foreign page', async () => {
    const application = await start();
    await addUser(application);
    const { browser } = await loggedIn(application);
    expect((await browser.post('logout/', {}, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await browser.get('user/')).status).toBe(200);
  });

  it('clears the cookie of a session that is over', async () => {
    const application = await start();
    await addUser(application);
    const { browser } = await loggedIn(application);
    application.clock.advance(31 * 24 * 3600);
    const reply = await browser.post('logout/');
    expect(reply.answer).toEqual(LOGGED_OUT);
    expect(reply.cookies).toEqual(CLEARED);
  });

  it('does not mind a token that is no good', async () => {
    const application = await start();
    expect((await new Client(application).as('nonsense').post('logout/')).answer).toEqual(LOGGED_OUT);
  });

  it('does not mind that nobody is logged in', async () => {
    const application = await start();
    const reply = await new Client(application).post('logout/');
    expect(reply.answer).toEqual(LOGGED_OUT);
    expect(reply.cookies).toEqual({});
  });

  it('does not read the body', async () => {
    const application = await start();
    await addUser(application);
    const client = new Client(application).as(await logIn(application));
    const reply = await client.post('logout/', '{"broken', { 'Content-Type': 'application/json' });
    expect(reply.answer).toEqual(LOGGED_OUT);
  });

  it('asks who holds nothing in cookies for a token', async () => {
    const application = await start(TOKEN_ONLY);
    await addUser(application);
    const needed = [400, { detail: 'You should be logged in to logout. Check whether the token is passed.' }];
    const client = new Client(application);
    expect((await client.post('logout/')).answer).toEqual(needed);
    expect((await client.as('nonsense').post('logout/')).answer).toEqual(needed);
    const known = client.as(await logIn(application));
    expect((await known.post('logout/')).answer).toEqual(LOGGED_OUT);
    expect((await known.post('logout/')).answer).toEqual(needed);
  });

  it('ends the user’s one token where `tokens.perUser` is on, and the next login has a new one', async () => {
    const application = await start({ tokens: { perUser: true } });
    await addUser(application);
    const key = await logIn(application);
    await new Client(application).as(key).post('logout/');
    const next = await logIn(application);
    expect(next).not.toBe(key);
    expect((await new Client(application).as(key).get('user/')).answer).toEqual(INVALID_TOKEN);
    expect((await new Client(application).as(next).get('user/')).status).toBe(200);
  });

  it('does nothing on GET', async () => {
    const application = await start();
    await addUser(application);
    const { browser } = await loggedIn(application);
    const reply = await browser.get('logout/');
    expect(reply.answer).toEqual([405, { detail: 'Method "GET" not allowed.' }]);
    expect(reply.header('Allow')).toBe('GET, POST, HEAD, OPTIONS');
    expect((await browser.get('user/')).status).toBe(200);
  });

  it('logs out on GET where the options say so, without a CSRF token', async () => {
    const application = await start(ON_GET);
    await addUser(application);
    const { browser } = await loggedIn(application);
    const copied = browser.copy();
    const reply = await browser.get('logout/');
    expect(reply.answer).toEqual(LOGGED_OUT);
    expect(reply.cookies).toEqual(CLEARED);
    expect((await copied.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
    expect((await new Client(application).get('logout/')).answer).toEqual(LOGGED_OUT);
  });

  it('tells the host who has logged out, once, and nothing of nobody', async () => {
    const { Listener, events } = toldEvents();
    const application = await start({ ports: { events: Listener } });
    const alice = await addUser(application);
    const client = new Client(application).as(await logIn(application));
    events.length = 0;
    await client.post('logout/');
    await client.post('logout/');
    expect(events.map(happeningOf)).toEqual([{ type: 'logged_out', userId: alice.id }]);
  });
});
