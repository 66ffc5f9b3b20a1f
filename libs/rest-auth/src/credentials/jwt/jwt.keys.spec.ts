import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { digest, KeyRing } from '../../kernel/secrets.js';
import { documentedDefaults } from '../../rest-auth.defaults.js';
import type { JwtKeySetting, RestAuthSettings } from '../../rest-auth.settings.js';
import { type JwtKey, JwtKeys } from './jwt.keys.js';

const SECRET = 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa';
const FORMER_SECRET = 'Wd5tR8nZ2qLx7Kv4Jm9Yc1Hs6Bf3Gp0E';
const PRIVATE = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const PUBLIC = createPublicKey(PRIVATE);
const OTHER_PRIVATE = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const A: JwtKeySetting = { id: 'a', algorithm: 'HS256', secret: 'ä'.repeat(16) };
const B: JwtKeySetting = { id: 'b', algorithm: 'HS512', secret: new Uint8Array(32).fill(7) };
const PAIR: JwtKeySetting = { id: 'pair', algorithm: 'ES256', privateKey: pem(PRIVATE) };
const CHECKING: JwtKeySetting = { id: 'checking', algorithm: 'ES256', publicKey: pem(PUBLIC) };

function keysOf(keys: readonly JwtKeySetting[], formerSecrets: readonly string[] = [], secret = SECRET): JwtKeys {
  const settings: RestAuthSettings = {
    ...documentedDefaults(),
    jwt: { ...documentedDefaults().jwt, keys },
    secret,
    secretFallbacks: formerSecrets,
    mail: false,
    links: { passwordReset: '', emailVerification: '' },
    throttling: false,
  };
  return new JwtKeys(settings, new KeyRing(secret, formerSecrets));
}

function pem(key: KeyObject): string {
  return key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' }).toString();
}

/** A key with its halves as texts, so that they can be compared. */
function seen({ signing, verifying, ...key }: JwtKey): object {
  return { ...key, signing: signing && textOf(signing), verifying: textOf(verifying) };
}

function textOf(key: KeyObject): string {
  return key.type === 'secret' ? key.export().toString('hex') : pem(key);
}

