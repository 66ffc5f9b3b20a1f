import { createHash, createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { connect } from 'node:net';

import { FakeSocialProvider, MISBEHAVIOURS } from 'nestjs-rest-auth/testing';

import { requestRaw } from '../support/raw-http.js';

// A client of another hand than the server's: passport-twitter signs with it. It comes without types.
const { OAuth }: { OAuth: OAuthConstructor } = createRequire(import.meta.url)('oauth');
type OAuthConstructor = new (
  requestUrl: string,
  accessUrl: string,
  consumerKey: string,
  consumerSecret: string,
  version: string,
  callback: string | null,
  signatureMethod: string,
) => { authHeader(url: string, token: string, tokenSecret: string, method: string): string };

const STRANGER = { id: 'stranger', secret: 'shared' };
const REDIRECT_URI = 'https://example.com/callback?next=/a b';
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

let provider: FakeSocialProvider;

beforeEach(async () => {
  provider = await FakeSocialProvider.start();
});

afterEach(() => provider.stop());

type Seen = [status: number, body: unknown];

async function ask(url: string, init?: RequestInit): Promise<Seen> {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  const text = await answer.text();
  return [answer.status, answer.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text];
}

function withQuery(url: string, query: Record<string, string>): string {
  return `${url}?${new URLSearchParams(query).toString()}`;
}

describe('Facebook', () => {
  const ADA = { id: '10', name: 'Ada', email: 'ada@example.com', first_name: 'Ada' };
  const get = (path: string, query: Record<string, string> = {}) =>
    ask(withQuery(`${provider.endpoints.facebook.graph}${path}`, query));
  const appToken = ({ id, secret } = provider.facebook.client) => `${id}|${secret}`;
  const debug = async (token: string, access_token = appToken()) =>
    get('/debug_token', { input_token: token, access_token });
  const refusal = (message: string, code: number, more: object = {}): Seen => [
    400,
    { error: { message, type: 'OAuthException', code, fbtrace_id: expect.stringMatching(/^A\w{22}$/), ...more } },
  ];
  const exchange = (query: Record<string, string>) => {
    const { id, secret } = provider.facebook.client;
    return get('/oauth/access_token', { client_id: id, client_secret: secret, ...query });
  };

  it('tells who a token is of, at any version, all of it or the fields that are asked for', async () => {
    const access_token = provider.facebook.token(ADA);
    const headers = { Authorization: `Bearer ${access_token}` };
    expect([
      await get('/me', { access_token }),
      await get('/v19.0/me', { access_token, fields: 'name,picture.type(large){url,width},birthday' }),
      await ask(`${provider.endpoints.facebook.graph}/me?fields=email`, { headers }),
    ]).toEqual([
      [200, ADA],
      [200, { id: '10', name: 'Ada' }],
      [200, { id: '10', email: 'ada@example.com' }],
    ]);
  });

  it('knows no other token, nor one that it has taken back or that has expired', async () => {
    const unknown = refusal('Invalid OAuth access token - Cannot parse access token', 190);
    const invalid = provider.facebook.token(ADA, { isValid: false });
    const expired = provider.facebook.token(ADA, { expiresAt: 1_000_000_000 });
    expect([
      await get('/me', { access_token: 'x' }),
      await get('/me'),
      await get('/me', { access_token: invalid }),
      await get('/me', { access_token: expired }),
      await get('/me', { access_token: provider.facebook.token(ADA, { expiresAt: 1_000_000_000, isValid: true }) }),
      await get('/me', { access_token: provider.facebook.token(ADA, { expiresAt: 0 }) }),
    ]).toEqual([
      unknown,
      unknown,
      refusal(expect.stringContaining('has been invalidated'), 190, { error_subcode: 460 }),
      refusal(expect.stringContaining('has expired'), 190, { error_subcode: 463 }),
      [200, ADA],
      [200, ADA],
    ]);
    expect([await debug(invalid), await debug(expired)]).toMatchObject([
      [200, { data: { is_valid: false, error: { code: 190, subcode: 460 } } }],
      [200, { data: { is_valid: false, error: { code: 190, subcode: 463 }, expires_at: 1_000_000_000 } }],
    ]);
  });

  it("takes a proof by the secret of the token's own application and no other", async () => {
    provider.facebook.addClient(STRANGER);
    const access_token = provider.facebook.token(ADA, { client: STRANGER.id });
    const proof = (secret: string) => createHmac('sha256', secret).update(access_token).digest('hex');
    const wrong = refusal('Invalid appsecret_proof provided in the API argument', 100);
    expect([
      await get('/me', { access_token, appsecret_proof: proof(STRANGER.secret), fields: 'id' }),
      await get('/me', { access_token, appsecret_proof: proof(provider.facebook.client.secret), fields: 'id' }),
      await get('/me', { access_token, appsecret_proof: '', fields: 'id' }),
    ]).toEqual([[200, { id: '10' }], wrong, wrong]);
  });

  it('tells an application about its own tokens', async () => {
    const data = {
      app_id: provider.facebook.client.id,
      type: 'USER',
      application: 'Example',
      is_valid: true,
      issued_at: expect.any(Number),
      expires_at: 2_000_000_000,
      scopes: ['email', 'public_profile'],
      user_id: '10',
    };
    expect([
      await debug(provider.facebook.token(ADA, { expiresAt: 2_000_000_000 })),
      await debug(
        provider.facebook.token(ADA, {
          expiresAt: 2_000_000_000,
          type: 'PAGE',
          debug: { application: undefined, user_id: 7 },
        }),
      ),
      await debug('x'),
    ]).toEqual([
      [200, { data }],
      [200, { data: { ...data, application: undefined, type: 'PAGE', user_id: 7 } }],
      [200, { data: { error: { code: 190, message: 'Invalid OAuth access token.' }, is_valid: false, scopes: [] } }],
    ]);
  });

  it("tells nobody about another application's tokens", async () => {
    provider.facebook.addClient(STRANGER);
    const token = provider.facebook.token(ADA, { client: STRANGER.id });
    const unknown = refusal('Invalid OAuth access token signature.', 190);
    expect([
      await debug(token),
      await debug(token, appToken(STRANGER)),
      await debug(token, 'nobody|secret'),
      await debug(token, `${STRANGER.id}|wrong`),
      await debug(token, token),
    ]).toEqual([
      refusal('(#100) The App_id in the input_token did not match the Viewing App', 100),
      [200, { data: expect.objectContaining({ app_id: STRANGER.id, is_valid: true }) }],
      unknown,
      unknown,
      unknown,
    ]);
  });

  it('exchanges a code once, by GET or POST, for a token with the options that the code was made with', async () => {
    const code = provider.facebook.code(ADA, { redirectUri: REDIRECT_URI, type: 'PAGE' });
    const [status, body] = await exchange({ code, redirect_uri: REDIRECT_URI });
    expect([status, body]).toEqual([
      200,
      { access_token: expect.stringMatching(/^EAA\w{80}$/), token_type: 'bearer', expires_in: 5183944 },
    ]);
    const { access_token } = body as { access_token: string };
    expect([await get('/me', { access_token }), await debug(access_token)]).toMatchObject([
      [200, ADA],
      [200, { data: { type: 'PAGE' } }],
    ]);
    expect(await exchange({ code, redirect_uri: REDIRECT_URI })).toEqual(
      refusal('This authorization code has been used.', 100),
    );
    const { id, secret } = provider.facebook.client;
    const fields = { client_id: id, client_secret: secret, code: provider.facebook.code(ADA, { token: 'fixed' }) };
    expect(
      await ask(`${provider.endpoints.facebook.graph}/oauth/access_token`, {
        method: 'POST',
        body: new URLSearchParams(fields),
      }),
    ).toMatchObject([200, { access_token: 'fixed' }]);
  });

  it('refuses a code of another application, for another place or without its verifier, and does not spend it', async () => {
    provider.facebook.addClient(STRANGER);
    const code = provider.facebook.code(ADA, { redirectUri: REDIRECT_URI, codeChallenge: CHALLENGE });
    const good = { code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER };
    const unknown = refusal('Invalid verification code format.', 100);
    const otherPlace = refusal(expect.stringMatching(/^Error validating verification code\. .*redirect_uri/), 100);
    const wrongVerifier = refusal(expect.stringContaining('code_verifier'), 100);
    expect([
      await exchange({ ...good, code: 'x' }),
      await exchange({ ...good, client_id: STRANGER.id, client_secret: STRANGER.secret }),
      await exchange({ ...good, client_secret: 'wrong' }),
      await exchange({ ...good, redirect_uri: 'https://example.com/callback' }),
      await exchange({ code, code_verifier: VERIFIER }),
      await exchange({ ...good, code_verifier: CHALLENGE }),
      await exchange({ code, redirect_uri: REDIRECT_URI }),
      await exchange(good),
    ]).toEqual([
      unknown,
      unknown,
      refusal('Error validating client secret.', 1),
      otherPlace,
      otherPlace,
      wrongVerifier,
      wrongVerifier,
      [200, expect.objectContaining({ token_type: 'bearer' })],
    ]);
  });

  it('has nothing else', async () => {
    expect(await get('/v19.0/you')).toEqual([
      404,
      { error: expect.objectContaining({ message: 'Unknown path components: /you', code: 2500 }) },
    ]);
  });
});

describe('GitHub', () => {
  const OCTO = { id: 583231, login: 'octocat', name: 'Octo', email: 'octo@example.com' };
  const BAD_CREDENTIALS = [
    401,
    { message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest', status: '401' },
  ];
  const NOT_FOUND = [404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' }];
  const api = (path: string, authorization: string, init: RequestInit = {}) =>
    ask(`${provider.endpoints.github.api}${path}`, { headers: { Authorization: authorization }, ...init });
  const check = (access_token: string, { id, secret } = provider.github.client, client = id) =>
    ask(`${provider.endpoints.github.api}/applications/${client}/token`, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ access_token }),
    });
  const exchange = (fields: Record<string, string>, accept = 'application/json') => {
    const { id, secret } = provider.github.client;
    return ask(`${provider.endpoints.github.web}/login/oauth/access_token`, {
      method: 'POST',
      headers: { Accept: accept },
      body: new URLSearchParams({ client_id: id, client_secret: secret, ...fields }),
    });
  };
  const problem = (error: string): Seen => [
    200,
    {
      error,
      error_description: expect.any(String),
      error_uri: expect.stringMatching(/^https:\/\/docs\.github\.com\//),
    },
  ];

  it('tells who a token is of, and their addresses', async () => {
    const token = provider.github.token(OCTO);
    const emails = [{ email: 'other@example.com', primary: true, verified: false }];
    expect([
      await api('/user', `Bearer ${token}`),
      await api('/user', `token ${token}`),
      await api('/user/emails', `Bearer ${token}`),
      await api('/user/emails', `Bearer ${provider.github.token(OCTO, { emails, scopes: ['user'] })}`),
      await api('/user/emails', `Bearer ${provider.github.token({ ...OCTO, email: null })}`),
    ]).toEqual([
      [200, OCTO],
      [200, OCTO],
      [200, [{ email: 'octo@example.com', primary: true, verified: true, visibility: 'public' }]],
      [200, emails],
      [200, []],
    ]);
  });

  it('refuses a token that is none, and the addresses to one that was not allowed to see them', async () => {
    const token = provider.github.token(OCTO, { scopes: ['read:user'] });
    expect([
      await api('/user', 'Bearer gho_x'),
      await api('/user', `Basic ${token}`),
      await ask(`${provider.endpoints.github.api}/user`),
      await api('/user/emails', `Bearer ${token}`),
      await api('/user/repos', `Bearer ${token}`),
    ]).toEqual([BAD_CREDENTIALS, BAD_CREDENTIALS, BAD_CREDENTIALS, NOT_FOUND, NOT_FOUND]);
  });

  it('asks for a User-Agent', async () => {
    const authorization = { Authorization: `Bearer ${provider.github.token(OCTO)}` };
    const answer = await requestRaw(provider.url, 'GET', '/github-api/user', authorization);
    expect([answer.statusLine, answer.body]).toEqual([
      'HTTP/1.1 403 Forbidden',
      expect.stringContaining('User-Agent header'),
    ]);
  });

  it('tells an application about its own tokens, and about no other', async () => {
    provider.github.addClient(STRANGER);
    const token = provider.github.token(OCTO, { scopes: ['user:email'] });
    expect(await check(token)).toEqual([
      200,
      {
        id: 1,
        url: 'https://api.github.com/authorizations/1',
        app: { name: 'Example', client_id: provider.github.client.id, url: 'https://example.com' },
        token,
        hashed_token: createHash('sha256').update(token).digest('hex'),
        token_last_eight: token.slice(-8),
        note: null,
        note_url: null,
        created_at: expect.any(String),
        updated_at: expect.any(String),
        scopes: ['user:email'],
        fingerprint: null,
        expires_at: null,
        user: { id: 583231, login: 'octocat' },
      },
    ]);
    expect([
      await check('gho_x'),
      await check(token, STRANGER),
      await check(token, STRANGER, provider.github.client.id),
      await check(token, { id: provider.github.client.id, secret: 'wrong' }),
      await check(token, { id: 'nobody', secret: '' }),
      await api(`/applications/${provider.github.client.id}/token`, `Bearer ${token}`, { method: 'POST' }),
    ]).toEqual([NOT_FOUND, NOT_FOUND, NOT_FOUND, BAD_CREDENTIALS, BAD_CREDENTIALS, BAD_CREDENTIALS]);
  });

  it('exchanges a code once', async () => {
    const code = provider.github.code(OCTO, { redirectUri: REDIRECT_URI, scopes: ['user', 'repo'] });
    const [status, body] = await exchange({ code, redirect_uri: REDIRECT_URI });
    expect([status, body]).toEqual([
      200,
      { access_token: expect.stringMatching(/^gho_\w{36}$/), scope: 'user,repo', token_type: 'bearer' },
    ]);
    const { access_token } = body as { access_token: string };
    expect([
      await api('/user', `Bearer ${access_token}`),
      await exchange({ code, redirect_uri: REDIRECT_URI }),
    ]).toEqual([[200, OCTO], problem('bad_verification_code')]);
  });

  it('writes a form unless JSON is asked for, and reads JSON as well', async () => {
    const { id, secret } = provider.github.client;
    const code = provider.github.code(OCTO, { token: 'gho_fixed' });
    expect([
      await exchange({ code: 'x' }, '*/*'),
      await ask(`${provider.endpoints.github.web}/login/oauth/access_token`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ client_id: id, client_secret: secret, code }),
      }),
    ]).toEqual([
      [
        200,
        expect.stringMatching(
          /^error=bad_verification_code&error_description=The\+code\+passed\+is\+incorrect\+or\+expired\.&error_uri=https%3A/,
        ),
      ],
      [200, 'access_token=gho_fixed&scope=read%3Auser%2Cuser%3Aemail&token_type=bearer'],
    ]);
  });

  it('refuses a code of another application, for another place or without its verifier, and does not spend it', async () => {
    provider.github.addClient(STRANGER);
    const code = provider.github.code(OCTO, { redirectUri: REDIRECT_URI, codeChallenge: CHALLENGE });
    const good = { code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER };
    expect([
      await exchange({ ...good, client_id: STRANGER.id, client_secret: STRANGER.secret }),
      await exchange({ ...good, client_secret: 'wrong' }),
      await exchange({ ...good, redirect_uri: 'https://example.com/' }),
      await exchange({ ...good, code_verifier: 'wrong' }),
      await exchange(good),
    ]).toEqual([
      problem('bad_verification_code'),
      problem('incorrect_client_credentials'),
      problem('redirect_uri_mismatch'),
      problem('bad_verification_code'),
      [200, expect.objectContaining({ token_type: 'bearer' })],
    ]);
  });
});

