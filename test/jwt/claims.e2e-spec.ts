import { type Claims, type HttpRequest, TokenClaims } from 'nestjs-rest-auth';

import { addUser, NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import { claimsOf, foreignClaims, mint, readToken, SHARED } from '../support/json-web-tokens.js';
import {
  ALICE,
  badAccess,
  INVALID,
  jwtOptions,
  logInForTokens,
  refresh,
  rotate,
  useAccess,
  verify,
} from '../support/jwt-accounts.js';
import { User } from '../support/test-user.js';

const STANDARD = {
  token_type: expect.stringMatching(/^(?:access|refresh)$/),
  exp: expect.any(Number),
  iat: expect.any(Number),
  jti: expect.stringMatching(/^[0-9a-f]{32}$/),
};

/** Tells who logs in, and by what. */
class Curious extends TokenClaims<User> {
  override claims(user: User, { headers }: HttpRequest): Promise<Claims> {
    return Promise.resolve({ is: user instanceof User, name: user.username, by: headers['user-agent'] ?? null });
  }
}

/** Tries to be somebody else, for ever, and more than a claim. */
class Impostor extends TokenClaims {
  override claims(): Claims {
    const inherited: Claims = JSON.parse(
      '{"__proto__": {"exp": 9999999999, "admin": true}, "constructor": {"prototype": 1}}',
    );
    return {
      ...{ user_id: '2', token_type: 'access', exp: 9999999999, iat: 1, nbf: 1, jti: 'mine', iss: 'me', aud: 'all' },
      ...inherited,
      toString: 'text',
    };
  }
}

describe('claims', () => {
  const start = applicationsOn('sqlite');

  it('are the five that were recorded, in their order', async () => {
    const application = await start(jwtOptions());
    const { id } = await addUser(application);
    const { access, refresh: token } = await logInForTokens(application);
    for (const [text, type, life] of [
      [access, 'access', 300],
      [token, 'refresh', 86400],
    ] as const) {
      const { header, claims } = readToken(text);
      const iat = Math.floor(application.clock.now().getTime() / 1000);
      expect([header, Object.entries(claims)]).toEqual([
        { alg: 'HS256', typ: 'JWT' },
        [
          ['token_type', type],
          ['exp', iat + life],
          ['iat', iat],
          ['jti', STANDARD.jti],
          ['user_id', String(id)],
        ],
      ]);
    }
  });

  it('of a provider, which sees user and request, are in both tokens and in all that come of them', async () => {
    const application = await start({
      ...jwtOptions({ rotateRefreshTokens: true, accessCookieName: 'access' }),
      ports: { tokenClaims: Curious },
    });
    const { id } = await addUser(application);
    const browser = new Browser(application, { 'User-Agent': 'Looking glass' });
    const { body } = await browser.post('login/', { username: 'alice', password: PASSWORD });
    const next = await rotate(application, body.refresh);
    const all = [body.access, body.refresh, next.access, next.refresh].map(claimsOf);
    const whole = { ...STANDARD, user_id: String(id), is: true, name: 'alice', by: 'Looking glass' };
    expect(all).toEqual(all.map(() => whole));

    await browser.post('password/change/', { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD });
    expect(claimsOf(browser.jar.get('access') ?? '')).toEqual(whole);
  });

  it('of a provider replace none that tokens are checked by, and reach no prototype', async () => {
    const application = await start({ ...jwtOptions({ rotateRefreshTokens: true }), ports: { tokenClaims: Impostor } });
    const { id } = await addUser(application);
    const pair = await logInForTokens(application);
    const next = await rotate(application, pair.refresh);
    for (const token of [pair.access, pair.refresh, next.access, next.refresh]) {
      const { constructor, ['__proto__']: inherited, ...claims } = claimsOf(token);
      expect([constructor, inherited, claims]).toEqual([
        { prototype: 1 },
        { exp: 9999999999, admin: true },
        { ...STANDARD, user_id: String(id), toString: 'text' },
      ]);
      expect(Number(claims['exp']) - Number(claims['iat'])).toBeLessThanOrEqual(86400);
    }
    expect(await useAccess(application, next.access)).toEqual([200, ALICE]);
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'of another server’s token named %s are harmless',
    async (name) => {
      const application = await start(jwtOptions({ rotateRefreshTokens: true }));
      const { id } = await addUser(application);
      const payload = {
        ...foreignClaims('refresh', id, application.clock.now()),
        CLAIM: { token_type: 'access', user_id: 7 },
      };
      const claims: unknown = JSON.parse(JSON.stringify(payload).replace('CLAIM', name));
      const pair = await rotate(application, mint(claims, SHARED));
      expect(await useAccess(application, pair.access)).toEqual([200, ALICE]);
      await rotate(application, pair.refresh);
      const bare: unknown = JSON.parse(
        '{"__proto__": {"token_type": "access", "exp": 9999999999, "jti": "x", "user_id": "1"}}',
      );
      expect(await useAccess(application, mint(bare, SHARED))).toEqual(badAccess("Token has no 'exp' claim"));
    },
  );

  it.each([
    ['a number', (id: number) => id, 200],
    ['a text', String, 200],
    ['null', () => null, 401],
    ['a list', (id: number) => [id], 401],
    ['an object', (id: number) => ({ id }), 401],
    ['true', () => true, 401],
    ['nobody', () => 424242, 401],
    ['no key', () => 'alice', 401],
    ['a fraction', (id: number) => id + 0.5, 401],
    ['huge', () => 1e300, 401],
    ['negative', () => -1, 401],
    ['a statement', (id: number) => `${String(id)} OR 1=1`, 401],
    ['with a NUL', (id: number) => `${String(id)}\0`, 401],
  ])('may name the user by %s', async (_, of, status) => {
    const application = await start(jwtOptions());
    const { id } = await addUser(application);
    const token = (type: 'access' | 'refresh') => mint(foreignClaims(type, of(id), application.clock.now()), SHARED);
    const uses = [
      (await useAccess(application, token('access')))[0],
      (await refresh(application, token('refresh'))).status,
      (await verify(application, token('access')))[0],
      (await verify(application, token('refresh')))[0],
      (await new Client(application).post('logout/', { refresh: token('refresh') })).status,
    ];
    expect(uses).toEqual(Array(5).fill(status));
  });

  it('`issuer`, `audience` and the user’s claim are as the settings say, written and asked for', async () => {
    const application = await start(
      jwtOptions({ issuer: 'https://issuer.example', audience: 'app', userIdClaim: 'sub', rotateRefreshTokens: true }),
    );
    const { id } = await addUser(application);
    const pair = await logInForTokens(application);
    const standing = { sub: String(id), aud: 'app', iss: 'https://issuer.example' };
    expect(claimsOf(pair.refresh)).toEqual({ ...STANDARD, ...standing });
    expect(claimsOf((await rotate(application, pair.refresh)).access)).toEqual({ ...STANDARD, ...standing });
    const plain = foreignClaims('access', id, application.clock.now(), standing);
    expect(await useAccess(application, mint(plain, SHARED))).toEqual([200, ALICE]);
    for (const wrong of [{ iss: 'else' }, { aud: 'else' }, { iss: undefined }, { aud: undefined }, { aud: ['else'] }]) {
      expect(await useAccess(application, mint({ ...plain, ...wrong }, SHARED))).toEqual(badAccess());
      expect(await verify(application, mint({ ...plain, ...wrong }, SHARED))).toEqual(INVALID);
    }
  });

  it('`leewaySeconds` lets clocks differ, and `headerTypes` says what stands before a token', async () => {
    const application = await start(jwtOptions({ leewaySeconds: 5, headerTypes: ['JWT'] }));
    const { id } = await addUser(application);
    const now = Math.floor(application.clock.now().getTime() / 1000);
    const ask = async (times: object, type = 'JWT') => {
      const token = mint(foreignClaims('access', id, application.clock.now(), times), SHARED);
      return new Client(application, { Authorization: `${type} ${token}` }).get('user/');
    };
    const statuses = [];
    for (const times of [{ exp: now - 4 }, { exp: now - 5 }, { nbf: now + 5 }, { nbf: now + 6 }]) {
      statuses.push((await ask(times)).status);
    }
    expect(statuses).toEqual([200, 401, 200, 401]);
    for (const type of ['Bearer', 'jwt']) {
      const reply = await ask({}, type);
      expect([...reply.answer, reply.header('WWW-Authenticate')]).toEqual([
        401,
        { detail: 'Authentication credentials were not provided.' },
        'JWT realm="api"',
      ]);
    }
  });
});
