import { documentedDefaults } from '../../../rest-auth.defaults.js';
import type { RestAuthSettings } from '../../../rest-auth.settings.js';
import { Argon2PasswordHasher } from '../argon2-password.hasher.js';
import { nodeArgon2 } from '../argon2.js';
import { argon2Format } from './argon2.format.js';
import { bcryptFormat } from './bcrypt.format.js';
import { md5Format } from './md5.format.js';
import { pbkdf2Format } from './pbkdf2.format.js';
import { scryptFormat } from './scrypt.format.js';

const FORMATS = [argon2Format(nodeArgon2), pbkdf2Format, scryptFormat, bcryptFormat, md5Format];

const HOSTILE = {
  'an empty text': '',
  'no hash at all': 'plain',
  'an unusable password': '!4vQT3knyM2bQZ47WWognrHlYfzTgcOZlHFRrafma',
  'an algorithm alone': '$argon2id$',
  'argon2 with 4 GiB': '$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHRzb21l$c29tZWhhc2hzb21laGFzaA',
  'argon2 with a million passes': '$argon2id$v=19$m=19456,t=1000000,p=1$c29tZXNhbHRzb21l$c29tZWhhc2hzb21laGFzaA',
  'argon2 with numbers beyond all bounds': `$argon2id$v=19$m=${'9'.repeat(400)},t=2,p=1$c29tZXNhbHRzb21l$c29tZWhhc2hzb21laGFzaA`,
  'pbkdf2 with a billion iterations': 'pbkdf2_sha256$1000000000$salt$UXEFLeoKn+lxhZa8DmPIb0WJy7alyfDM8bC24tfUQik=',
  'pbkdf2 without iterations': 'pbkdf2_sha256$0$salt$UXEFLeoKn+lxhZa8DmPIb0WJy7alyfDM8bC24tfUQik=',
  'pbkdf2 without a hash': 'pbkdf2_sha256$1000$salt$',
  'scrypt with absurd memory': 'scrypt$16777216$salt$8$1$7q5TLFiG4h0VVcRot/mEkg==',
  'scrypt with absurd lanes': 'scrypt$16384$salt$8$999$7q5TLFiG4h0VVcRot/mEkg==',
  'bcrypt with cost 31': 'bcrypt$$2b$31$HZ3H0SKf725YLi6dCobrGuIEwGAJAJyg8Q4VgN/iykxQPHTHHSIwO',
  'md5 without a salt': 'md5$$08d1ccd2d1860dbb95b281ec71eb9924',
};

describe('a stored hash that is broken or too dear', () => {
  it.each(Object.entries(HOSTILE))('is in no format that is understood: %s', (_name, stored) => {
    expect(FORMATS.map((format) => format(stored))).toEqual([null, null, null, null, null]);
  });

  it.each(Object.entries(HOSTILE))('matches nothing and is no error: %s', async (_name, stored) => {
    const hasher = new Argon2PasswordHasher(documentedDefaults() as RestAuthSettings);
    expect(await hasher.verify('anything', stored)).toBe(false);
  });

  it('is refused by its own parameters where they pass the look', async () => {
    const check = scryptFormat('scrypt$3$salt$8$1$7q5TLFiG4h0VVcRot/mEkg==');
    expect(await check?.('anything')).toBe(false);
  });
});
