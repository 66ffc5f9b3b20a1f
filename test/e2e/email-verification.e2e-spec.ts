import { type AuthEvent, AuthEvents, restAuthEntities, type RestAuthOptions } from 'nestjs-rest-auth';

import {
  addAddress,
  addUser,
  change,
  letters,
  loginStatus,
  PASSWORD,
  rowCounts,
  verificationKey,
} from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import { prefix } from '../support/surroundings.mjs';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';
import { User } from '../support/test-user.js';
import { happeningOf } from '../support/told-events.js';

const OK = [200, { detail: 'ok' }];
const NOT_FOUND = [404, { detail: 'Not found.' }];
const VERIFY = '[example.com] Please Confirm Your Email Address';
const DAY = 24 * 3600;

const MANDATORY: Partial<RestAuthOptions> = { email: { verification: 'mandatory' } };
const OWN_PAGE: Partial<RestAuthOptions> = {
  links: {
    passwordReset: 'http://app.test/password-reset/confirm/{uid}/{token}/',
    emailVerification: `http://app.test${prefix()}/dj-rest-auth/registration/account-confirm-email/{key}/`,
  },
};

/** Registers, and reads the key in the mail. */
async function registered(
  application: TestApplication,
  username = 'alice',
  email = `${username}@example.com`,
  client: Client = new Client(application),
): Promise<string> {
  await client.post('registration/', { username, email, password1: PASSWORD, password2: PASSWORD });
  return verificationKey(application);
}

const verify = (application: TestApplication, key: string) =>
  new Client(application).post('registration/verify-email/', { key });

const resend = (application: TestApplication, body: object) =>
  new Client(application).post('registration/resend-email/', body);

