import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';

import { type JwtKeySetting, RestAuthModule, type RestAuthOptions, RestAuthOptionsError } from 'nestjs-rest-auth';

import { addUser } from '../support/accounts.js';
import { Client } from '../support/client.js';
import { REQUIRED } from '../support/host.js';
import {
  foreignClaims,
  isSignedBy,
  mint,
  newPrivateKey,
  pairSigner,
  pemOf,
  readToken,
  secretSigner,
  type Signer,
} from '../support/json-web-tokens.js';
import { ALICE, badAccess, logInForTokens, refresh, rotate, useAccess } from '../support/jwt-accounts.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { SECRET, startApplication, type TestApplication } from '../support/test-application.js';
import { databasesForAnswers, type TestDatabase, testDatabase } from '../support/test-database.js';

const OLD = secretSigner('2025', 'HS256', 'o8Xr2Lk5Vt9Zb3Nc7Wm1Hf4Jg6Dp0SyO');
const NEW = pairSigner('2026', 'RS256');
const OTHER_SECRET = 'm7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sm';
const jwtOnly = { credentials: { issue: ['jwt'] }, ports: { passwordHasher: QuickHasher } } as const;
const kidOf = (token: string) => readToken(token).header['kid'];

describe('keys', () => {
  const running: TestApplication[] = [];
  afterEach(async () => {
    for (const application of running.splice(0)) await application.close();
  });
  const start = async (options: Partial<RestAuthOptions>, on?: TestDatabase) => {
    const application = await startApplication({
      database: 'sqlite',
      options: { ...jwtOnly, ...options },
      ...(on && { on }),
    });
    running.push(application);
    return application;
  };
  const withKeys = (keys: readonly JwtKeySetting[]) => ({ jwt: { keys, rotateRefreshTokens: true } });

  it.each<[string, () => Signer]>([
    ['HS256', () => OLD],
    ['HS384', () => secretSigner('a', 'HS384', OTHER_SECRET)],
    ['HS512', () => secretSigner('a', 'HS512', OTHER_SECRET)],
    ['RS256', () => NEW],
    ['PS256', () => pairSigner('a', 'PS256', NEW.key)],
    ['PS512', () => pairSigner('a', 'PS512', NEW.key)],
    ['ES256', () => pairSigner('a', 'ES256')],
    ['ES384', () => pairSigner('a', 'ES384')],
    ['ES512', () => pairSigner('a', 'ES512')],
  ])('%s signs by itself, without a `kid`, and tells its public half alone', async (algorithm, signer) => {
    const { key, setting } = signer();
    const application = await start(withKeys([setting]));
    await addUser(application);
    const { access, refresh: token } = await logInForTokens(application);
    expect(readToken(access).header).toEqual({ alg: algorithm, typ: 'JWT' });
    expect(await useAccess(application, (await rotate(application, token)).access)).toEqual([200, ALICE]);

    const reply = await new Client(application).get('jwks/');
    const { keys }: { keys: (JsonWebKey & { alg: typeof setting.algorithm })[] } = reply.body;
    if (algorithm.startsWith('HS')) {
      expect(reply.answer).toEqual([200, { keys: [] }]);
      expect(isSignedBy(access, setting.algorithm, key)).toBe(true);
      return;
    }
    const numbers = algorithm.startsWith('ES') ? ['crv', 'x', 'y'] : ['e', 'n'];
    expect(keys.map((jwk) => Object.keys(jwk).sort())).toEqual([['alg', 'kid', 'kty', 'use', ...numbers].sort()]);
    expect(keys.map((jwk) => isSignedBy(access, jwk.alg, createPublicKey({ key: jwk, format: 'jwk' })))).toEqual([
      true,
    ]);
  });

  it('the JWKS document has every public key, and no secret', async () => {
    const checking = pairSigner('checking', 'ES256');
    const publicKey = pemOf(createPublicKey(checking.key));
    const application = await start(
      withKeys([OLD.setting, NEW.setting, { id: 'checking', algorithm: 'ES256', publicKey }]),
    );
    const { body } = await new Client(application).get('jwks/');
    const jwk = (signer: Signer) => ({ ...createPublicKey(signer.key).export({ format: 'jwk' }), use: 'sig' });
    expect(body).toEqual({
      keys: [
        { ...jwk(NEW), kid: '2026', alg: 'RS256' },
        { ...jwk(checking), kid: 'checking', alg: 'ES256' },
      ],
    });
  });

  it.each(databasesForAnswers())(
    'are changed with no downtime, whatever the stage of an instance, on %s',
    async (database) => {
      // In memory each instance has a database of its own, with the same user in it.
      const shared = database === 'sqlite' ? undefined : await testDatabase(database);
      const stages = [
        [OLD.setting],
        [{ ...OLD.setting, signs: true }, NEW.setting],
        [OLD.setting, { ...NEW.setting, signs: true }],
        [NEW.setting],
      ];
      const instances: TestApplication[] = [];
      for (const keys of stages) instances.push(await start(withKeys(keys), shared));
      const [first] = instances;
      if (!first) throw new Error('There are four.');
      for (const instance of shared ? [first] : instances) await addUser(instance);
      const kids: unknown[] = [];
      for (const [stage, instance] of instances.entries()) {
        instance.clock.set(first.clock.now());
        const pair = await logInForTokens(instance);
        kids.push(kidOf(pair.access));
        let token = pair.refresh;
        // Each instance meets those of its own stage, of the one before and of the next.
        for (const neighbour of instances.slice(Math.max(stage - 1, 0), stage + 2)) {
          expect(await useAccess(neighbour, pair.access)).toEqual([200, ALICE]);
          token = (await rotate(instance, token)).refresh;
        }
      }
      expect(kids).toEqual([undefined, '2025', '2026', undefined]);
      for (const instance of running.splice(0)) await instance.close();
      await shared?.drop();
    },
  );

  it('a token without `kid` is of the default key: the one that signs, or the one that is said to be', async () => {
    const keys = [OLD.setting, { ...NEW.setting, signs: true }];
    const bySigner = await start(withKeys(keys));
    const said = await start(withKeys([{ ...OLD.setting, isDefault: true }, ...keys.slice(1)]));
    const answers = [];
    for (const application of [bySigner, said]) {
      const { id } = await addUser(application);
      for (const signer of [OLD, NEW]) {
        const token = mint(foreignClaims('access', id, application.clock.now()), signer);
        answers.push(await useAccess(application, token));
      }
    }
    expect(answers).toEqual([badAccess(), [200, ALICE], [200, ALICE], badAccess()]);
  });

  it('without `jwt.keys` the secret’s is taken, and former secrets still check', async () => {
    const before = await start({ secret: SECRET });
    await addUser(before);
    const pair = await logInForTokens(before);
    expect(readToken(pair.access).header).toEqual({ alg: 'HS256', typ: 'JWT' });
    const changed = await start({ secret: OTHER_SECRET, secretFallbacks: [SECRET] });
    const dropped = await start({ secret: OTHER_SECRET });
    for (const application of [changed, dropped]) {
      application.clock.set(before.clock.now());
      await addUser(application);
    }
    expect([await useAccess(changed, pair.access), (await refresh(changed, pair.refresh)).status]).toEqual([
      [200, ALICE],
      200,
    ]);
    expect(await useAccess(dropped, pair.access)).toEqual(badAccess());
    const { access } = await logInForTokens(changed);
    expect([kidOf(access), await useAccess(dropped, access)]).toEqual([
      expect.stringMatching(/^[0-9a-f]{8}$/),
      [200, ALICE],
    ]);
  });
});

