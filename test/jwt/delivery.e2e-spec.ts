import { addUser, NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client, type Reply } from '../support/client.js';
import { ALICE, bearer, INVALID, jwtOptions, LOGGED_OUT, MOMENT, refresh, TOKEN } from '../support/jwt-accounts.js';

const LOGIN = { username: 'alice', password: PASSWORD };
const NAMES = { accessCookieName: 'access', refreshCookieName: 'refresh' };
const FOREIGN = { Origin: 'https://evil.example' };
const FROM_ELSEWHERE = {
  detail: 'CSRF Failed: Origin checking failed - https://evil.example does not match any trusted origins.',
};
const NOT_SET = [403, { detail: 'CSRF Failed: CSRF cookie not set.' }];
const INBODY = { access: TOKEN, refresh: TOKEN, user: ALICE };
const INCOOKIE = { access: TOKEN, refresh: '', user: ALICE };
const REFRESHED = { access: TOKEN, access_expiration: MOMENT };
const ROTATED = { access: TOKEN, refresh: TOKEN, access_expiration: MOMENT, refresh_expiration: MOMENT };
const SAVED = [200, { detail: 'New password has been saved.' }];
const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };

const seen = ({ answer, cookies }: Reply) => [...answer, Object.keys(cookies)];

describe('where tokens are delivered', () => {
  const start = applicationsOn('sqlite');
  const startWithAlice = async (jwt: NonNullable<Parameters<typeof jwtOptions>[0]> = {}) => {
    const application = await start(jwtOptions({ ...NAMES, ...jwt }));
    await addUser(application);
    return { application, browser: new Browser(application), anybody: new Client(application) };
  };

  describe('a client says by a header', () => {
    const inBody = { 'X-Delivery': 'body' };
    const deliverable = { deliveryHeader: 'X-Delivery', rotateRefreshTokens: true };

    it('that it wants them in the body, from login to logout', async () => {
      const { application, anybody } = await startWithAlice(deliverable);
      const login = await anybody.post('login/', LOGIN, inBody);
      const rotated = await anybody.post('token/refresh/', { refresh: login.body.refresh }, inBody);
      const { access, refresh: token } = rotated.body;
      const out = await bearer(application, access).post('logout/', { refresh: token }, inBody);
      expect([seen(login), seen(rotated), out.answer]).toEqual([[200, INBODY, []], [200, ROTATED, []], LOGGED_OUT]);
      expect((await refresh(application, token)).answer).toEqual(INVALID);
    });

    it.each(['cookie', 'COOKIE', 'else'])('that it wants them in cookies (%s)', async (where) => {
      const { anybody } = await startWithAlice(deliverable);
      const login = await anybody.post('login/', LOGIN, { 'X-Delivery': where });
      expect(seen(login)).toEqual([200, INCOOKIE, ['access', 'refresh']]);
    });

    it('but a script never gets a token out of a cookie that it cannot read', async () => {
      const { browser } = await startWithAlice(deliverable);
      await browser.post('login/', LOGIN);
      const reply = await browser.post('token/refresh/', {}, inBody);
      expect(seen(reply)).toEqual([200, REFRESHED, ['access', 'refresh']]);
    });

    it('which means nothing unless the options name it', async () => {
      const { anybody } = await startWithAlice();
      expect(seen(await anybody.post('login/', LOGIN, inBody))).toEqual([200, INCOOKIE, ['access', 'refresh']]);
    });
  });

  describe('a page of a foreign origin', () => {
    it('gets the usual bodies and no cookie', async () => {
      const { anybody } = await startWithAlice({ rotateRefreshTokens: true });
      const login = await anybody.post('login/', LOGIN, FOREIGN);
      const rotated = await anybody.post('token/refresh/', { refresh: login.body.refresh }, FOREIGN);
      expect([seen(login), seen(rotated)]).toEqual([
        [200, INBODY, []],
        [200, ROTATED, []],
      ]);
    });

    it('gets nothing for a cookie alone, and spends nothing', async () => {
      const { browser } = await startWithAlice({ rotateRefreshTokens: true });
      await browser.post('login/', LOGIN);
      expect(seen(await browser.post('token/refresh/', {}, FOREIGN))).toEqual([403, FROM_ELSEWHERE, []]);
      expect(seen(await browser.post('token/refresh/'))).toEqual([200, REFRESHED, ['access', 'refresh']]);
    });

    it('ends no login by its cookie, and takes no cookie away', async () => {
      const { browser } = await startWithAlice({ rotateRefreshTokens: true });
      await browser.post('login/', LOGIN);
      expect(seen(await browser.post('logout/', {}, FOREIGN))).toEqual([403, FROM_ELSEWHERE, []]);
      expect(seen(await browser.post('token/refresh/'))).toEqual([200, REFRESHED, ['access', 'refresh']]);
      expect((await browser.post('logout/')).answer).toEqual([200, { detail: 'Successfully logged out.' }]);
    });

    it('takes no cookie away that did not even come with it', async () => {
      const { anybody } = await startWithAlice();
      const [status, , cookies] = seen(await anybody.post('logout/', {}, FOREIGN));
      expect([status, cookies]).toEqual([401, []]);
    });

    it('ends its own login by the token in the body', async () => {
      const { anybody } = await startWithAlice({ rotateRefreshTokens: true });
      const { refresh } = (await anybody.post('login/', LOGIN, FOREIGN)).body;
      const done = { detail: 'Successfully logged out.' };
      expect(seen(await anybody.post('logout/', { refresh }, FOREIGN))).toEqual([200, done, []]);
      expect((await anybody.post('token/refresh/', { refresh })).status).toBe(401);
    });

    it('is none where `csrf.trustedOrigins` has it', async () => {
      const application = await start({ ...jwtOptions(NAMES), csrf: { trustedOrigins: [FOREIGN.Origin] } });
      await addUser(application);
      const browser = new Browser(application);
      expect(seen(await browser.post('login/', LOGIN, FOREIGN))).toEqual([200, INCOOKIE, ['access', 'refresh']]);
      expect(seen(await browser.post('token/refresh/', {}, FOREIGN))).toEqual([200, REFRESHED, ['access']]);
    });
  });

  describe('CSRF', () => {
    it('is not asked about unless the options say so', async () => {
      const { browser } = await startWithAlice();
      await browser.post('login/', LOGIN);
      expect((await browser.post('password/change/', NEW)).answer).toEqual(SAVED);
    });

    it('`cookieCsrf` asks writes by cookie, and nobody with a header', async () => {
      const { application, browser } = await startWithAlice({ cookieCsrf: true });
      const { access } = (await browser.post('login/', LOGIN)).body;
      const cookies = { Cookie: `access=${String(access)}` };
      expect((await browser.post('password/change/', NEW)).answer).toEqual(NOT_SET);
      expect((await browser.post('logout/')).answer).toEqual(NOT_SET);
      expect((await browser.get('user/')).answer).toEqual([200, ALICE]);
      expect((await bearer(application, access).patch('user/', {}, cookies)).status).toBe(200);
      await browser.get('/getcsrf');
      expect((await browser.post('password/change/', NEW, { 'X-CSRFToken': 'a'.repeat(80) })).answer).toEqual([
        403,
        { detail: "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect." },
      ]);
      expect((await browser.post('password/change/', NEW, FOREIGN)).answer).toEqual([403, FROM_ELSEWHERE]);
      expect((await browser.post('password/change/', NEW)).answer).toEqual(SAVED);
      expect((await browser.post('logout/')).answer).toEqual(LOGGED_OUT);
    });

    it('`refreshCsrf` asks a refresh by cookie, and none by body', async () => {
      const { application, browser } = await startWithAlice({ refreshCsrf: true });
      await browser.post('login/', LOGIN);
      expect((await browser.post('token/refresh/')).answer).toEqual(NOT_SET);
      expect((await refresh(application, browser.jar.get('refresh') ?? '')).answer).toEqual([200, REFRESHED]);
      await browser.get('/getcsrf');
      expect((await browser.post('token/refresh/')).answer).toEqual([200, REFRESHED]);
    });

    it('`csrfOnUnauthenticated` asks every write without a header, a login too', async () => {
      const { application, browser } = await startWithAlice({ csrfOnUnauthenticated: true });
      for (const path of ['login/', 'registration/', 'token/refresh/', 'token/verify/', 'logout/', 'password/reset/']) {
        expect([path, ...(await browser.post(path, LOGIN)).answer]).toEqual([path, ...NOT_SET]);
      }
      expect((await bearer(application, 'stale').post('login/', LOGIN)).status).toBe(200);
      await browser.get('/getcsrf');
      expect((await browser.post('login/', LOGIN)).answer).toEqual([200, INCOOKIE]);
      expect((await browser.post('password/change/', NEW)).answer).toEqual(SAVED);
    });
  });

  it('the hardened preset rotates, asks for CSRF tokens, and takes `__Host-` names', async () => {
    const names = { accessCookieName: '__Host-access', refreshCookieName: '__Host-refresh' };
    const application = await start({ ...jwtOptions(names), preset: 'hardened' });
    await addUser(application);
    const browser = new Browser(application);
    const cookie = (maxAge: number) => ({
      value: TOKEN,
      attributes: `Max-Age=${maxAge}; Path=/; HttpOnly; Secure; SameSite=Lax`,
    });
    const both = { '__Host-access': cookie(300), '__Host-refresh': cookie(86400) };
    const csrf = () => ({ 'X-CSRFToken': browser.jar.get('__Host-csrftoken') ?? '' });
    const login = await browser.post('login/', LOGIN);
    expect([...login.answer, login.cookies]).toEqual([200, INCOOKIE, both]);
    expect((await browser.post('token/refresh/')).answer).toEqual(NOT_SET);
    await browser.get('/getcsrf');
    const refreshed = await browser.post('token/refresh/', {}, csrf());
    expect([...refreshed.answer, refreshed.cookies]).toEqual([200, REFRESHED, both]);
    const out = await browser.post('logout/', {}, csrf());
    const attributes = 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; Secure; SameSite=Lax';
    expect([...out.answer, out.cookies]).toEqual([
      ...LOGGED_OUT,
      { '__Host-access': { value: '', attributes }, '__Host-refresh': { value: '', attributes } },
    ]);
  });
});