describe('Twitter', () => {
  const WITHOUT_EMAIL = { id: 12, id_str: '12', screen_name: 'jack', name: "J!a'c(k)*" };
  const JACK = { ...WITHOUT_EMAIL, email: 'jack@example.com' };
  const INVALID_TOKEN = [401, { errors: [{ code: 89, message: 'Invalid or expired token.' }] }];
  const NOT_AUTHENTICATED = [401, { errors: [{ code: 32, message: 'Could not authenticate you.' }] }];
  const url = (query = '') => `${provider.endpoints.twitter.api}/1.1/account/verify_credentials.json${query}`;

  function sign(target: string, token: { access_token: string; token_secret: string }, by = provider.twitter.client) {
    const consumer = new OAuth('', '', by.id, by.secret, '1.0', null, 'HMAC-SHA1');
    return consumer.authHeader(target, token.access_token, token.token_secret, 'GET');
  }
  const send = (target: string, authorization: string) => ask(target, { headers: { Authorization: authorization } });
  const verify = (...[target, ...signer]: Parameters<typeof sign>) => send(target, sign(target, ...signer));

  it('tells who a token is of, and their address if it is asked for', async () => {
    const token = provider.twitter.token(JACK);
    expect([
      await verify(url(), token),
      await verify(url('?include_email=false'), token),
      await verify(url("?include_email=true&skip_status=a%20b!'()*"), token),
      await verify(url('?include_email=true'), provider.twitter.token(WITHOUT_EMAIL)),
    ]).toEqual([
      [200, WITHOUT_EMAIL],
      [200, WITHOUT_EMAIL],
      [200, JACK],
      [200, WITHOUT_EMAIL],
    ]);
  });

  it('knows a fixed token, and those of another application only by that', async () => {
    provider.twitter.addClient(STRANGER);
    const fixed = provider.twitter.token(JACK, { token: 'ours', tokenSecret: 'secret' });
    const foreign = provider.twitter.token(JACK, { client: STRANGER.id });
    expect([
      await verify(url(), fixed),
      await verify(url(), foreign, STRANGER),
      await verify(url(), foreign),
      await verify(url(), { access_token: 'none', token_secret: 'secret' }),
    ]).toEqual([[200, WITHOUT_EMAIL], [200, WITHOUT_EMAIL], INVALID_TOKEN, INVALID_TOKEN]);
  });

  it('refuses a signature by another secret, of another request or that was there before', async () => {
    const token = provider.twitter.token(JACK);
    const header = sign(url(), token);
    expect([
      await verify(url(), { ...token, token_secret: 'wrong' }),
      await verify(url(), token, { id: provider.twitter.client.id, secret: 'wrong' }),
      await verify(url(), token, { id: 'nobody', secret: provider.twitter.client.secret }),
      await send(url('?include_email=true'), header),
      await send(url(), header.replace('"1.0"', '"2.0"')),
      await send(url(), header.replace('HMAC-SHA1', 'PLAINTEXT')),
      await send(url(), header),
      await send(url(), header),
    ]).toEqual([
      NOT_AUTHENTICATED,
      NOT_AUTHENTICATED,
      NOT_AUTHENTICATED,
      NOT_AUTHENTICATED,
      NOT_AUTHENTICATED,
      NOT_AUTHENTICATED,
      [200, WITHOUT_EMAIL],
      NOT_AUTHENTICATED,
    ]);
  });

  it('asks for a header that it can read, and has nothing else', async () => {
    const none = [400, { errors: [{ code: 215, message: 'Bad Authentication data.' }] }];
    expect([
      await ask(url()),
      await send(url(), 'Bearer token'),
      await send(url(), 'OAuth oauth_token'),
      await ask(`${provider.endpoints.twitter.api}/1.1/users/show.json`),
    ]).toEqual([none, none, none, [404, { errors: [{ code: 34, message: 'Sorry, that page does not exist.' }] }]]);
  });
});