describe.each(databasesForAnswers())('registration/verify-email/ on %s', (database) => {
  const start = applicationsOn(database);

  it('proves the address, and then the user may log in', async () => {
    const application = await start(MANDATORY);
    const key = await registered(application);
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
    const reply = await verify(application, key);
    expect(reply.answer).toEqual(OK);
    expect(reply.cookies).toEqual({});
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
  });

  it('answers the same under its other name', async () => {
    const application = await start(MANDATORY);
    const key = await registered(application);
    const reply = await new Client(application).post('registration/account-confirm-email/', { key });
    expect(reply.answer).toEqual(OK);
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
  });

  it('is done once', async () => {
    const application = await start();
    const key = await registered(application);
    expect((await verify(application, key)).answer).toEqual(OK);
    expect((await verify(application, key)).answer).toEqual(NOT_FOUND);
  });

  it('has several keys side by side, until one is used', async () => {
    const application = await start();
    const first = await registered(application);
    application.clock.advance(1);
    await resend(application, { email: 'alice@example.com' });
    const second = await verificationKey(application);
    expect(second).not.toBe(first);
    expect((await verify(application, first)).answer).toEqual(OK);
    expect((await verify(application, second)).answer).toEqual(NOT_FOUND);
  });

  it('takes a key for three days', async () => {
    const application = await start();
    const alice = await registered(application, 'alice');
    application.clock.advance(1);
    const bob = await registered(application, 'bob');
    application.clock.advance(3 * DAY - 1);
    expect((await verify(application, alice)).answer).toEqual(NOT_FOUND);
    expect((await verify(application, bob)).answer).toEqual(OK);
  });

  it('leaves an address to who has proven it first, and tells the other one nothing', async () => {
    const application = await start(MANDATORY);
    const alice = await registered(application, 'alice', 'shared@example.com');
    const mallory = await registered(application, 'mallory', 'shared@example.com');
    expect((await verify(application, alice)).answer).toEqual(OK);
    expect((await verify(application, mallory)).answer).toEqual(OK);
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
    expect(await loginStatus(application, 'mallory', PASSWORD)).toBe(400);
  });

  it('lets both have it where addresses may be shared', async () => {
    const application = await start({ email: { verification: 'mandatory', unique: false } });
    const alice = await registered(application, 'alice', 'shared@example.com');
    const bob = await registered(application, 'bob', 'shared@example.com');
    expect((await verify(application, alice)).answer).toEqual(OK);
    expect((await verify(application, bob)).answer).toEqual(OK);
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
    expect(await loginStatus(application, 'bob', PASSWORD)).toBe(200);
  });

  it('does not know the key of who is deleted', async () => {
    const application = await start();
    const key = await registered(application);
    await application.dataSource.getRepository(User).delete({ username: 'alice' });
    expect((await verify(application, key)).answer).toEqual(NOT_FOUND);
  });

  it('does not take the key of who is inactive', async () => {
    const application = await start(MANDATORY);
    const key = await registered(application);
    const alice = await application.dataSource.getRepository(User).findOneByOrFail({ username: 'alice' });
    await change(application, alice, { isActive: false });
    expect((await verify(application, key)).answer).toEqual(NOT_FOUND);
    await change(application, alice, { isActive: true });
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
  });

  it('does not take a key that was changed, or is somebody else’s in part', async () => {
    const application = await start();
    const [aliceRow, expiry, signature = ''] = (await registered(application, 'alice')).split(':');
    const bob = await registered(application, 'bob');
    const [bobRow] = bob.split(':');
    const later = (parseInt(expiry ?? '', 36) + 1000).toString(36);
    for (const key of [
      `${aliceRow}:${expiry}:${signature.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}`,
      `${bobRow}:${expiry}:${signature}`,
      `${aliceRow}:${later}:${signature}`,
      `${aliceRow}:${expiry}:`,
      `${aliceRow}:${expiry}`,
      '::',
      'x',
      'x'.repeat(10_000),
      `${Buffer.from('9'.repeat(30)).toString('base64url')}:${expiry}:${signature}`,
      `${Buffer.from('-1').toString('base64url')}:${expiry}:${signature}`,
      `${Buffer.from('1.5').toString('base64url')}:${expiry}:${signature}`,
    ]) {
      expect([key, ...(await verify(application, key)).answer]).toEqual([key, ...NOT_FOUND]);
    }
    expect((await verify(application, bob)).answer).toEqual(OK);
  });

  it('does not take a key for another address that the user has now', async () => {
    const application = await start(MANDATORY);
    const key = await registered(application);
    await application.dataSource
      .getRepository(restAuthEntities(User).emailAddress)
      .update({ email: 'alice@example.com' }, { email: 'liddell@example.com' });
    expect((await verify(application, key)).answer).toEqual(NOT_FOUND);
  });

  it.each([
    [{}, { key: ['This field is required.'] }],
    [{ key: '' }, { key: ['This field may not be blank.'] }],
    [{ key: null }, { key: ['This field may not be null.'] }],
    [{ key: ['x'] }, { key: ['Not a valid string.'] }],
  ])('refuses %j', async (body, errors) => {
    const application = await start();
    expect((await new Client(application).post('registration/verify-email/', body)).answer).toEqual([400, errors]);
  });

  it('does nothing on GET', async () => {
    const application = await start(MANDATORY);
    const key = await registered(application);
    const reply = await new Client(application).get(`registration/verify-email/?key=${key}`);
    expect(reply.answer).toEqual([405, { detail: 'Method "GET" not allowed.' }]);
    expect(reply.header('Allow')).toBe('POST, OPTIONS, HEAD');
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
  });

  it.each([{ Authorization: 'Token nonsense' }, { Cookie: 'sessionid=stale' }])(
    'does not mind stale credentials: %j',
    async (headers) => {
      const application = await start();
      const key = await registered(application);
      const reply = await new Client(application, headers).post('registration/verify-email/', { key });
      expect(reply.answer).toEqual(OK);
    },
  );

  it('tells the host once that an address is proven', async () => {
    const events: AuthEvent[] = [];
    class Listener extends AuthEvents {
      override emit(event: AuthEvent) {
        if (event.type === 'email_verified') events.push(event);
      }
    }
    const application = await start({ ports: { events: Listener } });
    const alice = await registered(application, 'alice', 'shared@example.com');
    const mallory = await registered(application, 'mallory', 'shared@example.com');
    await verify(application, alice);
    await verify(application, alice);
    await verify(application, mallory);
    expect(events.map(happeningOf)).toEqual([
      { type: 'email_verified', userId: expect.any(Number), email: 'shared@example.com' },
    ]);
  });
});