describe('keys that cannot work refuse to boot', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
  const good = { id: 'a', algorithm: 'HS256', secret: OTHER_SECRET };
  const pem = pemOf(NEW.key);
  const rsa = 'give it one of RSA with at least 2048 bits.';
  const ID = '`jwt.keys[0].id` must be 1 to 64 letters, digits, dots, dashes or underscores: it stands in tokens.';

  it.each<[string, unknown, string[]]>([
    ['good', [good], []],
    ['no list', { a: good }, ['`jwt.keys` is an object: give it a list.']],
    [
      'nothing',
      [null],
      ['`jwt.keys[0]` is no key: give it an object with `id`, `algorithm` and `secret` or `privateKey`.'],
    ],
    [
      'a text',
      ['secret'],
      ['`jwt.keys[0]` is no key: give it an object with `id`, `algorithm` and `secret` or `privateKey`.'],
    ],
    ['no id', [{ ...good, id: undefined }], [ID]],
    ['an id with a slash', [{ ...good, id: '../a' }], [ID]],
    ['an id twice', [good, good], ['`jwt.keys` has an `id` twice: give each key one of its own.']],
    [
      'two that sign',
      [
        { ...good, signs: true },
        { ...good, id: 'b', signs: true },
      ],
      ['`jwt.keys` has several with `signs`: one can be it.'],
    ],
    [
      'two defaults',
      [
        { ...good, isDefault: true },
        { ...good, id: 'b', isDefault: true },
      ],
      ['`jwt.keys` has several with `isDefault`: one can be it.'],
    ],
    [
      'none',
      [{ ...good, algorithm: 'none' }],
      [
        '`jwt.keys[0].algorithm` is "none": use one of HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.',
      ],
    ],
    [
      'no algorithm',
      [{ id: 'a', privateKey: pem }],
      [
        '`jwt.keys[0].algorithm` is "undefined": use one of HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.',
      ],
    ],
    [
      'no secret',
      [{ id: 'a', algorithm: 'HS256' }],
      ['`jwt.keys[0].secret` is missing: give it at least 32 random bytes.'],
    ],
    ['a short secret', [{ ...good, secret: 'short' }], ['`jwt.keys[0].secret` has 5 bytes: give it at least 32.']],
    [
      'a secret for a pair',
      [{ ...good, algorithm: 'RS256' }],
      ['`jwt.keys[0]` has a secret, and RS256 is for a pair of keys: give it `privateKey`.'],
    ],
    [
      'no key',
      [{ id: 'a', algorithm: 'RS256' }],
      [
        '`jwt.keys[0]` has neither `privateKey` nor `publicKey`: give it one in PEM.',
        '`jwt.keys`: "a" signs, and has no `privateKey`: give it one, or have another key sign.',
      ],
    ],
    [
      'no PEM',
      [{ id: 'a', algorithm: 'RS256', privateKey: 'x' }],
      ['`jwt.keys[0].privateKey` cannot be read: give it in PEM.'],
    ],
    [
      'a small key',
      [{ id: 'a', algorithm: 'RS256', privateKey: pemOf(small) }],
      [`\`jwt.keys[0].privateKey\` is no key for RS256: ${rsa}`],
    ],
    [
      'a key for PSS alone',
      [{ id: 'a', algorithm: 'PS256', privateKey: pemOf(pss) }],
      [`\`jwt.keys[0].privateKey\` is no key for PS256: ${rsa}`],
    ],
    [
      'another curve',
      [{ id: 'a', algorithm: 'ES256', privateKey: pemOf(newPrivateKey('ES384')) }],
      ['`jwt.keys[0].privateKey` is no key for ES256: give it one of the curve prime256v1.'],
    ],
    [
      'a public key that signs',
      [{ id: 'a', algorithm: 'RS256', publicKey: pemOf(createPublicKey(NEW.key)) }],
      ['`jwt.keys`: "a" signs, and has no `privateKey`: give it one, or have another key sign.'],
    ],
    [
      'halves of two pairs',
      [{ id: 'a', algorithm: 'RS256', privateKey: pem, publicKey: pemOf(createPublicKey(newPrivateKey('RS256'))) }],
      ['`jwt.keys[0].publicKey` is not of the same pair as `privateKey`: leave it out, for it is made of that.'],
    ],
    [
      'an unknown option',
      [{ ...good, kid: 'a' }],
      [
        '`jwt.keys[0].kid` is no option: remove it, or use one of id, algorithm, secret, privateKey, publicKey, signs, isDefault.',
      ],
    ],
  ])('%s', (_, keys, problems) => {
    let told: readonly string[] = [];
    try {
      RestAuthModule.forRoot({ ...REQUIRED, jwt: { keys: keys as readonly JwtKeySetting[] } });
    } catch (error) {
      if (!(error instanceof RestAuthOptionsError)) throw error;
      told = error.problems;
    }
    expect(told).toEqual(problems);
  });
});
