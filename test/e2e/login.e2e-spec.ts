import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import type { RestAuthOptions } from 'nestjs-rest-auth';
import { Argon2PasswordHasher, restAuthEntities } from 'nestjs-rest-auth';

import {
  addAddress,
  addUser,
  change,
  KEY,
  loginStatus,
  logIn,
  NEW_PASSWORD,
  PASSWORD,
  reload,
  rowCounts,
} from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import { databasesForAnswers } from '../support/test-database.js';
import { User } from '../support/test-user.js';
import { toldEvents } from '../support/told-events.js';

const REFUSED = [400, { non_field_errors: ['Unable to log in with provided credentials.'] }];
const NOT_AUTHENTICATED = [401, { detail: 'Authentication credentials were not provided.' }];
const INVALID_TOKEN = [401, { detail: 'Invalid token.' }];

const DAY = 24 * 3600;
const FOREIGN = { Origin: 'https://evil.example' };
const BY_EMAIL: Partial<RestAuthOptions> = { login: { methods: ['email'] } };
const BY_EITHER: Partial<RestAuthOptions> = { login: { methods: ['username', 'email'] } };
const SESSION_ONLY: Partial<RestAuthOptions> = { credentials: { issue: ['session'] } };
const TOKEN_ONLY: Partial<RestAuthOptions> = { credentials: { issue: ['token'] } };

/** A session as a browser bears it. */
const SESSION_ATTRIBUTES = 'Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax';
const CSRF_ATTRIBUTES = 'Max-Age=31449600; Path=/; SameSite=Lax';

