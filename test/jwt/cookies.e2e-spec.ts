import { LongNamesCredentialPresenter } from 'nestjs-rest-auth';

import { addUser, askForReset, change, NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client, type Reply } from '../support/client.js';
import { foreignClaims, mint, secretSigner, SHARED } from '../support/json-web-tokens.js';
import { ALICE, INVALID, jwtOptions, LOGGED_OUT, MOMENT, TOKEN } from '../support/jwt-accounts.js';
import type { TestApplication } from '../support/test-application.js';

const LOGIN = { username: 'alice', password: PASSWORD };
const NAMES = { accessCookieName: 'my-app-auth', refreshCookieName: 'my-refresh-token' };
const ACCESS = { 'my-app-auth': { value: TOKEN, attributes: 'Max-Age=300; Path=/; HttpOnly; SameSite=Lax' } };
const REFRESH = { 'my-refresh-token': { value: TOKEN, attributes: 'Max-Age=86400; Path=/; HttpOnly; SameSite=Lax' } };
const CLEARED_ATTRIBUTES = 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; SameSite=Lax';
const CLEARED_ACCESS = { 'my-app-auth': { value: '', attributes: CLEARED_ATTRIBUTES } };
const CLEARED = { ...CLEARED_ACCESS, 'my-refresh-token': { value: '', attributes: CLEARED_ATTRIBUTES } };
const INBODY = { access: TOKEN, refresh: TOKEN, user: ALICE };
const INCOOKIE = { access: TOKEN, refresh: '', user: ALICE };
const REFRESHED = { access: TOKEN, access_expiration: MOMENT };
const ROTATED = { access: TOKEN, refresh: TOKEN, access_expiration: MOMENT, refresh_expiration: MOMENT };

const seen = ({ answer, cookies }: Reply) => [...answer, cookies];