describe('any service', () => {
  const me = (token: string) => `${provider.endpoints.facebook.graph}/me?access_token=${token}`;

  it('answers a person as it was given', async () => {
    const hostile = { id: { $gt: '' }, name: 'a\u0000b\ud800', email: [null, true], ['__proto__']: 1, empty: '' };
    expect(await ask(me(provider.facebook.token(hostile)))).toEqual([200, JSON.parse(JSON.stringify(hostile))]);
    expect(await ask(me(provider.facebook.token({})))).toEqual([200, {}]);
    expect(await ask(me(provider.facebook.token({ id: 1n })))).toEqual([
      500,
      { error: expect.stringContaining('BigInt') },
    ]);
  });

  it('issues nothing to an application that it does not know', () => {
    const options = { client: 'nobody' };
    expect(() => provider.facebook.token({}, options)).toThrow('No application nobody is registered');
    expect(() => provider.github.code({}, options)).toThrow('No application nobody is registered');
    expect(() => provider.twitter.token({}, options)).toThrow('No application nobody is registered');
  });

  it('has applications and tokens of its own in each instance', async () => {
    const other = await FakeSocialProvider.start();
    try {
      expect([other.url, other.facebook.client, other.github.client, other.twitter.client]).not.toEqual([
        provider.url,
        provider.facebook.client,
        provider.github.client,
        provider.twitter.client,
      ]);
      expect(await ask(me(other.facebook.token({ id: '1' })))).toMatchObject([400, { error: { code: 190 } }]);
      await expect(FakeSocialProvider.start({ port: Number(new URL(other.url).port) })).rejects.toThrow('EADDRINUSE');
    } finally {
      await other.stop();
    }
  });

  it('remembers what it was asked', async () => {
    await ask(`${provider.url}/facebook/me?fields=id&fields=name%20x`, { headers: { 'X-Test': '1' } });
    await ask(`${provider.url}/github/a%2Fb`, { method: 'POST', body: new URLSearchParams({ a: 'b c' }) });
    await ask(`${provider.url}/nowhere`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: '{"a":[1]}',
    });
    expect(provider.requests).toEqual([
      {
        method: 'GET',
        path: '/facebook/me',
        query: { fields: 'name x' },
        form: {},
        json: undefined,
        headers: expect.objectContaining({ 'x-test': '1' }),
      },
      {
        method: 'POST',
        path: '/github/a%2Fb',
        query: {},
        form: { a: 'b c' },
        json: undefined,
        headers: expect.any(Object),
      },
      { method: 'PUT', path: '/nowhere', query: {}, form: {}, json: { a: [1] }, headers: expect.any(Object) },
    ]);
    expect(provider.mostAtOnce).toBe(1);
    provider.forget();
    expect([provider.requests, provider.mostAtOnce]).toEqual([[], 0]);
  });

  it('gives a fixed answer to one method and path, until it is mended', async () => {
    provider.misbehave('facebook', 'error');
    provider.answer('get', '/facebook/me', { status: 418, body: '{"id":1e400}', headers: { 'X-Teapot': 'yes' } });
    const answer = await fetch(me('x'));
    expect([answer.status, answer.headers.get('x-teapot'), await answer.text()]).toEqual([418, 'yes', '{"id":1e400}']);
    expect(await ask(me('x'), { method: 'POST' })).toMatchObject([500, expect.any(String)]);
    provider.mend();
    expect(await ask(me('x'))).toMatchObject([400, { error: { code: 190 } }]);
  });
});