describe.each(databasesForAnswers())('login/ on %s', (database) => {
  const start = applicationsOn(database);

  describe('who logs in', () => {
    it('gives a key that is good at once to who has just registered', async () => {
      const application = await start();
      const client = new Client(application);
      await client.post('registration/', { username: 'alice', password1: PASSWORD, password2: PASSWORD });

      const login = await client.post('login/', { username: 'alice', password: PASSWORD });
      expect(login.answer).toEqual([200, { key: KEY }]);
      expect((await client.as(login.body.key).get('user/')).answer).toEqual([
        200,
        { pk: expect.any(Number), username: 'alice', email: '', first_name: '', last_name: '' },
      ]);
    });

    it('gives every login a key of its own', async () => {
      const application = await start();
      await addUser(application);
      const first = await logIn(application);
      const second = await logIn(application);
      expect(second).not.toBe(first);
      const client = new Client(application);
      expect((await client.as(first).get('user/')).status).toBe(200);
      expect((await client.as(second).get('user/')).status).toBe(200);
    });

    it.each(['alice', 'ALICE', 'ａｌｉｃｅ', ' alice '])('finds the user alice by the name "%s"', async (username) => {
      const application = await start();
      await addUser(application);
      const reply = await new Client(application).post('login/', { username, password: PASSWORD });
      expect(reply.answer).toEqual([200, { key: KEY }]);
    });

    it('finds a name in its decomposed form', async () => {
      const application = await start();
      await addUser(application, { username: 'ren\u00e9', email: 'rene@example.com' });
      expect(await loginStatus(application, 'rene\u0301', PASSWORD)).toBe(200);
    });

    it.each(['alice@example.com', 'Alice@Example.COM'])('finds the user by the address %s', async (email) => {
      const application = await start(BY_EMAIL);
      await addUser(application);
      const reply = await new Client(application).post('login/', { email, password: PASSWORD });
      expect(reply.answer).toEqual([200, { key: KEY }]);
    });

    it('finds the user by a second address that is not proven', async () => {
      const application = await start(BY_EMAIL);
      const alice = await addUser(application);
      await addAddress(application, alice, 'liddell@example.com', false);
      const reply = await new Client(application).post('login/', { email: 'liddell@example.com', password: PASSWORD });
      expect(reply.answer).toEqual([200, { key: KEY }]);
    });

    it('gives an address to who has proven it, and to nobody else who claims it', async () => {
      const application = await start(BY_EMAIL);
      await addUser(application);
      await addUser(application, {
        username: 'mallory',
        email: 'alice@example.com',
        password: NEW_PASSWORD,
        address: 'unverified',
      });
      const client = new Client(application);
      const mallory = await client.post('login/', { email: 'alice@example.com', password: NEW_PASSWORD });
      expect(mallory.answer).toEqual(REFUSED);
      const alice = await client.post('login/', { email: 'alice@example.com', password: PASSWORD });
      expect((await client.as(alice.body.key).get('user/')).body.username).toBe('alice');
    });

    it.each([{ username: 'alice' }, { email: 'alice@example.com' }, { username: 'alice@example.com' }])(
      'takes %j where both names count',
      async (name) => {
        const application = await start(BY_EITHER);
        await addUser(application);
        const reply = await new Client(application).post('login/', { ...name, password: PASSWORD });
        expect(reply.answer).toEqual([200, { key: KEY }]);
      },
    );

    it('takes a password as it was typed, blanks at its ends included', async () => {
      const application = await start();
      await addUser(application, { password: ` ${PASSWORD} ` });
      expect(await loginStatus(application, 'alice', ` ${PASSWORD} `)).toBe(200);
      expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
    });

    it('makes a weaker hash anew, and the password stays good', async () => {
      const application = await start({ ports: { passwordHasher: Argon2PasswordHasher } });
      const weak = '$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$NGyZd+kxmm0uQTPqwJqWEg';
      const alice = await addUser(application, { storedPassword: weak });
      // Of some other password: nothing to renew.
      expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
      expect((await reload(application, alice)).password).toBe(weak);

      const { hash } = await import('argon2');
      const older = await hash(PASSWORD, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
      await change(application, alice, { password: older });
      expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
      expect((await reload(application, alice)).password).toMatch(/^\$argon2id\$v=19\$m=19456,(?:p=1,)?t=2/);
      expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
    });

    it('tells the host who has logged in, and how, and who has not', async () => {
      const told = toldEvents();
      const application = await start({ ports: { events: told.Listener } });
      const alice = await addUser(application);
      await loginStatus(application, 'alice', 'wrong');
      await loginStatus(application, 'alice', PASSWORD);
      expect(await told.last(2)).toEqual([
        { type: 'login_failed', userId: alice.id, method: 'password', reason: 'credentials' },
        { type: 'logged_in', userId: alice.id, method: 'password' },
      ]);
    });
  });

  describe('who does not', () => {
    it.each([
      ['username', {}, 'Must include "username" and "password".'],
      ['email', BY_EMAIL, 'Must include "email" and "password".'],
      ['either', BY_EITHER, 'Must include either "username" or "email" and "password".'],
    ])('asks for the name that counts: %s', async (_, options, text) => {
      const client = new Client(await start(options));
      expect((await client.post('login/', { password: 'x' })).answer).toEqual([400, { non_field_errors: [text] }]);
      expect((await client.post('login/', { username: '', email: '', password: 'x' })).answer).toEqual([
        400,
        { non_field_errors: [text] },
      ]);
    });

    it('asks for the password before anything else', async () => {
      const client = new Client(await start());
      expect((await client.post('login/', {})).answer).toEqual([400, { password: ['This field is required.'] }]);
      expect((await client.post('login/', { username: 'alice', password: '', email: 'nobody' })).answer).toEqual([
        400,
        { email: ['Enter a valid email address.'], password: ['This field may not be blank.'] },
      ]);
    });

    it('answers the same, byte for byte, whatever is wrong', async () => {
      const application = await start({ ...BY_EITHER, ports: { passwordHasher: Argon2PasswordHasher } });
      await addUser(application);
      await addUser(application, { username: 'inactive', isActive: false });
      await addUser(application, { username: 'social', storedPassword: '!gZ7hPq0dA1' });
      await addUser(application, { username: 'imported', storedPassword: 'md5$salt$0123456789abcdef0123456789abcdef' });
      await addUser(application, { username: 'blank', storedPassword: '' });
      const client = new Client(application);
      const replies = await Promise.all(
        [
          { username: 'nobody', password: PASSWORD },
          { username: 'alice', password: 'wrong' },
          { username: 'alice', password: PASSWORD.toLowerCase() },
          { username: 'alice', password: 'x'.repeat(20_000) },
          { username: 'inactive', password: PASSWORD },
          { username: 'social', password: '!gZ7hPq0dA1' },
          { username: 'imported', password: PASSWORD },
          { username: 'blank', password: '!' },
          { email: 'nobody@example.com', password: PASSWORD },
          { email: 'alice@example.com', password: 'wrong' },
          { email: 'inactive@example.com', password: PASSWORD },
          { username: 'ﷺ'.repeat(200), password: PASSWORD },
        ].map((body) => client.post('login/', body)),
      );
      for (const reply of replies) {
        expect(reply.answer).toEqual(REFUSED);
        expect(reply.lastingHeaders).toEqual(replies[0]?.lastingHeaders);
        expect(reply.cookies).toEqual({});
      }
      expect(await rowCounts(application)).toMatchObject({ token: 0, session: 0 });
    });

    it('tells that an address is not proven only to who has the right password', async () => {
      const application = await start({ email: { verification: 'mandatory' } });
      await addUser(application, { address: 'unverified' });
      const client = new Client(application);
      expect((await client.post('login/', { username: 'alice', password: 'wrong' })).answer).toEqual(REFUSED);
      expect((await client.post('login/', { username: 'alice', password: PASSWORD })).answer).toEqual([
        400,
        { non_field_errors: ['E-mail is not verified.'] },
      ]);
      expect(await rowCounts(application)).toMatchObject({ token: 0, session: 0 });
    });

    it('looks at the user’s own address, where another one is proven', async () => {
      const application = await start({ email: { verification: 'mandatory' } });
      const alice = await addUser(application, { address: 'unverified' });
      await addAddress(application, alice, 'liddell@example.com', true);
      expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
    });
  });

  describe('what stands in nobody’s way', () => {
    it.each(['Token 0123456789012345678901234567890123456789', 'Token', 'Token a b', 'Bearer x', 'Basic eDp5'])(
      'an Authorization header that is no good: %s',
      async (Authorization) => {
        const application = await start();
        await addUser(application);
        const reply = await new Client(application, { Authorization }).post('login/', {
          username: 'alice',
          password: PASSWORD,
        });
        expect(reply.answer).toEqual([200, { key: KEY }]);
      },
    );

    it('a session cookie that nobody knows: a new one takes its place', async () => {
      const application = await start();
      await addUser(application);
      const reply = await new Client(application, { Cookie: 'sessionid=stale; csrftoken=stale' }).post('login/', {
        username: 'alice',
        password: PASSWORD,
      });
      expect(reply.answer).toEqual([200, { key: KEY }]);
      expect(reply.cookies['sessionid']?.value).toMatch(/^[A-Za-z0-9]{32}$/);
    });

    it('a session of one’s own, without a CSRF token', async () => {
      const application = await start();
      await addUser(application);
      await addUser(application, { username: 'bob' });
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      const reply = await browser.post('login/', { username: 'bob', password: PASSWORD }, { 'X-CSRFToken': '' });
      expect(reply.answer).toEqual([200, { key: KEY }]);
      expect((await browser.get('user/')).body.username).toBe('bob');
    });

    it.each([
      ['Express', () => new ExpressAdapter(express().set('trust proxy', true))],
      ['Fastify', () => new FastifyAdapter({ trustProxy: true })],
    ])('a User-Agent and a forwarded address of any length, on %s', async (_, adapter) => {
      const application = await start({}, { adapter: adapter() });
      await addUser(application);
      const reply = await new Client(application).post(
        'login/',
        { username: 'alice', password: PASSWORD },
        { 'User-Agent': 'x'.repeat(3000), 'X-Forwarded-For': 'y'.repeat(3000) },
      );
      expect(reply.answer).toEqual([200, { key: KEY }]);
    });
  });

  describe('its session', () => {
    it('comes in a cookie that no script reads, with a CSRF token in one that scripts read', async () => {
      const application = await start();
      await addUser(application);
      const reply = await new Client(application).post('login/', { username: 'alice', password: PASSWORD });
      expect(reply.cookies).toEqual({
        sessionid: { value: expect.stringMatching(/^[A-Za-z0-9]{32}$/), attributes: SESSION_ATTRIBUTES },
        csrftoken: { value: expect.stringMatching(/^[0-9a-f]{80}$/), attributes: CSRF_ATTRIBUTES },
      });
      expect(reply.header('Cache-Control')).toBe('no-store');
      expect(reply.header('Content-Type')).toBe('application/json; charset=utf-8');
    });

    it('is under host-bound names and Secure with the hardened preset', async () => {
      const application = await start({ preset: 'hardened' });
      await addUser(application);
      const reply = await new Client(application).post('login/', { username: 'alice', password: PASSWORD });
      expect(reply.cookies).toEqual({
        '__Host-sessionid': {
          value: expect.any(String),
          attributes: 'Max-Age=1209600; Path=/; HttpOnly; Secure; SameSite=Lax',
        },
        '__Host-csrftoken': {
          value: expect.any(String),
          attributes: 'Max-Age=31449600; Path=/; Secure; SameSite=Lax',
        },
      });
    });

    it('is stored as a digest, like the key', async () => {
      const application = await start();
      await addUser(application);
      const reply = await new Client(application).post('login/', { username: 'alice', password: PASSWORD });
      const { token, session } = restAuthEntities(User);
      const tables = await Promise.all(
        [token, session].map((entity) => application.dataSource.getRepository(entity).find()),
      );
      expect(tables.map((rows) => rows.length)).toEqual([1, 1]);
      expect(JSON.stringify(tables)).not.toContain(reply.body.key);
      expect(JSON.stringify(tables)).not.toContain(reply.cookies['sessionid']?.value);
    });

    it('has a new id at every login, and the old one is void', async () => {
      const application = await start();
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      const before = browser.copy();
      await browser.post('login/', { username: 'alice', password: PASSWORD });

      expect(browser.jar.get('sessionid')).not.toBe(before.jar.get('sessionid'));
      expect(browser.jar.get('csrftoken')).not.toBe(before.jar.get('csrftoken'));
      expect((await browser.get('user/')).status).toBe(200);
      expect((await before.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
    });

    it('never takes an id that a browser brings along', async () => {
      const application = await start();
      await addUser(application);
      const planted = new Client(application, { Cookie: 'sessionid=PlantedPlantedPlantedPlantedPlan' });
      await planted.post('login/', { username: 'alice', password: PASSWORD });
      expect((await planted.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
    });

    it('alone answers 204 and nothing more', async () => {
      const application = await start(SESSION_ONLY);
      await addUser(application);
      const browser = new Browser(application);
      const reply = await browser.post('login/', { username: 'alice', password: PASSWORD });
      expect(reply.answer).toEqual([204, '']);
      expect(Object.keys(reply.cookies).sort()).toEqual(['csrftoken', 'sessionid']);
      expect((await browser.get('user/')).status).toBe(200);
    });

    it('is not there where only tokens are issued', async () => {
      const application = await start(TOKEN_ONLY);
      await addUser(application);
      const reply = await new Client(application).post('login/', { username: 'alice', password: PASSWORD });
      expect(reply.answer).toEqual([200, { key: KEY }]);
      expect(reply.cookies).toEqual({});
    });

    it('ends after 14 days without use, and its cookie is cleared', async () => {
      const application = await start();
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      application.clock.advance(14 * DAY - 1);
      const alive = await browser.get('user/');
      expect(alive.status).toBe(200);
      expect(alive.cookies['sessionid']?.attributes).toBe(SESSION_ATTRIBUTES);

      application.clock.advance(14 * DAY);
      const over = await browser.get('user/');
      expect(over.answer).toEqual(NOT_AUTHENTICATED);
      expect(over.cookies).toEqual({
        sessionid: {
          value: '',
          attributes: 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; SameSite=Lax',
        },
      });
    });

    it('ends after 30 days, however much it is used', async () => {
      const application = await start();
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      for (let week = 1; week <= 4; week += 1) {
        application.clock.advance(7 * DAY);
        expect((await browser.get('user/')).status).toBe(200);
      }
      application.clock.advance(2 * DAY);
      expect((await browser.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
    });

    it('ends when the user is made inactive', async () => {
      const application = await start();
      const alice = await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      await change(application, alice, { isActive: false });
      expect((await browser.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
    });
  });

  describe('its key', () => {
    it('ends after 14 days without use', async () => {
      const application = await start();
      await addUser(application);
      const client = new Client(application).as(await logIn(application));
      application.clock.advance(14 * DAY - 1);
      expect((await client.get('user/')).status).toBe(200);
      application.clock.advance(14 * DAY);
      const over = await client.get('user/');
      expect(over.answer).toEqual(INVALID_TOKEN);
      expect(over.header('WWW-Authenticate')).toBe('Token');
    });

    it('ends after 30 days, however much it is used', async () => {
      const application = await start();
      await addUser(application);
      const client = new Client(application).as(await logIn(application));
      for (let week = 1; week <= 4; week += 1) {
        application.clock.advance(7 * DAY);
        expect((await client.get('user/')).status).toBe(200);
      }
      application.clock.advance(2 * DAY);
      expect((await client.get('user/')).answer).toEqual(INVALID_TOKEN);
    });

    it('ends when the user is made inactive', async () => {
      const application = await start();
      const alice = await addUser(application);
      const client = new Client(application).as(await logIn(application));
      await change(application, alice, { isActive: false });
      expect((await client.get('user/')).answer).toEqual([401, { detail: 'User inactive or deleted.' }]);
    });

    it('is the user’s only one, and never ends by itself, where `tokens.perUser` asks for it', async () => {
      const application = await start({ tokens: { perUser: true } });
      await addUser(application);
      const key = await logIn(application);
      application.clock.advance(365 * DAY);
      expect(await logIn(application)).toBe(key);
      expect((await new Client(application).as(key).get('user/')).status).toBe(200);
    });

    it('is a new one, and the former stays void, where `tokens.perUser` is on and the host has renewed the user’s credentials', async () => {
      const application = await start({ tokens: { perUser: true } });
      const alice = await addUser(application);
      const former = await logIn(application);
      await change(application, alice, { credentialsChangedAt: application.clock.now() });
      const key = await logIn(application);
      const again = await logIn(application);
      const statuses = [];
      for (const each of [former, key]) statuses.push((await new Client(application).as(each).get('user/')).status);
      expect([statuses, again]).toEqual([[401, 200], key]);
    });
  });

  describe('from a page of a foreign origin', () => {
    it('gives the key and no cookie', async () => {
      const application = await start();
      await addUser(application);
      const reply = await new Client(application).post('login/', { username: 'alice', password: PASSWORD }, FOREIGN);
      expect(reply.answer).toEqual([200, { key: KEY }]);
      expect(reply.cookies).toEqual({});
      expect(await rowCounts(application)).toMatchObject({ token: 1, session: 0 });
    });

    it.each(['https://evil.example', 'null', 'http://127.0.0.1'])(
      'is refused where a cookie is all that there is: %s',
      async (Origin) => {
        const application = await start(SESSION_ONLY);
        await addUser(application);
        const reply = await new Client(application).post(
          'login/',
          { username: 'alice', password: PASSWORD },
          { Origin },
        );
        expect(reply.answer).toEqual([
          403,
          { detail: `CSRF Failed: Origin checking failed - ${Origin} does not match any trusted origins.` },
        ]);
        expect(reply.cookies).toEqual({});
      },
    );

    it('gives the cookie to an origin that the options trust, and to our own', async () => {
      const application = await start({ csrf: { trustedOrigins: ['https://app.example'] }, ...SESSION_ONLY });
      await addUser(application);
      for (const Origin of ['https://app.example', new URL(application.url).origin]) {
        const reply = await new Client(application).post(
          'login/',
          { username: 'alice', password: PASSWORD },
          { Origin },
        );
        expect(reply.status).toBe(204);
        expect(Object.keys(reply.cookies).sort()).toEqual(['csrftoken', 'sessionid']);
      }
    });

    it.each(['https://app.example.evil.example', 'https://sub.app.example', 'http://app.example'])(
      'does not take %s for the trusted https://app.example',
      async (Origin) => {
        const application = await start({ csrf: { trustedOrigins: ['https://app.example'] } });
        await addUser(application);
        const reply = await new Client(application).post(
          'login/',
          { username: 'alice', password: PASSWORD },
          { Origin },
        );
        expect(reply.cookies).toEqual({});
      },
    );
  });

  describe('what a session is asked before it writes', () => {
    const refused = (reason: string) => [403, { detail: `CSRF Failed: ${reason}` }];

    it('nothing, where it only reads', async () => {
      const application = await start();
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      browser.jar.delete('csrftoken');
      expect((await browser.get('/protected-view')).answer).toEqual([200, { success: true }]);
      expect((await browser.post('/protected-view')).answer).toEqual(refused('CSRF cookie not set.'));
    });

    it('its CSRF token, in a header', async () => {
      const application = await start();
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      const with_ = (token: string) => browser.post('/protected-view', {}, { 'X-CSRFToken': token });
      expect((await with_('')).answer).toEqual(refused('CSRF token missing.'));
      expect((await with_('short')).answer).toEqual(
        refused("CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."),
      );
      expect((await with_('-'.repeat(64))).answer).toEqual(
        refused("CSRF token from the 'X-Csrftoken' HTTP header has invalid characters."),
      );
      expect((await with_('a'.repeat(80))).answer).toEqual(
        refused("CSRF token from the 'X-Csrftoken' HTTP header incorrect."),
      );
      expect((await browser.post('/protected-view')).answer).toEqual([200, { success: true }]);
    });

    it('the token of this very session, and of no other', async () => {
      const application = await start();
      await addUser(application);
      await addUser(application, { username: 'mallory' });
      const alice = new Browser(application);
      await alice.post('login/', { username: 'alice', password: PASSWORD });
      const mallory = new Browser(application);
      await mallory.post('login/', { username: 'mallory', password: PASSWORD });
      alice.jar.set('csrftoken', mallory.jar.get('csrftoken') ?? '');
      expect((await alice.post('/protected-view')).answer).toEqual(
        refused("CSRF token from the 'X-Csrftoken' HTTP header incorrect."),
      );
    });

    it('an origin of its own', async () => {
      const application = await start();
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      expect((await browser.post('/protected-view', {}, FOREIGN)).answer).toEqual(
        refused('Origin checking failed - https://evil.example does not match any trusted origins.'),
      );
      expect((await browser.post('/protected-view', {}, { Origin: new URL(application.url).origin })).status).toBe(200);
    });

    it('nothing, where a good token in the header has spoken first', async () => {
      const application = await start();
      await addUser(application);
      const browser = new Browser(application);
      const { key } = (await browser.post('login/', { username: 'alice', password: PASSWORD })).body;
      const headers = { Authorization: `Token ${String(key)}`, 'X-CSRFToken': '' };
      expect((await browser.post('/protected-view', {}, headers)).answer).toEqual([200, { success: true }]);
    });

    it('a CSRF token, still, where the header bears nothing good', async () => {
      const application = await start(SESSION_ONLY);
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      const headers = { Authorization: 'Token 0123456789012345678901234567890123456789', 'X-CSRFToken': '' };
      expect((await browser.post('/protected-view', {}, headers)).answer).toEqual(refused('CSRF token missing.'));
    });

    it('a token that `getcsrf` has given', async () => {
      const application = await start();
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      browser.jar.delete('csrftoken');
      const reply = await browser.get('/getcsrf');
      expect(reply.cookies['csrftoken']?.attributes).toBe(CSRF_ATTRIBUTES);
      expect((await browser.post('/protected-view')).answer).toEqual([200, { success: true }]);
    });
  });

  describe('who is not recognised', () => {
    it('gets a 401 with a challenge where tokens are asked for first', async () => {
      const reply = await new Client(await start()).get('/protected-view');
      expect(reply.answer).toEqual(NOT_AUTHENTICATED);
      expect(reply.header('WWW-Authenticate')).toBe('Token');
    });

    it('gets a 403 without one where sessions are', async () => {
      const application = await start({ credentials: { recognise: ['session', 'token'] } });
      const reply = await new Client(application).get('/protected-view');
      expect(reply.answer).toEqual([403, { detail: 'Authentication credentials were not provided.' }]);
      expect(reply.header('WWW-Authenticate')).toBeUndefined();
      expect((await new Client(application).as('nonsense').get('/protected-view')).answer).toEqual([
        403,
        { detail: 'Invalid token.' },
      ]);
    });

    it('is not known by a session where only tokens are recognised', async () => {
      const application = await start({ credentials: { issue: ['token', 'session'], recognise: ['token'] } });
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      expect((await browser.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
    });

    it('learns nothing from two cookies of one name', async () => {
      const application = await start();
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      const session = browser.jar.get('sessionid') ?? '';
      const reply = await new Client(application).get('user/', {
        Cookie: `sessionid=planted; sessionid=${session}`,
      });
      expect(reply.answer).toEqual(NOT_AUTHENTICATED);
    });
  });
});
