import { Argon2PasswordHasher, type RestAuthOptions } from 'nestjs-rest-auth';

import {
  addUser,
  askForReset,
  logIn,
  loginStatus,
  NEW_PASSWORD,
  PASSWORD,
  reload,
  rowCounts,
} from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';
import { happeningOf, toldEvents } from '../support/told-events.js';

const CHANGED = [200, { detail: 'New password has been saved.' }];
const NOT_AUTHENTICATED = [401, { detail: 'Authentication credentials were not provided.' }];
const INVALID_TOKEN = [401, { detail: 'Invalid token.' }];

const OLD_ASKED: Partial<RestAuthOptions> = { password: { oldPasswordRequired: true } };
const LOGS_OUT: Partial<RestAuthOptions> = { password: { logoutOnChange: true } };

const twice = (password: string) => ({ new_password1: password, new_password2: password });

async function loggedIn(application: TestApplication): Promise<{ browser: Browser; client: Client }> {
  const browser = new Browser(application);
  const { key } = (await browser.post('login/', { username: 'alice', password: PASSWORD })).body;
  return { browser, client: new Client(application).as(key) };
}

describe.each(databasesForAnswers())('password/change/ on %s', (database) => {
  const start = applicationsOn(database);

  it('makes the new password good and the old one bad', async () => {
    const application = await start();
    await addUser(application);
    const client = new Client(application).as(await logIn(application));
    const reply = await client.post('password/change/', twice(NEW_PASSWORD));
    expect(reply.answer).toEqual(CHANGED);
    expect(reply.cookies).toEqual({});
    expect(await loginStatus(application, 'alice', NEW_PASSWORD)).toBe(200);
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
    expect(await application.mails()).toEqual([]);
  });

  it('is for who is logged in', async () => {
    const reply = await new Client(await start()).post('password/change/', twice(NEW_PASSWORD));
    expect(reply.answer).toEqual(NOT_AUTHENTICATED);
    expect(reply.header('WWW-Authenticate')).toBe('Token');
  });

  it('asks a session for its CSRF token', async () => {
    const application = await start();
    await addUser(application);
    const { browser } = await loggedIn(application);
    expect((await browser.post('password/change/', twice(NEW_PASSWORD), { 'X-CSRFToken': '' })).answer).toEqual([
      403,
      { detail: 'CSRF Failed: CSRF token missing.' },
    ]);
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
  });

  describe('what it ends', () => {
    it('every other token and session, and not the token that made the change', async () => {
      const application = await start();
      await addUser(application);
      const own = await loggedIn(application);
      const other = await loggedIn(application);

      expect((await own.client.post('password/change/', twice(NEW_PASSWORD))).answer).toEqual(CHANGED);
      expect((await own.client.get('user/')).status).toBe(200);
      expect((await own.browser.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
      expect((await other.client.get('user/')).answer).toEqual(INVALID_TOKEN);
      expect((await other.browser.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
      expect(await rowCounts(application)).toMatchObject({ token: 1, session: 0 });
    });

    it('every other token and session, and not the session that made the change, which gets a new id', async () => {
      const application = await start();
      await addUser(application);
      const own = await loggedIn(application);
      const other = await loggedIn(application);
      const copied = own.browser.copy();

      const reply = await own.browser.post('password/change/', twice(NEW_PASSWORD));
      expect(reply.answer).toEqual(CHANGED);
      expect(reply.cookies).toEqual({
        sessionid: {
          value: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
          attributes: 'Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax',
        },
      });
      expect((await own.browser.get('user/')).status).toBe(200);
      expect((await own.browser.post('/protected-view')).status).toBe(200);
      expect((await copied.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
      expect((await own.client.get('user/')).answer).toEqual(INVALID_TOKEN);
      expect((await other.browser.get('user/')).answer).toEqual(NOT_AUTHENTICATED);
      expect(await rowCounts(application)).toMatchObject({ token: 0, session: 1 });
    });

    it('the caller’s own as well, where `password.logoutOnChange` is on', async () => {
      const application = await start(LOGS_OUT);
      await addUser(application);
      const bySession = await loggedIn(application);
      expect((await bySession.browser.post('password/change/', twice(NEW_PASSWORD))).answer).toEqual(CHANGED);
      expect((await bySession.browser.get('user/')).answer).toEqual(NOT_AUTHENTICATED);

      const byToken = new Client(application).as(await logIn(application, 'alice', NEW_PASSWORD));
      expect((await byToken.post('password/change/', twice(PASSWORD))).answer).toEqual(CHANGED);
      expect((await byToken.get('user/')).answer).toEqual(INVALID_TOKEN);
      expect(await rowCounts(application)).toMatchObject({ token: 0, session: 0 });
    });

    it('a reset that waits in a mail', async () => {
      const application = await start();
      await addUser(application);
      const secret = await askForReset(application);
      const client = new Client(application).as(await logIn(application));
      await client.post('password/change/', twice(NEW_PASSWORD));
      expect((await client.post('password/reset/confirm/', { ...secret, ...twice('Jabber-wocky3') })).answer).toEqual([
        400,
        { token: ['Invalid value'] },
      ]);
      expect(await rowCounts(application)).toMatchObject({ passwordReset: 0 });
    });

    it('nothing of anybody else', async () => {
      const application = await start();
      await addUser(application);
      await addUser(application, { username: 'bob' });
      const bob = new Client(application).as(await logIn(application, 'bob'));
      const client = new Client(application).as(await logIn(application));
      await client.post('password/change/', twice(NEW_PASSWORD));
      expect((await bob.get('user/')).status).toBe(200);
      expect(await loginStatus(application, 'bob', PASSWORD)).toBe(200);
    });

    it('nothing, where the new password will not do', async () => {
      const application = await start();
      await addUser(application);
      const own = await loggedIn(application);
      await own.client.post('password/change/', twice('short'));
      expect((await own.browser.get('user/')).status).toBe(200);
      expect((await own.client.get('user/')).status).toBe(200);
    });
  });

  describe('the new password', () => {
    it.each([
      [{}, { new_password1: ['This field is required.'], new_password2: ['This field is required.'] }],
      [
        { new_password1: '', new_password2: null },
        { new_password1: ['This field may not be blank.'], new_password2: ['This field may not be null.'] },
      ],
      [
        { new_password1: NEW_PASSWORD, new_password2: 'Other-glass8' },
        { new_password2: ['The two password fields didn’t match.'] },
      ],
      [{ new_password1: 'x', new_password2: 'y' }, { new_password2: ['The two password fields didn’t match.'] }],
      [
        twice('12345'),
        {
          new_password2: [
            'This password is too short. It must contain at least 8 characters.',
            'This password is too common.',
            'This password is entirely numeric.',
          ],
        },
      ],
      [twice('alice@example'), { new_password2: ['The password is too similar to the email address.'] }],
      [
        twice('x'.repeat(129)),
        {
          new_password1: ['Ensure this field has no more than 128 characters.'],
          new_password2: ['Ensure this field has no more than 128 characters.'],
        },
      ],
    ])('is refused: %j', async (body, errors) => {
      const application = await start();
      await addUser(application);
      const client = new Client(application).as(await logIn(application));
      expect((await client.post('password/change/', body)).answer).toEqual([400, errors]);
      expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
    });

    it.each([['x'.repeat(64) + 'Y7-' + 'z'.repeat(61)], ['пароль-из-сказки'], ['  blanks at both ends  '], [PASSWORD]])(
      'is taken as it is typed: %s',
      async (password) => {
        const application = await start();
        await addUser(application);
        const client = new Client(application).as(await logIn(application));
        expect((await client.post('password/change/', twice(password))).answer).toEqual(CHANGED);
        expect(await loginStatus(application, 'alice', password)).toBe(200);
      },
    );

    it('is stored as an argon2id hash', async () => {
      const application = await start({ ports: { passwordHasher: Argon2PasswordHasher } });
      const alice = await addUser(application);
      const client = new Client(application).as(await logIn(application));
      await client.post('password/change/', twice(NEW_PASSWORD));
      const { password, credentialsChangedAt } = await reload(application, alice);
      expect(password).toMatch(/^\$argon2id\$v=19\$m=19456,/);
      expect(credentialsChangedAt).toEqual(application.clock.now());
    });
  });

  describe('the old password', () => {
    it('is asked for where the options say so', async () => {
      const application = await start(OLD_ASKED);
      await addUser(application);
      const client = new Client(application).as(await logIn(application));
      expect((await client.post('password/change/', twice(NEW_PASSWORD))).answer).toEqual([
        400,
        { old_password: ['This field is required.'] },
      ]);
      expect((await client.post('password/change/', { old_password: 'wrong', ...twice(NEW_PASSWORD) })).answer).toEqual(
        [400, { old_password: ['Your old password was entered incorrectly. Please enter it again.'] }],
      );
      expect(
        (await client.post('password/change/', { old_password: 'x'.repeat(129), ...twice(NEW_PASSWORD) })).answer,
      ).toEqual([400, { old_password: ['Ensure this field has no more than 128 characters.'] }]);
      expect(
        (await client.post('password/change/', { old_password: PASSWORD, ...twice(NEW_PASSWORD) })).answer,
      ).toEqual(CHANGED);
      expect(await loginStatus(application, 'alice', NEW_PASSWORD)).toBe(200);
    });

    it('is told to be wrong together with what is wrong with the new one’s fields', async () => {
      const application = await start(OLD_ASKED);
      await addUser(application);
      const client = new Client(application).as(await logIn(application));
      expect(
        (await client.post('password/change/', { old_password: 'wrong', new_password1: NEW_PASSWORD })).answer,
      ).toEqual([
        400,
        {
          old_password: ['Your old password was entered incorrectly. Please enter it again.'],
          new_password2: ['This field is required.'],
        },
      ]);
    });

    it('cannot be given by who has none', async () => {
      const application = await start(OLD_ASKED);
      const alice = await addUser(application);
      const client = new Client(application).as(await logIn(application));
      alice.password = '!nothing';
      await application.dataSource.manager.save(alice);
      expect(
        (await client.post('password/change/', { old_password: '!nothing', ...twice(NEW_PASSWORD) })).answer,
      ).toEqual([400, { old_password: ['Your old password was entered incorrectly. Please enter it again.'] }]);
    });

    it('is ignored where it is not asked for', async () => {
      const application = await start();
      await addUser(application);
      const client = new Client(application).as(await logIn(application));
      expect((await client.post('password/change/', { old_password: 'wrong', ...twice(NEW_PASSWORD) })).answer).toEqual(
        CHANGED,
      );
    });
  });

  it('tells the host when it is done, and nothing of what was refused', async () => {
    const { Listener, events } = toldEvents();
    const application = await start({ ports: { events: Listener } });
    const alice = await addUser(application);
    const client = new Client(application).as(await logIn(application));
    events.length = 0;
    await client.post('password/change/', twice('short'));
    await client.post('password/change/', twice(NEW_PASSWORD));
    expect(events.map(happeningOf)).toEqual([{ type: 'password_changed', userId: alice.id }]);
  });
});