describe.each(databasesForAnswers())('registration/account-confirm-email/:key/ on %s', (database) => {
  const start = applicationsOn(database);

  it('leads on to the page that the options name, and proves nothing', async () => {
    const application = await start(MANDATORY);
    const key = await registered(application);
    const reply = await new Client(application).get(`registration/account-confirm-email/${key}/`);
    expect([reply.status, reply.header('Location')]).toEqual([302, `http://app.test/confirm-email/${key}/`]);
    expect(reply.header('Referrer-Policy')).toBe('no-referrer');
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
  });

  it('is the page itself where the options name it: a look proves nothing, its button does', async () => {
    const application = await start({ ...MANDATORY, ...OWN_PAGE });
    const key = await registered(application);
    for (const method of ['get', 'head', 'get'] as const) {
      const page = await new Client(application).send(method, `registration/account-confirm-email/${key}/`);
      expect(page.status).toBe(200);
      expect(page.header('Content-Type')).toBe('text/html; charset=utf-8');
      expect(page.header('Cache-Control')).toBe('no-store');
      expect(page.header('Content-Security-Policy')).toContain("default-src 'none'");
    }
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);

    const reply = await pressButton(new Client(application), key);
    expect(reply.answer).toEqual(OK);
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
  });

  it('has a button that works in the browser that has registered, and is logged in by it', async () => {
    const application = await start(OWN_PAGE);
    const browser = new Browser(application);
    const key = await registered(application, 'alice', 'alice@example.com', browser);
    // A form sends no header of ours, and the origin of its page.
    const reply = await pressButton(browser, key, { 'X-CSRFToken': '', Origin: new URL(application.url).origin });
    expect(reply.answer).toEqual(OK);
  });

  it('writes nothing into the page that is no key', async () => {
    const application = await start(OWN_PAGE);
    for (const key of ['%3Cscript%3E', 'x%22onload=', 'a%20b', '%00', '..%2f..']) {
      const reply = await new Client(application).get(`registration/account-confirm-email/${key}/`);
      expect([key, ...reply.answer]).toEqual([key, ...NOT_FOUND]);
    }
  });

  it('does not fail for a Host header that is no host', async () => {
    const application = await start();
    const reply = await new Client(application).get('registration/account-confirm-email/x/', { Host: 'a b' });
    expect(reply.status).toBe(302);
  });
});

describe.each(databasesForAnswers())('registration/resend-email/ on %s', (database) => {
  const start = applicationsOn(database);

  it('mails another key to who has not proven the address', async () => {
    const application = await start();
    await addUser(application, { address: 'unverified' });
    expect((await resend(application, { email: 'alice@example.com' })).answer).toEqual(OK);
    expect(await letters(application)).toEqual([{ to: 'alice@example.com', subject: VERIFY }]);
    expect((await verify(application, await verificationKey(application))).answer).toEqual(OK);
  });

  it('mails a key for a second address to that address', async () => {
    const application = await start();
    const alice = await addUser(application);
    await addAddress(application, alice, 'liddell@example.com', false);
    await resend(application, { email: 'liddell@example.com' });
    expect(await letters(application)).toEqual([{ to: 'liddell@example.com', subject: VERIFY }]);
  });

  it('answers alike and mails nobody for an address that is proven, unknown, in capitals or of who is inactive', async () => {
    const application = await start();
    await addUser(application, { username: 'proven' });
    await addUser(application, { username: 'rowless', address: 'none' });
    await addUser(application, { username: 'inactive', address: 'unverified', isActive: false });
    await addUser(application, { username: 'alice', address: 'unverified' });
    const replies = [];
    for (const name of ['proven', 'rowless', 'inactive', 'nobody', 'ALICE']) {
      replies.push(await resend(application, { email: `${name}@example.com` }));
    }
    for (const reply of replies) {
      expect(reply.answer).toEqual(OK);
      expect(reply.lastingHeaders).toEqual(replies[0]?.lastingHeaders);
    }
    expect(await letters(application)).toEqual([]);
    expect((await rowCounts(application))['outbox']).toBe(0);
  });

  it('mails nobody for no address at all', async () => {
    const application = await start();
    await addUser(application, { address: 'unverified' });
    expect((await resend(application, {})).answer).toEqual(OK);
    expect(await letters(application)).toEqual([]);
  });

  it('asks for an address where registration does', async () => {
    expect((await resend(await start(MANDATORY), {})).answer).toEqual([400, { email: ['This field is required.'] }]);
  });

  it('refuses what is no address', async () => {
    expect((await resend(await start(), { email: 'alice' })).answer).toEqual([
      400,
      { email: ['Enter a valid email address.'] },
    ]);
  });

  it('proves and changes nothing by itself', async () => {
    const application = await start(MANDATORY);
    await addUser(application, { address: 'unverified' });
    await resend(application, { email: 'alice@example.com' });
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
  });
});

/** Opens the page of a key and presses its button: posts what the form holds. */
async function pressButton(client: Client, key: string, headers: Readonly<Record<string, string>> = {}) {
  const page = await client.get(`registration/account-confirm-email/${key}/`);
  // With any other policy a browser would say that the form comes from nowhere.
  expect(page.header('Referrer-Policy')).toBe('same-origin');
  const html = String(page.body);
  const [, action = ''] = /<form method="post" action="([^"]+)">/.exec(html) ?? [];
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  const form = new URLSearchParams(fields.map(([, name = '', value = '']): [string, string] => [name, value]));
  return client.post(action.slice(prefix().length), form.toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
    ...headers,
  });
}
