import { createHmac } from 'node:crypto';

import { JwtService } from '@nestjs/jwt';

import { KeyRing } from '../../kernel/secrets.js';
import { documentedDefaults } from '../../rest-auth.defaults.js';
import type { JwtKeySetting, RestAuthSettings } from '../../rest-auth.settings.js';
import { FrozenClock } from '../../testing/frozen.clock.js';
import { JwtCodec, type JwtContents } from './jwt.codec.js';
import { JwtKeys } from './jwt.keys.js';

/** Late in a second: tokens count in whole ones. */
const NOW = new Date('2031-05-06T07:08:09.999Z');
const S = Math.floor(NOW.getTime() / 1000);
const SECRET = 'o8Xr2Lk5Vt9Zb3Nc7Wm1Hf4Jg6Dp0SyO';
const NEW_SECRET = 'm7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sm';
const OLD: JwtKeySetting = { id: 'old', algorithm: 'HS256', secret: SECRET };
const NEW: JwtKeySetting = { id: 'new', algorithm: 'HS512', secret: NEW_SECRET };

function codecWith(jwt: Partial<RestAuthSettings['jwt']> = {}, now = NOW, ring = new KeyRing(SECRET)): JwtCodec {
  const settings: RestAuthSettings = {
    ...documentedDefaults(),
    jwt: { ...documentedDefaults().jwt, keys: [OLD], ...jwt },
    secret: SECRET,
    secretFallbacks: [],
    mail: false,
    links: { passwordReset: '', emailVerification: '' },
    throttling: false,
  };
  const clock = new FrozenClock();
  clock.set(now);
  return new JwtCodec(settings, new JwtKeys(settings, ring), clock, { JwtService });
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as any other server would make it that has the key. */
function mint(claims: unknown, header: object = {}, secret = SECRET): string {
  const { alg } = { alg: 'HS256', ...header };
  const input = `${part({ alg: 'HS256', typ: 'JWT', ...header })}.${part(claims)}`;
  return `${input}.${createHmac(`sha${alg.slice(2)}`, secret)
    .update(input)
    .digest('base64url')}`;
}

/** What a token says of itself. */
function read(token: string): unknown[] {
  const parts = token.split('.').slice(0, 2);
  return parts.map((text): unknown => JSON.parse(Buffer.from(text, 'base64url').toString()));
}

const ACCESS = { token_type: 'access', exp: S + 300, iat: S, jti: 'a', user_id: 7 };
const CONTENTS: JwtContents = {
  type: 'access',
  jti: 'a',
  issuedAt: new Date(S * 1000),
  expiresAt: new Date((S + 300) * 1000),
  userId: 7,
  copied: { user_id: 7 },
};

/** The problem of an access token of those claims besides the usual ones; null where it is good. */
function problem(claims: object, codec = codecWith(), type: 'access' | 'refresh' | null = 'access'): string | null {
  const decoded = codec.decode(mint({ ...ACCESS, ...claims }), type);
  return 'problem' in decoded ? decoded.problem : null;
}

describe('a token that is signed', () => {
  const END = new Date('2031-05-06T07:13:09.999Z');

  it('says its type, its times in whole seconds, its id and its claims', () => {
    const signed = codecWith().sign('refresh', 'b', END, { user_id: '7', constructor: 'x', roles: ['a'], more: null });
    expect(signed).toEqual({ token: signed.token, jti: 'b', expiresAt: new Date('2031-05-06T07:13:09.000Z') });
    expect(read(signed.token)).toEqual([
      { alg: 'HS256', typ: 'JWT' },
      {
        ...{ token_type: 'refresh', exp: S + 300, iat: S, jti: 'b' },
        ...{ user_id: '7', constructor: 'x', roles: ['a'], more: null },
      },
    ]);
  });

  it('names its key where there are several', () => {
    const { token } = codecWith({ keys: [OLD, { ...NEW, signs: true }] }).sign('access', 'a', END, {});
    expect(read(token)[0]).toEqual({ alg: 'HS512', typ: 'JWT', kid: 'new' });
  });

  it('is read again by who has made it', () => {
    for (const keys of [[OLD], [NEW], [OLD, NEW], [NEW, OLD]]) {
      const codec = codecWith({ keys });
      expect(codec.decode(codec.sign('access', 'a', END, { user_id: 7 }).token, 'access')).toEqual({
        contents: CONTENTS,
      });
    }
  });
});

describe('a token that is read', () => {
  it('gives what it says; all but the four standing claims is copied', () => {
    const more = { iss: 'x', aud: ['y'], nbf: S, sub: null, name: 'Alice' };
    expect(codecWith().decode(mint({ ...ACCESS, ...more }), 'access')).toEqual({
      contents: { ...CONTENTS, copied: { user_id: 7, ...more } },
    });
  });

  it.each<[string, unknown, string | number | null]>([
    ['a number', 7, 7],
    ['a text', 'c0a8fc1e', 'c0a8fc1e'],
    ['zero', 0, 0],
    ['left out', undefined, null],
    ['null', null, null],
    ['true', true, null],
    ['a list', [7], null],
    ['an object', { id: 7 }, null],
  ])('has the user’s key as it stands there: %s', (_, user_id, userId) => {
    expect(codecWith().decode(mint({ ...ACCESS, user_id }), null)).toEqual({
      contents: { ...CONTENTS, userId, copied: user_id === undefined ? {} : { user_id } },
    });
  });

  it('has it under the name that the options give', () => {
    expect(codecWith({ userIdClaim: 'sub' }).decode(mint({ ...ACCESS, sub: 'x' }), 'access')).toEqual({
      contents: { ...CONTENTS, userId: 'x', copied: { user_id: 7, sub: 'x' } },
    });
  });

  it('may not say when it was made', () => {
    expect(codecWith().decode(mint({ ...ACCESS, iat: undefined }), 'access')).toEqual({
      contents: { ...CONTENTS, issuedAt: null },
    });
  });
});

describe('the times of a token', () => {
  const strict = codecWith();
  const lenient = codecWith({ leewaySeconds: 30 });
  const veryLenient = codecWith({ leewaySeconds: 120 });

  it.each<[string, object, JwtCodec, string | null]>([
    ['good in its last second', { exp: S + 1 }, strict, null],
    ['over at its end', { exp: S }, strict, 'jwt_expired'],
    ['over after its end', { exp: S - 1 }, strict, 'jwt_expired'],
    ['good a leeway after its end, but for a second', { exp: S - 29 }, lenient, null],
    ['over a leeway after its end', { exp: S - 30 }, lenient, 'jwt_expired'],
    ['good from its beginning', { nbf: S }, strict, null],
    ['not good before', { nbf: S + 1 }, strict, 'jwt_invalid'],
    ['good a leeway before its beginning', { nbf: S + 30 }, lenient, null],
    ['not good before that', { nbf: S + 31 }, lenient, 'jwt_invalid'],
    ['good when it was made by a clock a minute ahead', { iat: S + 60 }, strict, null],
    ['not good when that was further ahead', { iat: S + 61 }, strict, 'jwt_invalid'],
    ['held to that minute by a smaller leeway as well', { iat: S + 60 }, lenient, null],
    ['held to no more than that by it', { iat: S + 61 }, lenient, 'jwt_invalid'],
    ['good within a larger leeway', { iat: S + 120 }, veryLenient, null],
    ['not good beyond that', { iat: S + 121 }, veryLenient, 'jwt_invalid'],
    ['good however old it is', { iat: 0, nbf: 0 }, strict, null],
    ['good at the last moment that a date can tell', { exp: 8_640_000_000_000 }, strict, null],
  ])('let it be %s', (_, claims, codec, expected) => {
    expect(problem(claims, codec)).toBe(expected);
  });

  it.each(['exp', 'nbf', 'iat'])('are numbers that a date can tell: `%s`', (claim) => {
    for (const value of [null, true, '', 'soon', String(S), [S], {}, 8_640_000_000_001, 1e300]) {
      expect([value, problem({ [claim]: value })]).toEqual([value, 'jwt_invalid']);
    }
  });

  it('are judged by our clock, and not by the machine’s', () => {
    // For the machine the first has ended long since, and the second has not begun.
    for (const moment of ['2001-01-01T00:00:00Z', '2131-01-01T00:00:00Z']) {
      const seconds = new Date(moment).getTime() / 1000;
      const claims = { ...ACCESS, exp: seconds + 1, nbf: seconds, iat: seconds };
      expect(codecWith({}, new Date(moment)).decode(mint(claims), 'access')).toHaveProperty('contents');
    }
  });
});

describe('a token without', () => {
  it.each<[string, object, string]>([
    ['an end', { exp: undefined }, 'jwt_without_expiry'],
    ['an id', { jti: undefined }, 'jwt_without_id'],
    ['an id that says something', { jti: '' }, 'jwt_without_id'],
    ['an id that is a text', { jti: 7 }, 'jwt_without_id'],
    ['a type', { token_type: undefined }, 'jwt_without_type'],
    ['a type that we know', { token_type: 'sliding' }, 'jwt_wrong_type'],
    ['a type that is a text', { token_type: null }, 'jwt_wrong_type'],
  ])('%s is refused', (_, claims, expected) => {
    expect([problem(claims), problem(claims, codecWith(), null)]).toEqual([expected, expected]);
  });

  it('several of them is told the first, in Simple JWT’s order', () => {
    const nothing = { exp: undefined, jti: undefined, token_type: undefined };
    expect([
      problem({ ...nothing, nbf: S + 1 }),
      problem({ ...nothing, iat: S + 61 }),
      problem({ ...nothing, exp: S }),
      problem(nothing),
      problem({ ...nothing, exp: S + 1 }),
      problem({ ...nothing, exp: S + 1, jti: 'a' }),
    ]).toEqual([
      'jwt_invalid',
      'jwt_invalid',
      'jwt_expired',
      'jwt_without_expiry',
      'jwt_without_id',
      'jwt_without_type',
    ]);
  });
});

describe('the type of a token', () => {
  it.each<['access' | 'refresh', 'access' | 'refresh' | null, string | null]>([
    ['access', 'access', null],
    ['refresh', 'refresh', null],
    ['access', 'refresh', 'jwt_wrong_type'],
    ['refresh', 'access', 'jwt_wrong_type'],
    ['access', null, null],
    ['refresh', null, null],
  ])('%s, where %s is asked for', (token_type, asked, expected) => {
    expect(problem({ token_type }, codecWith(), asked)).toBe(expected);
  });

  it('is told', () => {
    const decoded = codecWith().decode(mint({ ...ACCESS, token_type: 'refresh' }), null);
    expect(decoded).toEqual({ contents: { ...CONTENTS, type: 'refresh' } });
  });
});

describe('who is named in a token', () => {
  const both = codecWith({ issuer: 'https://login.example', audience: 'api' });

  it.each<[string, object, string | null]>([
    ['both as in the options', { iss: 'https://login.example', aud: 'api' }, null],
    ['the audience among others', { iss: 'https://login.example', aud: ['web', 'api'] }, null],
    ['another issuer', { iss: 'https://evil.example', aud: 'api' }, 'jwt_invalid'],
    ['another audience', { iss: 'https://login.example', aud: 'web' }, 'jwt_invalid'],
    ['no issuer', { aud: 'api' }, 'jwt_invalid'],
    ['no audience', { iss: 'https://login.example' }, 'jwt_invalid'],
    // What is wrong with the signature's side of it comes before the times.
    ['another issuer, of one that has ended', { iss: 'x', aud: 'api', exp: S }, 'jwt_invalid'],
  ])('%s', (_, claims, expected) => {
    expect(problem(claims, both)).toBe(expected);
  });

  it('is not asked where the options name nobody', () => {
    expect(problem({ iss: 'x', aud: 'y' })).toBeNull();
  });
});

describe('the signature of a token', () => {
  const [head, claims, signature] = mint(ACCESS).split('.');
  const INVALID = { problem: 'jwt_invalid' };

  it.each([
    ['with another secret', mint(ACCESS, {}, NEW_SECRET)],
    ['by another algorithm', mint(ACCESS, { alg: 'HS512' })],
    ['by none', `${part({ alg: 'none', typ: 'JWT' })}.${part(ACCESS)}.`],
    ['under the name of a key that there is not', mint(ACCESS, { kid: 'x' })],
    ['left out', `${head}.${claims}.`],
    ['of other claims', `${head}.${part({ ...ACCESS, user_id: 1 })}.${signature}`],
    ['under another header', `${part({ alg: 'HS256' })}.${claims}.${signature}`],
    ['of a text', mint('text')],
    ['of a number', mint(7)],
    ['of null', mint(null)],
    ['of nothing', ''],
  ])('is none of ours: %s', (_, token) => {
    const codec = codecWith();
    expect([codec.decode(token, 'access'), codec.decode(token, null), codec.keyOf(token)]).toEqual([
      INVALID,
      INVALID,
      null,
    ]);
  });

  it('tells the key, even of a token that has ended', () => {
    const codec = codecWith({ keys: [NEW, { ...OLD, isDefault: true }] });
    const tokens = [
      mint({ ...ACCESS, exp: 0 }),
      mint(ACCESS, { kid: 'old' }),
      mint(ACCESS, { kid: 'new', alg: 'HS512' }, NEW_SECRET),
      mint(ACCESS, { kid: 'new', alg: 'HS512' }),
      mint(ACCESS, { kid: 'old' }, NEW_SECRET),
    ];
    expect(tokens.map((token) => codec.keyOf(token)?.id ?? null)).toEqual(['old', 'old', 'new', null, null]);
  });

  it('may be of a former secret, where nothing names the key', () => {
    const former = codecWith({ keys: [] }, NOW, new KeyRing('former'));
    const present = codecWith({ keys: [] }, NOW, new KeyRing('present', ['former']));
    const [old, next] = [former, present].map((codec) => codec.sign('access', 'a', CONTENTS.expiresAt, { user_id: 7 }));
    expect([old, next].map((signed) => present.decode(signed?.token ?? '', 'access'))).toEqual([
      { contents: CONTENTS },
      { contents: CONTENTS },
    ]);
    expect(former.decode(next?.token ?? '', 'access')).toEqual(INVALID);
  });
});