const headed = (header: unknown) => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.e30.c2ln`;
const candidates = (keys: JwtKeys, header: unknown) => keys.candidates(headed(header)).map(({ id }) => id);
/** Which of the keys signs, the name that tokens bear, and which are asked about a token without a name. */
const roles = (keys: JwtKeys) => [keys.signing.id, keys.keyId, candidates(keys, { alg: 'HS256' })];

describe('without keys in the options', () => {
  it('one is made of the secret, for HS256, and stands in no token', () => {
    const keys = keysOf([]);
    const bytes = new KeyRing(SECRET).of('jwt')[0].toString('hex');
    expect(seen(keys.signing)).toEqual({
      id: digest(bytes).slice(0, 8),
      algorithm: 'HS256',
      signing: bytes,
      verifying: bytes,
      isDefault: true,
    });
    expect(keys.keyId).toBeUndefined();
    expect(keys.jwks).toEqual({ keys: [] });
  });

  it('there is one for each former secret, and the present one signs', () => {
    const keys = keysOf([], [FORMER_SECRET]);
    const [present, former] = [keysOf([]), keysOf([], [], FORMER_SECRET)].map(({ signing }) => signing.id);
    // Were the names to change, every token that bears one would be void.
    expect([present, former]).toEqual(['8c0c0ff5', 'bcd2b05d']);
    expect([keys.signing.id, keys.keyId]).toEqual([present, present]);
    expect(candidates(keys, { alg: 'HS256', kid: former })).toEqual([former]);
    // A token without a name is from when there was one key, and that may have been either.
    expect(candidates(keys, { alg: 'HS256' })).toEqual([present, former]);
  });
});

describe('a key of the options', () => {
  it('is a secret, given as a text or as bytes, and both signs and checks', () => {
    const [text, bytes] = ['c3a4'.repeat(16), '07'.repeat(32)];
    expect([seen(keysOf([A]).signing), seen(keysOf([B]).signing)]).toEqual([
      { id: 'a', algorithm: 'HS256', signing: text, verifying: text, isDefault: true },
      { id: 'b', algorithm: 'HS512', signing: bytes, verifying: bytes, isDefault: true },
    ]);
  });

  it('is a pair, whose public half is made of the private one', () => {
    const pair = { id: 'pair', algorithm: 'ES256', signing: pem(PRIVATE), verifying: pem(PUBLIC), isDefault: true };
    expect(seen(keysOf([PAIR]).signing)).toEqual(pair);
    expect(seen(keysOf([{ ...PAIR, publicKey: pem(PUBLIC) }]).signing)).toEqual(pair);
  });

  it('only checks where no private half is given', () => {
    const [checking] = keysOf([A, CHECKING]).candidates(headed({ alg: 'ES256', kid: 'checking' }));
    expect(checking && seen(checking)).toEqual({
      id: 'checking',
      algorithm: 'ES256',
      signing: null,
      verifying: pem(PUBLIC),
      isDefault: false,
    });
  });

  it('must sign if it is the one to', () => {
    expect(() => keysOf([CHECKING])).toThrow(new TypeError('No key of `jwt.keys` signs.'));
    expect(() => keysOf([A, { ...CHECKING, signs: true }])).toThrow(TypeError);
  });
});

describe('of several keys', () => {
  const C: JwtKeySetting = { ...A, id: 'c' };

  it.each<[string, JwtKeySetting[], unknown[]]>([
    ['the first signs, and is the one of tokens without a name', [A, C], ['a', 'a', ['a']]],
    ['the one that is told to signs, and is that too', [A, { ...C, signs: true }], ['c', 'c', ['c']]],
    ['another may be that', [A, { ...C, isDefault: true }], ['a', 'a', ['c']]],
    [
      'another may be that than the one told to sign',
      [
        { ...A, isDefault: true },
        { ...C, signs: true },
      ],
      ['c', 'c', ['a']],
    ],
    ['a no is no choice', [{ ...A, signs: false, isDefault: false }, C], ['a', 'a', ['a']]],
  ])('%s', (_, keys, expected) => {
    expect(roles(keysOf(keys))).toEqual(expected);
  });

  it('the only one has no name in tokens', () => {
    expect(roles(keysOf([A]))).toEqual(['a', undefined, ['a']]);
  });
});

describe('the keys that a token is checked with', () => {
  const keys = () => keysOf([A, B, PAIR]);

  it.each([
    ['that its header names', { alg: 'HS512', kid: 'b' }, ['b']],
    ['for tokens without a name, where it has none', { alg: 'HS256' }, ['a']],
    ['none, where it names one that there is not', { alg: 'HS256', kid: 'c' }, []],
    ['none, where its name is empty', { alg: 'HS256', kid: '' }, []],
    ['none, where its name is null', { alg: 'HS256', kid: null }, []],
    ['none, where its name is no text', { alg: 'HS256', kid: ['a'] }, []],
    ['none of another algorithm', { alg: 'HS512', kid: 'a' }, []],
    ['none of another algorithm, where it has no name', { alg: 'HS512' }, []],
    // The public half of a pair is no secret: whoever has it could sign.
    ['none, where a pair is to be a secret', { alg: 'HS256', kid: 'pair' }, []],
    ['none without an algorithm', { kid: 'a' }, []],
    ['none where nothing is signed', { alg: 'none', kid: 'a' }, []],
    ['none of a header that is null', null, []],
    ['none of a header that is a text', 'HS256', []],
    ['none of a header that is a list', [{ alg: 'HS256' }], []],
  ])('are those %s', (_, header, ids) => {
    expect(candidates(keys(), header)).toEqual(ids);
  });

  it.each(['', '.', 'a', 'a.b.c', '{}.e30.c2ln', '{"alg":"HS256"}.e30.c2ln', `.${headed({ alg: 'HS256' })}`])(
    'are none for what is no token: %j',
    (token) => {
      expect(keys().candidates(token)).toEqual([]);
    },
  );
});

describe('the document of public keys', () => {
  it('has all of them, with what each is for, and no secret', () => {
    const other: JwtKeySetting = { id: 'other', algorithm: 'ES256', privateKey: pem(OTHER_PRIVATE) };
    expect(keysOf([A, PAIR, B, other]).jwks).toEqual({
      keys: [
        { ...PUBLIC.export({ format: 'jwk' }), kid: 'pair', alg: 'ES256', use: 'sig' },
        { ...createPublicKey(OTHER_PRIVATE).export({ format: 'jwk' }), kid: 'other', alg: 'ES256', use: 'sig' },
      ],
    });
  });
});
