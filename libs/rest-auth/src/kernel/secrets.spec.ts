import { digest, KeyRing, randomAlphanumeric, randomDigits, randomHex, randomId, sameSecret } from './secrets.js';

const SECRET = 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa';
const OTHER = 'Wd5tR8nZ2qLx7Kv4Jm9Yc1Hs6Bf3Gp0E';

describe('random values', () => {
  it.each([
    [() => randomHex(20), /^[0-9a-f]{40}$/],
    [() => randomAlphanumeric(32), /^[A-Za-z0-9]{32}$/],
    [() => randomDigits(6), /^\d{6}$/],
    [() => randomDigits(0), /^$/],
    [() => randomId(), /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ])('have their form: %s', (make, form) => {
    expect(make()).toMatch(form);
  });

  it('are never twice the same', () => {
    expect(new Set(Array.from({ length: 1000 }, () => randomHex(20))).size).toBe(1000);
    expect(new Set(Array.from({ length: 1000 }, () => randomAlphanumeric(32))).size).toBe(1000);
  });

  it('use every letter and digit', () => {
    expect(new Set(randomAlphanumeric(5000)).size).toBe(62);
  });
});

describe('digest', () => {
  it('is SHA-256 of the UTF-8 bytes, in hex', () => {
    expect(digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digest('\u00e9')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });
});

describe('sameSecret', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'abcd', false],
    ['', '', true],
    ['', 'a', false],
  ])('%j and %j: %s', (left, right, same) => {
    expect(sameSecret(left, right)).toBe(same);
  });
});

describe('KeyRing signs', () => {
  it('what it then takes for its own', () => {
    const keys = new KeyRing(SECRET);
    const signature = keys.sign('csrf', 'message');
    expect(keys.isSigned('csrf', 'message', signature)).toBe(true);
    expect(new KeyRing(SECRET).isSigned('csrf', 'message', signature)).toBe(true);
  });

  it('the same today as tomorrow', () => {
    // Were this to change, every key that is out in a mail would be void.
    expect(new KeyRing(SECRET).sign('csrf', 'message')).toBe(
      'f68528307686d73ad30f78f668b635466edce6d13ef15cfd988f0da381d48cff',
    );
  });

  it('for one purpose, one message and one secret', () => {
    const keys = new KeyRing(SECRET);
    const signature = keys.sign('csrf', 'message');
    expect(keys.isSigned('email-verification', 'message', signature)).toBe(false);
    expect(keys.isSigned('csrf', 'massage', signature)).toBe(false);
    expect(new KeyRing(OTHER).isSigned('csrf', 'message', signature)).toBe(false);
    for (const wrong of ['', signature.slice(1), `${signature}0`, signature.toUpperCase()]) {
      expect(keys.isSigned('csrf', 'message', wrong)).toBe(false);
    }
  });

  it('with the present secret, and takes what a former one has signed', () => {
    const before = new KeyRing(SECRET);
    const after = new KeyRing(OTHER, [SECRET]);
    expect(after.isSigned('csrf', 'message', before.sign('csrf', 'message'))).toBe(true);
    expect(before.isSigned('csrf', 'message', after.sign('csrf', 'message'))).toBe(false);
    expect(new KeyRing(OTHER).sign('csrf', 'message')).toBe(after.sign('csrf', 'message'));
  });
});

describe('KeyRing encrypts', () => {
  it.each(['', 'text', '\u00e9\u{1f0a1}', 'x'.repeat(100_000)])('what it then decrypts', (text) => {
    const keys = new KeyRing(SECRET);
    expect(keys.decrypt('mail-outbox', keys.encrypt('mail-outbox', text))).toBe(text);
  });

  it('the same text differently each time, and never in clear', () => {
    const keys = new KeyRing(SECRET);
    const sealed = Array.from({ length: 20 }, () => keys.encrypt('mail-outbox', 'alice@example.com'));
    expect(new Set(sealed).size).toBe(20);
    for (const text of sealed) {
      expect(text).toMatch(/^[\w-]+$/);
      expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('alice');
    }
  });

  it('for one purpose and one secret', () => {
    const sealed = new KeyRing(SECRET).encrypt('mail-outbox', 'text');
    expect(new KeyRing(SECRET).decrypt('csrf', sealed)).toBeNull();
    expect(new KeyRing(OTHER).decrypt('mail-outbox', sealed)).toBeNull();
    expect(new KeyRing(OTHER, [SECRET]).decrypt('mail-outbox', sealed)).toBe('text');
  });

  it('so that whatever was changed or cut is refused', () => {
    const keys = new KeyRing(SECRET);
    const sealed = Buffer.from(keys.encrypt('mail-outbox', 'text'), 'base64url');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8((changed.readUInt8(index) + 1) % 256, index);
      expect(keys.decrypt('mail-outbox', changed.toString('base64url'))).toBeNull();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(keys.decrypt('mail-outbox', sealed.subarray(0, length).toString('base64url'))).toBeNull();
    }
    expect(keys.decrypt('mail-outbox', 'no base64 \u00e9')).toBeNull();
  });

  it('so that a part of the tag is not taken for the tag', () => {
    const keys = new KeyRing(SECRET);
    const sealed = Buffer.from(keys.encrypt('mail-outbox', ''), 'base64url');
    for (const length of [4, 8, 12, 13, 14, 15]) {
      expect(keys.decrypt('mail-outbox', sealed.subarray(0, 12 + length).toString('base64url'))).toBeNull();
    }
  });
});