describe('a service misbehaves', () => {
  const user = () => `${provider.endpoints.github.api}/user`;
  /** The body's pieces until there are `bytes` of them. */
  async function read(answer: Response, bytes: number): Promise<string> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const piece of answer.body ?? []) {
      text += decoder.decode(piece, { stream: true });
      if (text.length >= bytes) break;
    }
    return text;
  }

  it.each([
    ['garbage', 200, /^<!doctype html>/],
    ['empty', 200, /^$/],
    ['null', 200, /^null$/],
    ['list', 200, /^\[\{.*\}\]$/],
    ['redirect', 302, /^$/],
    ['error', 500, /^<!doctype html>/],
    ['unavailable', 503, /^<!doctype html>/],
    ['rate-limited', 429, /^\{"message"/],
  ] as const)('with %s: %s', async (how, status, body) => {
    provider.misbehave('github-api', how);
    const answer = await fetch(user(), { redirect: 'manual' });
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(body)]);
  });

  it('by leading elsewhere, where it sees who follows', async () => {
    provider.misbehave('github-api', 'redirect');
    const answer = await fetch(user());
    expect([answer.status, answer.url, provider.requests.map(({ path }) => path)]).toEqual([
      200,
      `${provider.url}/elsewhere`,
      ['/github-api/user', '/elsewhere'],
    ]);
  });

  it('by not answering, to many at once', async () => {
    provider.misbehave('github-api', 'hang');
    const asked = new AbortController();
    const answers = Promise.allSettled([1, 2, 3].map(() => fetch(user(), { signal: asked.signal })));
    while (provider.requests.length < 3) await new Promise(setImmediate);
    expect(provider.mostAtOnce).toBe(3);
    asked.abort();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('by resetting the connection', async () => {
    provider.misbehave('github-api', 'reset');
    await expect(fetch(user())).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(provider.requests).toHaveLength(1);
  });

  it('by breaking off', async () => {
    provider.misbehave('github-api', 'truncated');
    const answer = await fetch(user());
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow('terminated');
  });

  it('by answering slowly, in pieces', async () => {
    provider.misbehave('github-api', 'slow');
    const answer = await fetch(user());
    expect([answer.status, await read(answer, 20)]).toEqual([200, expect.stringMatching(/^\{"id":"1","name":"slow/)]);
  });

  it('by answering more than anybody wants to read', async () => {
    provider.misbehave('github-api', 'huge');
    const answer = await fetch(user());
    const text = await read(answer, 5 * 1024 * 1024);
    expect([answer.status, text.length >= 5 * 1024 * 1024, text.slice(0, 25)]).toEqual([
      200,
      true,
      '{"id":"1","name":"hugehug',
    ]);
  });

  it('alone, where it was told to, as it was told last, and until it is mended', async () => {
    provider.misbehave('github-api', 'error');
    provider.misbehave('github-api', 'unavailable', /emails$/g);
    const statuses = async () => {
      const paths = [
        '/github-api/user',
        '/github-api/user/emails',
        '/github-api/user/emails',
        '/github/x',
        '/facebook/me',
      ];
      const answers: number[] = [];
      for (const path of paths) answers.push((await fetch(`${provider.url}${path}`)).status);
      return answers;
    };
    expect(await statuses()).toEqual([500, 503, 503, 404, 400]);
    provider.mend();
    expect(await statuses()).toEqual([401, 401, 401, 404, 400]);
  });

  it.each(MISBEHAVIOURS)('and can be stopped all the same: %s', async (how) => {
    provider.misbehave('github-api', how);
    const outcome = fetch(user(), { redirect: 'manual' }).then(
      (answer) => answer.status,
      () => 'failed',
    );
    while (provider.requests.length === 0) await new Promise(setImmediate);
    await provider.stop();
    await outcome;
    await expect(fetch(user())).rejects.toThrow('fetch failed');
  });

  it('and can be stopped with clients that have not asked anything', async () => {
    const { hostname, port } = new URL(provider.url);
    const silent = connect(Number(port), hostname);
    const closed = new Promise((resolve) => silent.once('close', resolve).on('error', () => undefined));
    await new Promise((resolve) => silent.once('connect', resolve));
    // An answer to a later connection: the server has seen the first.
    await fetch(user());
    await provider.stop();
    await closed;
  });
});
