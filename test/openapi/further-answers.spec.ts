import type { RestAuthOptions } from 'nestjs-rest-auth';

import { Browser, Client } from '../support/client.js';
import { PASSWORD, registration, withHost } from '../support/host.js';
import { newPrivateKey, pemOf } from '../support/json-web-tokens.js';
import type { User } from '../support/test-user.js';
import { AnswerCheck } from './answer-check.js';
import { AnswerLog } from './answer-log.js';
import { documentOf } from './document.js';

type Options = Partial<RestAuthOptions<User>>;

/** Asks a host, and answers what came back, all of it as described. */
function described(options: Options, ask: (browser: Browser, anybody: Client) => Promise<unknown>): Promise<string[]> {
  return withHost(options, async (host) => {
    const check = new AnswerCheck(documentOf(host.app), 'dj-rest-auth');
    const log = new AnswerLog(host.app.getHttpServer());
    await ask(new Browser(host), new Client(host));
    const answers = log.take();
    expect(answers.map((answer) => check.problems(answer))).toEqual(answers.map(() => []));
    return answers.map(({ method, url, status }) => `${method} ${url.replace('/dj-rest-auth/', '')} ${status}`);
  });
}

describe('what no recording has is answered as described', () => {
  it('where somebody is logged in', async () => {
    const seen = await described(
      { activeLogins: true, credentials: { issue: ['jwt', 'token', 'session'] } },
      async (browser) => {
        await browser.post('registration/', registration('alice'));
        await browser.post('login/', { username: 'alice', password: PASSWORD });
        const { body } = await browser.get('logins/');
        const [first] = (body as { id: string; current: boolean }[]).filter(({ current }) => !current);
        await browser.send('delete', `logins/${first?.id ?? ''}/`);
        await browser.send('delete', 'logins/nobodys/');
        await browser.send('delete', 'logins/');
        await browser.send('delete', 'logins/', undefined, { 'X-CSRFToken': 'wrong' });
      },
    );
    expect(seen.map((line) => line.split(' ').at(-1))).toEqual(['201', '200', '200', '204', '404', '204', '403']);
  });

  it('credentials that are no good, and cookies of them', async () => {
    const options: Options = {
      credentials: { issue: ['jwt', 'session'] },
      jwt: { accessCookieName: 'access', refreshCookieName: 'refresh', cookieCsrf: true },
    };
    const seen = await described(options, async (_, anybody) => {
      for (const Cookie of ['sessionid=stale', 'access=stale', 'refresh=stale', 'access=stale; sessionid=stale']) {
        await anybody.get('user/', { Cookie });
        await anybody.put('user/', {}, { Cookie });
        await anybody.post('logout/', {}, { Cookie });
        await anybody.post('password/reset/', { email: 'alice@example.com' }, { Cookie });
        await anybody.post('token/refresh/', {}, { Cookie });
      }
      await anybody.get('user/', { Authorization: 'Bearer' });
      await anybody.get('user/', { Authorization: 'Bearer nonsense' });
    });
    expect(seen).toHaveLength(22);
  });

  it('tokens with rotation, and the keys by which others check them', async () => {
    const key = pemOf(newPrivateKey('ES256'));
    const options: Options = {
      credentials: { issue: ['jwt'] },
      jwt: {
        keys: [{ id: 'one', algorithm: 'ES256', privateKey: key }],
        rotateRefreshTokens: true,
        returnExpiration: true,
        refreshCookieName: 'refresh',
        deliveryHeader: 'X-Delivery',
      },
    };
    const seen = await described(options, async (browser, anybody) => {
      await anybody.get('jwks/');
      await browser.post('registration/', registration('alice'));
      await browser.post('token/refresh/', {});
      const login = await anybody.post('login/', { username: 'alice', password: PASSWORD }, { 'X-Delivery': 'body' });
      const { refresh } = login.body as { refresh: string };
      await anybody.post('token/refresh/', { refresh });
      await anybody.post('token/refresh/', { refresh });
      await browser.post('token/refresh/', {}, { Origin: 'https://elsewhere.test' });
      await anybody.post('logout/', { refresh });
    });
    expect(seen.map((line) => line.split(' ').at(-1))).toEqual([
      '200',
      '201',
      '200',
      '200',
      '200',
      '401',
      '403',
      '401',
    ]);
  });

  it('the page of a mailed link, here and elsewhere', async () => {
    const page = 'http://app.test/dj-rest-auth/registration/account-confirm-email/{key}/';
    const ask = async (_: Browser, anybody: Client) => {
      await anybody.get('registration/account-confirm-email/some-key/');
      await anybody.get('registration/account-confirm-email/no.key/');
    };
    const statuses = (seen: string[]) => seen.map((line) => line.split(' ').at(-1));
    expect(statuses(await described({}, ask))).toEqual(['302', '404']);
    const links = { passwordReset: 'http://app.test/{uid}/{token}', emailVerification: page };
    expect(statuses(await described({ links }, ask))).toEqual(['200', '404']);
  });

  it('bodies that nobody can read', async () => {
    const seen = await described({}, async (_, anybody) => {
      await anybody.post('login/', '{', { 'Content-Type': 'application/json' });
      await anybody.post('login/', 'text', { 'Content-Type': 'text/plain' });
      await anybody.post('login/', { password: 'x'.repeat(70_000) });
      await anybody.post('login/', {}, { Accept: 'image/png' });
      await anybody.get('user/', { Accept: 'image/png' });
    });
    expect(seen.map((line) => line.split(' ').at(-1))).toEqual(['400', '415', '413', '406', '406']);
  });
});
