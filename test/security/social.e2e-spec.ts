import { createHash } from 'node:crypto';

import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { RestAuthOptions } from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import { addUser, KEY, letters, logIn, loginStatus, PASSWORD, verificationKey } from '../support/accounts.js';
import { Browser, Client, type Reply } from '../support/client.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { CALLBACK_URL, FIONA, GINA, socialOptions, TESS } from '../support/social-site.js';
import { dumpOf } from '../support/table-dump.js';
import { startApplication, type TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';

/** What no answer may hold: code, statements, addresses of this machine. */
const LEAK =
  /at .*\.(?:js|ts):\d+|node_modules|QueryFailedError|SELECT |INSERT |ECONNREFUSED|password authentication|duplicate key|ER_DUP_ENTRY|\/home\/|\/app\//;

const INCORRECT = [400, { non_field_errors: ['Incorrect value'] }];
const EMAIL_TAKEN = [400, { non_field_errors: ['User is already registered with this e-mail address.'] }];
const NO_ACCESS = [400, { non_field_errors: ['No access to private resources at "api.twitter.com".'] }];
const CODE_REFUSED = [400, { non_field_errors: ['Failed to exchange code for access token'] }];
const INPUT_MISSING = [400, { non_field_errors: ['Incorrect input. access_token or code is required.'] }];
const NOT_FOUND = [404, { detail: 'Not found.' }];
const CONNECTED_ELSEWHERE = [
  400,
  { non_field_errors: ['The social account is already connected to a different account.'] },
];

/** The kinds of credentials under which the attacks are tried. */
const PROFILES: Readonly<Record<string, Partial<RestAuthOptions>>> = {
  token: { credentials: { issue: ['token'] } },
  session: { credentials: { issue: ['session'] } },
  'jwt-body': { credentials: { issue: ['jwt'] }, jwt: { httpOnly: false, rotateRefreshTokens: true } },
  'jwt-cookie': {
    credentials: { issue: ['jwt'] },
    jwt: { accessCookieName: 'access', refreshCookieName: 'refresh', cookieCsrf: true, refreshCsrf: true },
  },
};
const JWT_BODY = PROFILES['jwt-body'] ?? {};

const ADAPTERS = { express: () => new ExpressAdapter(), fastify: () => new FastifyAdapter() };

const [database = 'sqlite'] = [...databasesForAnswers()].reverse().filter((name) => name !== 'mariadb');

describe.each(Object.entries(ADAPTERS))(`social attacks on ${database} and %s`, (_, adapter) => {
  let provider: FakeSocialProvider;
  let application: TestApplication | null = null;
  beforeAll(async () => {
    provider = await FakeSocialProvider.start();
    for (const name of ['facebook', 'github', 'twitter'] as const) {
      provider[name].addClient({ id: 'other-app', secret: 'the-secret-of-another-application' });
    }
  });
  afterEach(async () => {
    await application?.close();
    application = null;
    provider.mend();
    provider.forget();
  });
  afterAll(() => provider.stop());

  /** A site with alice in it, whose address is proven. */
  async function site(
    options: Partial<RestAuthOptions> = JWT_BODY,
    apps: Parameters<typeof socialOptions>[1] = { github: { scope: ['user:email'] } },
  ): Promise<TestApplication> {
    const social = socialOptions(provider, apps);
    application = await startApplication({
      database,
      adapter: adapter(),
      options: {
        ...social,
        ...options,
        socialLogin: { ...social.socialLogin, ...options.socialLogin },
        ports: { passwordHasher: QuickHasher, ...options.ports },
      },
    });
    await addUser(application);
    return application;
  }

  /** Alice, by whatever a login gives. */
  async function loggedIn(on: TestApplication, username = 'alice'): Promise<Browser> {
    const browser = new Browser(on);
    const { body } = await browser.post('login/', { username, password: PASSWORD });
    if (typeof body === 'object' && 'key' in body) return bearing(on, `Token ${body.key}`);
    return typeof body === 'object' && browser.jar.size === 0 ? bearing(on, `Bearer ${body.access}`) : browser;
  }

  function bearing(on: TestApplication, authorization: string): Browser {
    return new Browser(on, { Authorization: authorization });
  }

  /** What holds for every answer: never a 5xx that nobody expects, JSON, nothing of the inside, never kept by a cache. */
  function assertInvariants(reply: Reply): void {
    expect(reply.status).toBeLessThan(500);
    expect(typeof reply.body).toBe('object');
    expect(JSON.stringify(reply.body)).not.toMatch(LEAK);
    expect(reply.header('Cache-Control')).toBe('no-store');
  }

  /** An attack that is refused, that way, and leaves every table as it was. */
  async function isRefused(on: TestApplication, attack: () => Promise<Reply>, answer: unknown[]): Promise<void> {
    await on.mails();
    const before = await dumpOf(on.dataSource);
    const reply = await attack();
    await on.mails();
    expect(reply.answer).toEqual(answer);
    assertInvariants(reply);
    expect(await dumpOf(on.dataSource)).toEqual(before);
  }

  it('SOC-01: a Facebook token of another application', async () => {
    const on = await site();
    const access_token = provider.facebook.token(FIONA, { client: 'other-app' });
    await isRefused(on, () => new Client(on).post('facebook/', { access_token }), INCORRECT);
    expect(provider.requests.map(({ path }) => path)).toEqual(['/facebook/debug_token']);
    expect(provider.requests[0]?.query['access_token']).toBe(
      `${provider.facebook.client.id}|${provider.facebook.client.secret}`,
    );
  });

  it('SOC-02: a GitHub token of another application', async () => {
    const on = await site();
    const access_token = provider.github.token(GINA, { client: 'other-app' });
    await isRefused(on, () => new Client(on).post('github/', { access_token }), INCORRECT);
    expect(provider.requests.map(({ path }) => path)).toEqual([
      `/github-api/applications/${provider.github.client.id}/token`,
    ]);
  });

  it.each(['ghp_xxx', 'github_pat_xxx', 'ghs_xxx', 'ghr_xxx'])(
    'SOC-03: %s in place of a token of ours',
    async (token) => {
      const on = await site();
      await isRefused(on, () => new Client(on).post('github/', { access_token: token }), INCORRECT);
    },
  );

  it('SOC-04: a Twitter token of another application, and one with another secret', async () => {
    const on = await site();
    const foreign = provider.twitter.token(TESS, { client: 'other-app' });
    await isRefused(on, () => new Client(on).post('twitter/', foreign), NO_ACCESS);
    const forged = { ...provider.twitter.token(TESS), token_secret: 'guessed' };
    await isRefused(on, () => new Client(on).post('twitter/', forged), NO_ACCESS);
  });

  it('SOC-05: a token whose owner and profile differ', async () => {
    const on = await site();
    const access_token = provider.facebook.token(FIONA, { debug: { user_id: '1' } });
    await isRefused(on, () => new Client(on).post('facebook/', { access_token }), INCORRECT);
    const user = { status: 200, body: { ...GINA, id: 43 } };
    provider.answer('GET', '/github-api/user', user);
    const gina = provider.github.token(GINA);
    await isRefused(on, () => new Client(on).post('github/', { access_token: gina }), INCORRECT);
  });

  it.each([
    ['not valid', { is_valid: false }],
    ['expired', { expires_at: 1 }],
    ['of a page', { type: 'PAGE' }],
    ['of an application', { type: 'APP' }],
    ['of an application told as a number', { app_id: 123 }],
    ['of no application', { app_id: undefined }],
    ['of nobody', { user_id: undefined }],
    ['of a type that is not told', { type: undefined }],
  ])('SOC-06: a Facebook token that is %s', async (what, debug) => {
    const on = await site();
    const access_token = provider.facebook.token(FIONA, { debug, isValid: true });
    const attack = () => new Client(on).post('facebook/', { access_token });
    if (what !== 'of nobody') return isRefused(on, attack, INCORRECT);
    // What Facebook never says is an outage of its, and no word about the token.
    expect((await attack()).status).toBe(503);
  });

  it('SOC-06: a Facebook token of which nothing is told', async () => {
    const on = await site();
    provider.answer('GET', '/facebook/debug_token', { status: 200, body: {} });
    const access_token = provider.facebook.token(FIONA);
    await isRefused(on, () => new Client(on).post('facebook/', { access_token }), INCORRECT);
  });

  it('SOC-06: an app_id that is ours but a number', async () => {
    const on = await site(JWT_BODY, { facebook: { clients: [{ id: '123', secret: 'of-one-two-three' }] } });
    provider.facebook.addClient({ id: '123', secret: 'of-one-two-three' });
    const access_token = provider.facebook.token(FIONA, { client: '123', debug: { app_id: 123 } });
    await isRefused(on, () => new Client(on).post('facebook/', { access_token }), INCORRECT);
  });

  it.each([false, true])(
    'SOC-07, SOC-08: alice’s address in somebody’s profile (verified there: %s)',
    async (verified) => {
      const on = await site();
      const emails = [{ email: 'alice@example.com', primary: true, verified }];
      const access_token = provider.github.token({ ...GINA, email: 'alice@example.com' }, { emails });
      await isRefused(on, () => new Client(on).post('github/', { access_token }), EMAIL_TAKEN);
    },
  );

  it('SOC-08: linked only where the options say so and both sides have proven it', async () => {
    const on = await site({ ...JWT_BODY, socialLogin: { emailLinking: 'verified' } });
    const emails = [{ email: 'alice@example.com', primary: true, verified: true }];
    const access_token = provider.github.token(GINA, { emails });
    const { status, body } = await new Client(on).post('github/', { access_token });
    expect([status, body.user.username]).toEqual([200, 'alice']);
  });

  it('SOC-09: the password of who registered first with the victim’s address is worth nothing', async () => {
    const options: Partial<RestAuthOptions> = {
      ...JWT_BODY,
      email: { verification: 'mandatory' },
      socialLogin: { emailLinking: 'verified' },
    };
    const on = await site(options);
    const mallory = new Client(on);
    const squat = { username: 'squat', email: 'gina@example.com', password1: PASSWORD, password2: PASSWORD };
    await mallory.post('registration/', squat);
    const access_token = provider.github.token(GINA);
    expect((await mallory.post('github/', { access_token })).answer).toEqual(EMAIL_TAKEN);
    // The victim follows the link in the mail, and so proves what Mallory has claimed.
    await mallory.post('registration/verify-email/', { key: await verificationKey(on) });
    const before = await mallory.post('login/', { username: 'squat', password: PASSWORD });
    expect(before.status).toBe(200);
    on.clock.advance(1);
    const victim = await mallory.post('github/', { access_token });
    expect([victim.status, victim.body.user.username]).toEqual([200, 'squat']);
    expect(await loginStatus(on, 'squat', PASSWORD)).toBe(400);
    expect((await bearing(on, `Bearer ${before.body.access}`).get('user/')).status).toBe(401);
    expect((await mallory.post('token/refresh/', { refresh: before.body.refresh })).status).toBe(401);
  });

  it.each(['ALICE@EXAMPLE.COM', 'alıce@example.com', 'alice@EXAMPLE.com', 'alice＠example.com', 'ａlice@example.com'])(
    'SOC-10: %s for alice’s address',
    async (email) => {
      const on = await site();
      const emails = [{ email, primary: true, verified: true }];
      const access_token = provider.github.token({ ...GINA, email }, { emails });
      await isRefused(on, () => new Client(on).post('github/', { access_token }), EMAIL_TAKEN);
      const public_ = provider.facebook.token({ ...FIONA, email });
      await isRefused(on, () => new Client(on).post('facebook/', { access_token: public_ }), EMAIL_TAKEN);
    },
  );

  it('SOC-12: one uid at two providers is two users’', async () => {
    const on = await site();
    const github = await new Client(on).post('github/', {
      access_token: provider.github.token({ id: 42, login: 'a' }),
    });
    const facebook = await new Client(on).post('facebook/', { access_token: provider.facebook.token({ id: '42' }) });
    expect([github.status, facebook.status]).toEqual([200, 200]);
    expect(github.body.user.pk).not.toBe(facebook.body.user.pk);
  });

  it.each([undefined, null, '', ' ', true, {}, ['42'], 1.5, 2 ** 53, -(2 ** 60), 'a b', 'é', 'x'.repeat(192), 'a\n'])(
    'SOC-13, SOC-30: %j for a uid is nobody, and an outage of the provider’s',
    async (id) => {
      const on = await site();
      const before = await dumpOf(on.dataSource);
      const tess = { ...TESS, id, id_str: undefined };
      const reply = await new Client(on).post('twitter/', provider.twitter.token(tess));
      expect([reply.status, reply.header('Retry-After')]).toEqual([503, '5']);
      expect(await dumpOf(on.dataSource)).toEqual(before);
    },
  );

  it('SOC-13: a number that JavaScript rounds is read from the text beside it', async () => {
    const on = await site({ credentials: { issue: ['token'] } });
    const tess = { ...TESS, id: 1234567890123456800, id_str: '1234567890123456789' };
    const { body } = await new Client(on).post('twitter/', provider.twitter.token(tess));
    const [account] = (await new Client(on).as(body.key).get('socialaccounts/')).body;
    expect(account.uid).toBe('1234567890123456789');
  });

  it('SOC-14, SOC-17: the callback URL is the options’, whatever the client says', async () => {
    const on = await site();
    const evil = { callback_url: 'https://evil.test', redirect_uri: 'https://evil.test' };
    const code = provider.github.code(GINA, { redirectUri: CALLBACK_URL });
    expect((await new Client(on).post('github/', { code, ...evil })).status).toBe(200);
    const exchange = provider.requests.find(({ path }) => path === '/github/login/oauth/access_token');
    expect(exchange?.form['redirect_uri']).toBe(CALLBACK_URL);
  });

  it('SOC-15: a foreign page connects nothing, and a code of somebody else’s browser fits no verifier', async () => {
    const on = await site(PROFILES['jwt-cookie']);
    const alice = await loggedIn(on);
    await on.mails();
    const before = await dumpOf(on.dataSource);
    const codeChallenge = createHash('sha256').update('of-the-attackers-own').digest('base64url');
    const code = provider.github.code(GINA, { redirectUri: CALLBACK_URL, codeChallenge });
    const foreign = await alice.post('github/connect/', { code }, { Origin: 'https://evil.test' });
    expect(foreign.answer).toEqual([
      403,
      { detail: 'CSRF Failed: Origin checking failed - https://evil.test does not match any trusted origins.' },
    ]);
    expect(provider.requests).toEqual([]);
    const { url } = on;
    const csrf = await alice.get('/getcsrf');
    const headers = { Origin: url, 'X-CSRFToken': csrf.cookies['csrftoken']?.value ?? '' };
    const own = await alice.post('github/connect/', { code, code_verifier: 'of-alices-own' }, headers);
    expect(own.answer).toEqual(CODE_REFUSED);
    expect(await dumpOf(on.dataSource)).toEqual(before);
  });

  it('SOC-15: a foreign page logs nobody in by a cookie', async () => {
    const on = await site({ credentials: { issue: ['session'] } });
    const code = provider.github.code(GINA, { redirectUri: CALLBACK_URL });
    const reply = await new Client(on).post('github/', { code }, { Origin: 'https://evil.test' });
    expect([reply.status, reply.cookies, provider.requests.length]).toEqual([403, {}, 0]);
  });

  it('SOC-16: a code of one provider at another’s', async () => {
    const on = await site();
    const code = provider.github.code(GINA, { redirectUri: CALLBACK_URL });
    await isRefused(on, () => new Client(on).post('facebook/', { code }), CODE_REFUSED);
    expect(provider.requests.map(({ path }) => path)).toEqual(['/facebook/oauth/access_token']);
  });

  it.each(Object.keys(PROFILES))('SOC-21: another user’s identity stays theirs (%s)', async (profile) => {
    const on = await site(PROFILES[profile]);
    await addUser(on, { username: 'bob' });
    const access_token = provider.github.token(GINA);
    const bob = await loggedIn(on, 'bob');
    const csrfOf = async (browser: Browser) => ({
      'X-CSRFToken': (await browser.get('/getcsrf')).cookies['csrftoken']?.value ?? '',
    });
    expect((await bob.post('github/connect/', { access_token }, await csrfOf(bob))).status).toBeLessThan(300);
    const alice = await loggedIn(on);
    const headers = await csrfOf(alice);
    await isRefused(on, () => alice.post('github/connect/', { access_token }, headers), CONNECTED_ELSEWHERE);
    expect((await alice.get('user/')).body.username).toBe('alice');
    expect((await bob.get('socialaccounts/')).body).toHaveLength(1);
  });

  it('SOC-23: the last way to log in stays', async () => {
    const on = await site({ credentials: { issue: ['token'] } });
    const { body } = await new Client(on).post('github/', { access_token: provider.github.token(GINA) });
    const gina = new Client(on).as(body.key);
    const [{ id }] = (await gina.get('socialaccounts/')).body;
    await isRefused(on, () => gina.post(`socialaccounts/${String(id)}/disconnect/`, {}), [
      400,
      { non_field_errors: ['Your account has no password set up.'] },
    ]);
  });

  it('SOC-24: somebody else’s account and one that is not there are told alike', async () => {
    const on = await site({ credentials: { issue: ['token'] } });
    const gina = await new Client(on).post('github/', { access_token: provider.github.token(GINA) });
    const [{ id }] = (await new Client(on).as(gina.body.key).get('socialaccounts/')).body;
    const alice = new Client(on).as(await logIn(on));
    const replies: Reply[] = [];
    for (const target of [id, 999_999]) {
      await isRefused(
        on,
        async () => {
          const reply = await alice.post(`socialaccounts/${String(target)}/disconnect/`, {});
          replies.push(reply);
          return reply;
        },
        NOT_FOUND,
      );
    }
    expect(replies[0]?.lastingHeaders).toEqual(replies[1]?.lastingHeaders);
  });

  it('SOC-25: a list shows one’s own accounts, and no tokens', async () => {
    const on = await site({ credentials: { issue: ['token'] }, socialLogin: { storeTokens: true } });
    const access_token = provider.github.token(GINA);
    const { body } = await new Client(on).post('github/', { access_token });
    await new Client(on).post('facebook/', { access_token: provider.facebook.token(FIONA) });
    for (const query of ['', '?user=1', '?user_id=3&provider=facebook']) {
      const reply = await new Client(on).as(body.key).get(`socialaccounts/${query}`);
      assertInvariants(reply);
      expect(reply.body.map((account: object) => Object.keys(account).sort())).toEqual([
        ['date_joined', 'id', 'last_login', 'provider', 'uid'],
      ]);
      expect(JSON.stringify(reply.body)).not.toContain(access_token);
    }
  });

  it('SOC-28: a token and a code, neither, and blanks', async () => {
    const on = await site();
    const both = { access_token: provider.github.token(GINA), code: 'c' };
    expect((await new Client(on).post('github/', both)).status).toBe(200);
    for (const input of [{}, { access_token: '', code: '' }, { access_token: ' ', code: '\t' }, { id_token: 'x' }]) {
      await isRefused(on, () => new Client(on).post('github/', input), INPUT_MISSING);
    }
  });

  it('SOC-29: neither a closed registration nor mandatory verification is got around', async () => {
    const closed = await site({ ...JWT_BODY, socialLogin: { registration: false } });
    const access_token = provider.github.token(GINA);
    await isRefused(closed, () => new Client(closed).post('github/', { access_token }), [
      400,
      { non_field_errors: ['Sign up is currently closed.'] },
    ]);
    await closed.close();
    application = null;
    const strict = await site({ ...JWT_BODY, email: { verification: 'mandatory' } });
    const emails = [{ email: 'gina@example.com', primary: true, verified: false }];
    const unproven = provider.github.token(GINA, { emails });
    const reply = await new Client(strict).post('github/', { access_token: unproven });
    expect(reply.answer).toEqual([400, { non_field_errors: ['E-mail is not verified.'] }]);
    expect(await letters(strict)).toHaveLength(1);
  });

  it('ENU-14: whether an address is taken is told to nobody whom the provider does not know', async () => {
    const on = await site();
    await isRefused(on, () => new Client(on).post('github/', { access_token: 'garbage' }), INCORRECT);
  });

  it('MAS-08: a profile writes what it is for, and nothing else', async () => {
    const on = await site({ credentials: { issue: ['token'] } });
    const evil = {
      ...GINA,
      is_staff: true,
      is_superuser: true,
      isActive: false,
      password: 'x',
      credentialsChangedAt: '2030-01-01',
      email_verified: true,
      company: 'Evil',
      ['__proto__']: { polluted: true },
      constructor: { prototype: { polluted: true } },
    };
    const emails = [{ email: 'gina@example.com', primary: true, verified: false }];
    const { answer, body } = await new Client(on).post('github/', {
      access_token: provider.github.token(evil, { emails }),
    });
    expect(answer).toEqual([200, { key: KEY }]);
    const [row] = await on.dataSource.query(`SELECT * FROM app_user WHERE username = 'gina'`);
    expect(row).toMatchObject({ first_name: 'Gina', last_name: 'Git', email: 'gina@example.com', company: '' });
    expect([Boolean(row.is_active), row.credentials_changed_at, row.password[0]]).toEqual([true, null, '!']);
    const [address] = await on.dataSource.query(
      `SELECT * FROM rest_auth_email_address WHERE email = 'gina@example.com'`,
    );
    expect(Boolean(address.verified)).toBe(false);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect((await new Client(on).as(body.key).get('user/')).body).toMatchObject({ username: 'gina' });
  });
});