describe('cookies of JSON Web Tokens', () => {
  const start = applicationsOn('sqlite');
  const startWithAlice = async (jwt: NonNullable<Parameters<typeof jwtOptions>[0]>, ports = {}) => {
    const application = await start({ ...jwtOptions(jwt), ports });
    await addUser(application);
    return { application, browser: new Browser(application) };
  };

  it('bear both tokens, and the body bears no refresh token', async () => {
    const { browser } = await startWithAlice({ ...NAMES, rotateRefreshTokens: true });
    const login = await browser.post('login/', LOGIN);
    expect([seen(login), seen(await browser.post('token/refresh/')), seen(await browser.post('logout/'))]).toEqual([
      [200, INCOOKIE, { ...ACCESS, ...REFRESH }],
      [200, REFRESHED, { ...ACCESS, ...REFRESH }],
      [...LOGGED_OUT, CLEARED],
    ]);
  });

  it('have the attributes of the settings, set and cleared', async () => {
    const { browser } = await startWithAlice({
      ...NAMES,
      refreshCookiePath: '/dj-rest-auth/token',
      path: '/dj-rest-auth',
      domain: 'example.com',
      secure: true,
      sameSite: 'None',
      accessSeconds: 60,
      refreshSeconds: 3600,
    });
    const common = 'Domain=example.com; HttpOnly; Secure; SameSite=None';
    const login = await browser.post('login/', LOGIN);
    expect(login.cookies).toEqual({
      'my-app-auth': { value: TOKEN, attributes: `Max-Age=60; Path=/dj-rest-auth; ${common}` },
      'my-refresh-token': { value: TOKEN, attributes: `Max-Age=3600; Path=/dj-rest-auth/token; ${common}` },
    });
    const cleared = (path: string) => ({
      value: '',
      attributes: `Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=${path}; Domain=example.com; Secure; SameSite=None`,
    });
    expect((await browser.post('logout/')).cookies).toEqual({
      'my-app-auth': cleared('/dj-rest-auth'),
      'my-refresh-token': cleared('/dj-rest-auth/token'),
    });
  });

  it('that scripts can read take nothing from the body', async () => {
    const { browser } = await startWithAlice({ ...NAMES, httpOnly: false, rotateRefreshTokens: true });
    const readable = (maxAge: number) => ({ value: TOKEN, attributes: `Max-Age=${maxAge}; Path=/; SameSite=Lax` });
    const cookies = { 'my-app-auth': readable(300), 'my-refresh-token': readable(86400) };
    expect([seen(await browser.post('login/', LOGIN)), seen(await browser.post('token/refresh/'))]).toEqual([
      [200, INBODY, cookies],
      [200, ROTATED, cookies],
    ]);
  });

  it('of the access token alone leave the refresh token in the body', async () => {
    const { browser } = await startWithAlice({ accessCookieName: NAMES.accessCookieName, rotateRefreshTokens: true });
    const login = await browser.post('login/', LOGIN);
    const { refresh } = login.body;
    expect([
      seen(login),
      seen(await browser.post('token/refresh/', {})),
      seen(await browser.post('token/refresh/', { refresh })),
    ]).toEqual([
      [200, INBODY, ACCESS],
      [401, { detail: 'No valid refresh token found.', code: 'token_not_valid' }, {}],
      [200, ROTATED, ACCESS],
    ]);
  });

  it('tell when they end where `returnExpiration` says so', async () => {
    const { browser } = await startWithAlice({ ...NAMES, returnExpiration: true });
    expect((await browser.post('login/', LOGIN)).answer).toEqual([
      200,
      { ...INCOOKIE, access_expiration: MOMENT, refresh_expiration: MOMENT },
    ]);
  });

  it('and bodies have the names of dj-rest-auth 2 with its presenter', async () => {
    const ports = { credentialPresenter: LongNamesCredentialPresenter };
    const { browser } = await startWithAlice({ returnExpiration: true, rotateRefreshTokens: true }, ports);
    const login = await browser.post('login/', LOGIN);
    expect(login.answer).toEqual([
      200,
      {
        access_token: TOKEN,
        refresh_token: TOKEN,
        user: ALICE,
        access_token_expiration: MOMENT,
        refresh_token_expiration: MOMENT,
      },
    ]);
    expect((await browser.post('token/refresh/', { refresh: login.body.refresh_token })).answer).toEqual([
      200,
      { access: TOKEN, refresh: TOKEN, access_token_expiration: MOMENT },
    ]);
  });

  describe('that are stale, forged or foreign', () => {
    const stranger = secretSigner('stranger', 'HS256', 'z8Xr2Lk5Vt9Zb3Nc7Wm1Hf4Jg6Dp0SyZ');
    const BAD: [string, (application: TestApplication) => string][] = [
      ['stale', ({ clock }) => mint(foreignClaims('access', 1, clock.now(), { exp: 1000 }), SHARED)],
      ['forged', ({ clock }) => mint(foreignClaims('access', 1, clock.now()), stranger)],
      ['foreign', () => 'theirs'],
      ['empty', () => ''],
    ];
    const registration = { username: 'bob', email: 'bob@example.com', password1: PASSWORD, password2: PASSWORD };
    const BOB = { pk: expect.any(Number), username: 'bob', email: 'bob@example.com', first_name: '', last_name: '' };

    it.each(BAD.flatMap(([name, token]) => [false, true].map((csrf) => [name, csrf, token] as const)))(
      '(%s; CSRF asked for: %s) bar nothing, and are cleared where the page can be ours',
      async (_, cookieCsrf, token) => {
        const { application } = await startWithAlice({ ...NAMES, cookieCsrf, refreshCsrf: false });
        const login = await new Client(application).post('login/', LOGIN);
        const refresh = login.cookies['my-refresh-token']?.value ?? '';
        const secret = await askForReset(application);
        const cleared = cookieCsrf ? {} : CLEARED_ACCESS;
        const cookie = { Cookie: `my-app-auth=${token(application)}` };
        const client = new Client(application, cookie);
        expect([
          seen(await client.post('login/', LOGIN)),
          seen(await client.post('registration/', registration)),
          seen(await client.post('token/refresh/', { refresh })),
          seen(await client.post('password/reset/', { email: 'alice@example.com' })),
          seen(await client.post('logout/', {}, { Cookie: `${cookie.Cookie}; my-refresh-token=${refresh}` })),
          seen(
            await client.post('password/reset/confirm/', {
              ...secret,
              new_password1: NEW_PASSWORD,
              new_password2: NEW_PASSWORD,
            }),
          ),
        ]).toEqual([
          [200, INCOOKIE, { ...ACCESS, ...REFRESH }],
          [201, { ...INCOOKIE, user: BOB }, { ...ACCESS, ...REFRESH }],
          [200, REFRESHED, ACCESS],
          [200, { detail: 'Password reset e-mail has been sent.' }, cleared],
          [...LOGGED_OUT, CLEARED],
          [200, { detail: 'Password has been reset with the new password.' }, cleared],
        ]);
      },
    );

    it.each(BAD)('as a header (%s) bar nothing', async (_, token) => {
      const { application } = await startWithAlice({});
      const client = new Client(application, { Authorization: `Bearer ${token(application)}` });
      const login = await client.post('login/', LOGIN);
      const { refresh } = login.body;
      expect([
        login.answer,
        (await client.post('registration/', registration)).answer,
        (await client.post('token/refresh/', { refresh })).answer,
        (await client.post('password/reset/', { email: 'alice@example.com' })).answer,
        (await client.post('logout/', { refresh })).answer,
      ]).toEqual([
        [200, INBODY],
        [201, { ...INBODY, user: BOB }],
        [200, REFRESHED],
        [200, { detail: 'Password reset e-mail has been sent.' }],
        LOGGED_OUT,
      ]);
    });

    it('of a refresh that fails are cleared; of one that somebody else won they are not', async () => {
      const { application, browser } = await startWithAlice({ ...NAMES, rotateRefreshTokens: true });
      await browser.post('login/', LOGIN);
      const loser = browser.copy();
      await browser.post('token/refresh/');
      expect(seen(await loser.post('token/refresh/'))).toEqual([...INVALID, {}]);
      application.clock.advance(60);
      expect(seen(await loser.post('token/refresh/'))).toEqual([...INVALID, CLEARED]);
    });

    it('of a user who is disabled are cleared', async () => {
      const application = await start(jwtOptions(NAMES));
      const alice = await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', LOGIN);
      await change(application, alice, { isActive: false });
      expect(seen(await browser.get('user/'))).toEqual([
        401,
        { detail: 'User is inactive', code: 'user_inactive' },
        CLEARED_ACCESS,
      ]);
    });
  });
});
