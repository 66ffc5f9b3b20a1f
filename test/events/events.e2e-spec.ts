import {
  AuditLog,
  type AuthEvent,
  AuthEvents,
  FieldErrors,
  LoginPolicy,
  RestAuthModule,
  type RestAuthOptions,
  RestAuthOptionsError,
} from 'nestjs-rest-auth';

import { addUser, askForReset, change, logIn, NEW_PASSWORD, PASSWORD, verificationKey } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import { REQUIRED } from '../support/host.js';
import { jwtOptions, logInForTokens, refresh } from '../support/jwt-accounts.js';
import { LogLines } from '../support/log-lines.js';
import { FIONA, GINA, socialSitesOn, TESS } from '../support/social-site.js';
import { databasesForAnswers } from '../support/test-database.js';
import { toldEvents, happeningOf } from '../support/told-events.js';

const twice = (password: string) => ({ new_password1: password, new_password2: password });
const BOB = { username: 'bob', email: 'bob@example.com', password1: PASSWORD, password2: PASSWORD };

describe.each(databasesForAnswers())('events on %s', (database) => {
  const start = applicationsOn(database);
  const startSocial = socialSitesOn(database);

  /** A site with one listener, and Alice on it. */
  async function site(options: Partial<RestAuthOptions> = {}) {
    const told = toldEvents();
    const application = await start({ ...options, ports: { events: told.Listener, ...options.ports } });
    return { told, application, alice: await addUser(application), client: new Client(application) };
  }

  it('tell when, from where, by what and at which instance', async () => {
    const { told, application, alice } = await site({ path: 'api/auth' });
    const client = new Client(application, { 'User-Agent': 'curl/8.14.1' });
    await client.post('/api/auth/login/', { username: 'alice', password: PASSWORD });
    expect(told.events).toEqual([
      {
        type: 'logged_in',
        userId: alice.id,
        method: 'password',
        outcome: 'success',
        at: application.clock.now(),
        instance: 'api/auth',
        address: expect.stringMatching(/^(?:::ffff:)?127\.0\.0\.1$/),
        userAgent: 'curl/8.14.1',
      },
    ]);
  });

  it('cannot be changed by who is told', async () => {
    const { told, application } = await site();
    await logIn(application);
    expect(told.events.every((event) => Object.isFrozen(event))).toBe(true);
  });

  it('LEK-09: are one for each act of a user, with whose it was', async () => {
    const { told, application, alice, client } = await site({
      activeLogins: true,
      password: { oldPasswordRequired: true },
    });
    const userId = alice.id;
    const key = await logIn(application);
    const change = (old_password: string) =>
      client.as(key).post('password/change/', { old_password, ...twice(NEW_PASSWORD) });
    await change('wrong');
    await change(PASSWORD);
    const { uid, token } = await askForReset(application);
    await client.post('password/reset/confirm/', { uid, token: 'a'.repeat(64), ...twice(PASSWORD) });
    await client.post('password/reset/confirm/', { uid, token, ...twice(PASSWORD) });
    const [first, second] = [await logIn(application), await logIn(application)];
    const logins: { id: string; current: boolean }[] = (await client.as(second).get('logins/')).body;
    const loginId = logins.find(({ current }) => !current)?.id;
    await client.as(second).send('delete', 'logins/');
    await client.as(first).get('user/');
    await client.as(second).post('logout/');
    await client.get('user/');
    expect(await told.last(12)).toEqual([
      { type: 'logged_in', userId, method: 'password' },
      { type: 'reauthentication_failed', userId },
      { type: 'password_changed', userId },
      { type: 'password_reset_requested', userId },
      { type: 'password_reset_failed', userId: null },
      { type: 'password_reset', userId },
      { type: 'logged_in', userId, method: 'password' },
      { type: 'logged_in', userId, method: 'password' },
      { type: 'login_ended', userId, loginId },
      { type: 'access_denied', userId: null, reason: 'invalid_token' },
      { type: 'logged_out', userId },
      { type: 'access_denied', userId: null, reason: 'not_authenticated' },
    ]);
    expect(told.events).toHaveLength(12);
  });

  it('tell of a registration, and of the proof of its address', async () => {
    const { told, application, client } = await site();
    await client.post('registration/', BOB);
    const key = await verificationKey(application);
    await client.post('registration/resend-email/', { email: BOB.email });
    await client.post('registration/resend-email/', { email: 'nobody@example.com' });
    await client.post('registration/verify-email/', { key: `${key}x` });
    await client.post('registration/verify-email/', { key });
    const [registered, ...others] = await told.last(5);
    expect(registered).toEqual({ type: 'registered', userId: expect.any(Number) });
    const { userId } = told.events[0] ?? {};
    expect(others).toEqual([
      { type: 'email_verification_requested', userId },
      { type: 'email_verification_requested', userId: null },
      { type: 'email_verification_failed', userId: null },
      { type: 'email_verified', userId, email: BOB.email },
    ]);
  });

  it('tell of a reset that is asked for an address of nobody, and not whose address it is', async () => {
    const { told, client } = await site();
    await client.post('password/reset/', { email: 'nobody@example.com' });
    expect(await told.last(1)).toEqual([{ type: 'password_reset_requested', userId: null }]);
  });

  it('tell of two confirmations at once that one has failed', async () => {
    const { told, application, client } = await site();
    const secret = await askForReset(application);
    await Promise.all([1, 2].map(() => client.post('password/reset/confirm/', { ...secret, ...twice(NEW_PASSWORD) })));
    const types = (await told.last(3)).map((event) => Reflect.get(event, 'type'));
    expect(types.sort()).toEqual(['password_reset', 'password_reset_failed', 'password_reset_requested']);
  });

  describe('of a login that fails', () => {
    it('tell whose account was tried, by name or address, and never what was typed', async () => {
      const { told, alice, client } = await site({ login: { methods: ['username', 'email'] } });
      const failed = { type: 'login_failed', method: 'password', reason: 'credentials' };
      const tries: [object, number | null][] = [
        [{ username: 'ALICE' }, alice.id],
        [{ email: 'alice@example.com' }, alice.id],
        [{ username: 'alice@example.com' }, alice.id],
        [{ username: 'hunter2' }, null],
        [{ email: 'hunter2@example.com' }, null],
        [{ username: 'alice', email: 'hunter2@example.com' }, null],
      ];
      for (const [name, userId] of tries) {
        told.events.length = 0;
        await client.post('login/', { ...name, password: 'wrong-password' });
        expect(await told.last(1)).toEqual([{ ...failed, userId }]);
      }
      expect(JSON.stringify(told.events)).not.toMatch(/hunter2|wrong-password/);
    });

    it('say so of who is inactive', async () => {
      const { told, application, alice, client } = await site();
      await change(application, alice, { isActive: false });
      await client.post('login/', { username: 'alice', password: PASSWORD });
      const failed = { type: 'login_failed', method: 'password', reason: 'credentials' };
      expect(await told.last(1)).toEqual([{ ...failed, userId: alice.id }]);
    });

    it('say that a policy was the reason, or asks for more', async () => {
      let answer: 'no' | 'not yet' = 'no';
      class Policy extends LoginPolicy {
        override async check() {
          if (answer === 'not yet') return { status: 202, body: {} };
          throw FieldErrors.nonField('email_not_verified');
        }
      }
      const { told, alice, client } = await site({ ports: { loginPolicy: Policy } });
      await client.post('login/', { username: 'alice', password: PASSWORD });
      answer = 'not yet';
      await client.post('login/', { username: 'alice', password: PASSWORD });
      expect(await told.last(2)).toEqual([
        { type: 'login_failed', userId: alice.id, method: 'password', reason: 'policy' },
        { type: 'login_challenged', userId: alice.id, method: 'password' },
      ]);
    });

    it('are told where the throttle answers, in place of a failure', async () => {
      const rates = { loginFailuresByAccountAndAddress: '1/min' } as const;
      const { told, alice, client } = await site({ throttling: { rates } });
      for (let time = 0; time < 3; time += 1) await client.post('login/', { username: 'alice', password: 'wrong' });
      const throttled = { type: 'throttled', userId: null, rate: 'loginFailuresByAccountAndAddress' };
      const all = await told.last(3);
      expect(all).toHaveLength(3);
      expect(all).toEqual(
        expect.arrayContaining([
          { type: 'login_failed', userId: alice.id, method: 'password', reason: 'credentials' },
          throttled,
          throttled,
        ]),
      );
    });
  });

  describe('of JSON Web Tokens', () => {
    it('tell of a refresh token that comes back, once, and of others that are no good', async () => {
      const { told, application, alice } = await site(jwtOptions({ rotateRefreshTokens: true }));
      const stolen = (await logInForTokens(application)).refresh;
      await refresh(application, stolen);
      application.clock.advance(60);
      await Promise.all([refresh(application, stolen), refresh(application, stolen)]);
      await refresh(application, 'no-token');
      const [, ...failures] = await told.last(4);
      const failed = { type: 'token_refresh_failed', userId: null, reason: 'jwt_invalid_or_expired' };
      const reused = {
        type: 'refresh_token_reused',
        userId: alice.id,
        loginId: expect.stringMatching(/^[0-9a-f]{16}$/),
      };
      expect(failures).toHaveLength(3);
      expect(failures).toEqual(expect.arrayContaining([reused, failed, failed]));
    });

    it('tell of no logout where the answer is that nothing was ended', async () => {
      const { told, application } = await site(jwtOptions());
      const { access, refresh: token } = await logInForTokens(application);
      const caller = new Client(application, { Authorization: `Bearer ${access}` });
      told.events.length = 0;
      expect((await caller.post('logout/')).status).toBe(401);
      expect(told.events).toEqual([]);
      await caller.post('logout/', { refresh: token });
      expect(await told.last(1)).toEqual([{ type: 'logged_out', userId: expect.any(Number) }]);
    });
  });

  describe('of forgeries', () => {
    it('tell in whose name a write without a CSRF token was to be', async () => {
      const { told, application, alice } = await site({ credentials: { issue: ['session'] } });
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      told.events.length = 0;
      const path = 'password/change/';
      expect((await browser.post(path, twice(NEW_PASSWORD), { 'X-CSRFToken': '' })).status).toBe(403);
      const foreign = { Origin: 'https://evil.example' };
      expect((await browser.post(path, twice(NEW_PASSWORD), foreign)).status).toBe(403);
      expect((await new Client(application).post('login/', {}, foreign)).status).toBe(400);
      expect(
        (await new Client(application).post('login/', { username: 'alice', password: PASSWORD }, foreign)).status,
      ).toBe(403);
      expect(await told.last(3)).toEqual([
        { type: 'csrf_failed', userId: alice.id, reason: 'csrf_token_missing' },
        { type: 'csrf_failed', userId: alice.id, reason: 'csrf_origin' },
        { type: 'csrf_failed', userId: null, reason: 'csrf_origin' },
      ]);
      expect(told.events).toHaveLength(3);
    });

    it('are one also where JSON Web Tokens are in cookies', async () => {
      const jwt = { accessCookieName: 'access', cookieCsrf: true };
      const { told, application, alice } = await site(jwtOptions(jwt));
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      told.events.length = 0;
      expect((await browser.post('password/change/', twice(NEW_PASSWORD))).status).toBe(403);
      expect(await told.last(1)).toEqual([{ type: 'csrf_failed', userId: alice.id, reason: 'csrf_cookie_not_set' }]);
      expect(told.events).toHaveLength(1);
    });

    it('are told of a host’s own controller as well', async () => {
      const { told, application } = await site();
      expect((await new Client(application).as('nobody-s').get('/protected-view')).status).toBe(401);
      expect(await told.last(1)).toEqual([{ type: 'access_denied', userId: null, reason: 'invalid_token' }]);
    });
  });

  describe('of providers', () => {
    it('tell which were connected and disconnected, and by which somebody came in or did not', async () => {
      const told = toldEvents();
      const { application, provider, anybody } = await startSocial({
        ports: { events: told.Listener },
        socialLogin: { registration: false },
      });
      const { id: userId } = await addUser(application);
      const key = await logIn(application);
      const access_token = provider.github.token(GINA);
      await anybody.post('github/', { access_token: 'of-nobody' });
      await anybody.post('github/', { access_token });
      await anybody.as(key).post('github/connect/', { access_token });
      await anybody.post('github/', { access_token });
      const [account] = (await anybody.as(key).get('socialaccounts/')).body;
      await anybody.as(key).post(`socialaccounts/${account.id}/disconnect/`);
      const failed = { type: 'login_failed', userId: null, method: 'social' };
      expect(await told.last(6)).toEqual([
        { type: 'logged_in', userId, method: 'password' },
        { ...failed, reason: 'credentials' },
        { ...failed, reason: 'account' },
        { type: 'social_account_connected', userId, provider: 'github' },
        { type: 'logged_in', userId, method: 'social' },
        { type: 'social_account_disconnected', userId, provider: 'github' },
      ]);
    });
    it('tell of each identity that a link takes from who has never proven to be the owner', async () => {
      const told = toldEvents();
      const { application, provider, anybody } = await startSocial(
        { ports: { events: told.Listener }, socialLogin: { emailLinking: 'verified', registration: false } },
        { github: { scope: ['user:email'] } },
      );
      const { id: userId } = await addUser(application, { email: GINA.email });
      const former = anybody.as(await logIn(application));
      await former.post('facebook/connect/', { access_token: provider.facebook.token(FIONA) });
      await former.post('twitter/connect/', provider.twitter.token(TESS));
      await told.last(3);
      told.events.length = 0;
      const access_token = provider.github.token(GINA);
      expect((await anybody.post('github/', { access_token })).status).toBe(200);
      expect(await told.last(4)).toEqual([
        { type: 'social_account_disconnected', userId, provider: 'facebook' },
        { type: 'social_account_disconnected', userId, provider: 'twitter' },
        { type: 'social_account_connected', userId, provider: 'github' },
        { type: 'logged_in', userId, method: 'social' },
      ]);
      expect(told.events).toHaveLength(4);
    });

    it.each([
      ['each identity that a reset takes from who had only claimed the address', 'unverified', ['facebook', 'twitter']],
      ['none at a reset of who had proven the address: they stay', 'verified', []],
    ] as const)('tell of %s', async (_, address, providers) => {
      const told = toldEvents();
      const { application, provider, anybody } = await startSocial({
        ports: { events: told.Listener },
        email: { verification: 'optional' },
      });
      const { id: userId } = await addUser(application, { address });
      const former = anybody.as(await logIn(application));
      await former.post('facebook/connect/', { access_token: provider.facebook.token(FIONA) });
      await former.post('twitter/connect/', provider.twitter.token(TESS));
      const secret = await askForReset(application);
      await told.last(4);
      told.events.length = 0;
      const wrong = { ...secret, token: 'a'.repeat(64), ...twice(NEW_PASSWORD) };
      expect((await anybody.post('password/reset/confirm/', wrong)).status).toBe(400);
      expect((await anybody.post('password/reset/confirm/', { ...secret, ...twice(NEW_PASSWORD) })).status).toBe(200);
      expect(await told.last(providers.length + 2)).toEqual([
        { type: 'password_reset_failed', userId: null },
        ...providers.map((name) => ({ type: 'social_account_disconnected', userId, provider: name })),
        { type: 'password_reset', userId },
      ]);
      expect(told.events).toHaveLength(providers.length + 2);
    });
  });

  describe('with several listeners', () => {
    it('are told to each, whatever becomes of the others', async () => {
      const heard: object[] = [];
      class Broken extends AuthEvents {
        override emit(): void {
          throw new Error('hunter2');
        }
      }
      class Late extends AuthEvents {
        override async emit(): Promise<void> {
          await Promise.reject(new TypeError('hunter2'));
        }
      }
      class Diary extends AuthEvents {
        override emit(event: AuthEvent): void {
          heard.push(happeningOf(event));
        }
      }
      const log = new LogLines();
      try {
        const application = await start({ ports: { events: [Broken, Late, Diary] } });
        const alice = await addUser(application);
        await logIn(application);
        expect(heard).toEqual([{ type: 'logged_in', userId: alice.id, method: 'password' }]);
        await new Promise((resolve) => setTimeout(resolve, 0));
        expect(log.lines.filter((line) => line.includes(' failed at the event '))).toEqual([
          'Broken failed at the event logged_in: Error RestAuth',
          'Late failed at the event logged_in: TypeError RestAuth',
        ]);
        expect(log.lines.join()).not.toContain('hunter2');
      } finally {
        log.end();
      }
    });

    it('are refused at boot where one is in the list twice', () => {
      class Diary extends AuthEvents {
        override emit(): void {
          // Nothing to keep.
        }
      }
      const events = [AuditLog, Diary, AuditLog, toldEvents().Listener, Diary, AuditLog];
      expect(() => RestAuthModule.forRoot({ ...REQUIRED, ports: { events } })).toThrow(
        new RestAuthOptionsError(
          ['AuditLog', 'Diary'].map(
            (name) => `\`ports.events\` names ${name} twice, which would be told everything twice: name it once.`,
          ),
        ),
      );
    });

    it('are told to nobody where the list is empty', async () => {
      const application = await start({ ports: { events: [] } });
      await addUser(application);
      expect(await logIn(application)).toMatch(/^[0-9a-f]{40}$/);
    });
  });

  it('are waited for by no answer', async () => {
    class Endless extends AuthEvents {
      override emit(): Promise<void> {
        return new Promise(() => undefined);
      }
    }
    const application = await start({ ports: { events: Endless } });
    await addUser(application);
    expect(await logIn(application)).toMatch(/^[0-9a-f]{40}$/);
  });
});
