import { argon2d, argon2i, hash } from 'argon2';

import { documentedDefaults } from '../../rest-auth.defaults.js';
import type { RestAuthSettings } from '../../rest-auth.settings.js';
import { type Argon2, nodeArgon2 } from './argon2.js';
import { Argon2PasswordHasher } from './argon2-password.hasher.js';
import { NodeRsArgon2PasswordHasher } from './node-rs-argon2-password.hasher.js';

const PASSWORD = 'Wonder-land9';

class NodeRsHasher extends NodeRsArgon2PasswordHasher {
  get computing(): Argon2 {
    return this.argon2;
  }
}

const nodeRs = new NodeRsHasher(settingsWith({}));
beforeAll(() => nodeRs.onModuleInit());

/** As Nest would have it once it is booted: with the package loaded. */
class BootedNodeRsHasher extends NodeRsArgon2PasswordHasher {
  protected override argon2 = nodeRs.computing;
}

const HASHERS = { Argon2PasswordHasher, NodeRsArgon2PasswordHasher: BootedNodeRsHasher };

function settingsWith(password: Partial<RestAuthSettings['password']>): RestAuthSettings {
  const defaults = documentedDefaults();
  return { ...defaults, password: { ...defaults.password, ...password } } as RestAuthSettings;
}

describe.each(Object.entries(HASHERS))('%s', (_, Hasher) => {
  const hasherWith = (password: Partial<RestAuthSettings['password']> = {}) => new Hasher(settingsWith(password));

  it('writes argon2id with 19 MiB, two passes and one lane, a salt of 16 bytes and a hash of 32', async () => {
    const [, algorithm, version, parameters = '', salt = '', made = ''] = (await hasherWith().hash(PASSWORD)).split(
      '$',
    );
    expect([algorithm, version, parameters.split(',').sort()]).toEqual(['argon2id', 'v=19', ['m=19456', 'p=1', 't=2']]);
    expect([Buffer.from(salt, 'base64').length, Buffer.from(made, 'base64').length]).toEqual([16, 32]);
  });

  it('never writes the same twice', async () => {
    const hasher = hasherWith();
    expect(await hasher.hash(PASSWORD)).not.toBe(await hasher.hash(PASSWORD));
  });

  it.each([PASSWORD, ' ', 'x'.repeat(128), 'пароль', '\u{1f0a1}\u{1f0a1}', 'a\0b'])(
    'knows the password again: %j',
    async (password) => {
      const hasher = hasherWith();
      const stored = await hasher.hash(password);
      expect(await hasher.verify(password, stored)).toBe(true);
      expect(await hasher.verify(`${password} `, stored)).toBe(false);
      expect(await hasher.verify(password.toUpperCase() + 'x', stored)).toBe(false);
    },
  );

  it('looks at every character, however long the password is', async () => {
    const hasher = hasherWith();
    const stored = await hasher.hash(`${'x'.repeat(127)}y`);
    expect(await hasher.verify(`${'x'.repeat(127)}z`, stored)).toBe(false);
  });

  it.each([null, '', '!', '!gZ7hPq0dA1', PASSWORD, '$argon2id$', '$argon2id$v=19$m=19456,t=2,p=1$$'])(
    'finds that nothing matches %j, and does not fail',
    async (stored) => {
      const hasher = hasherWith();
      for (const password of ['', PASSWORD, stored ?? 'null']) {
        expect(await hasher.verify(password, stored)).toBe(false);
      }
    },
  );

  it.each([null, '!gZ7hPq0dA1', 'no hash', '$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHRzb21l$c29tZWhhc2hzb21laGFzaA'])(
    'works as hard where nothing can match: %j',
    async (stored) => {
      // One at a time and nobody waiting: whoever is let in beside a check has not taken its turn.
      const hasher = hasherWith({ hashConcurrency: 1, hashQueue: 0 });
      await hasher.verify('prepares it', null);
      const real = hasher.hash(PASSWORD);
      await expect(hasher.verify(PASSWORD, stored)).rejects.toMatchObject({ reason: 'unavailable' });
      await real;
      const check = hasher.verify(PASSWORD, stored);
      await Promise.resolve();
      await expect(hasher.hash(PASSWORD)).rejects.toMatchObject({ reason: 'unavailable' });
      expect(await check).toBe(false);
    },
  );

  it('writes what Django reads, where it is asked to, and leaves alone what Django has written', async () => {
    const hasher = hasherWith({ djangoHashes: true });
    const made = await hasher.hash(PASSWORD);
    const djangos = `argon2${await hash(PASSWORD, { memoryCost: 102400, timeCost: 2, parallelism: 8 })}`;
    const weaker = `argon2${await hash(PASSWORD, { memoryCost: 8 * 1024, timeCost: 2, parallelism: 1 })}`;
    expect(made).toMatch(/^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    // Django's column has 128 characters.
    expect(made.length).toBeLessThanOrEqual(128);
    const found = [made, djangos, weaker, await hasherWith().hash(PASSWORD)];
    expect(found.map((stored) => hasher.needsRehash(stored))).toEqual([false, false, true, true]);
    for (const stored of found) expect(await hasher.verify(PASSWORD, stored)).toBe(true);
  });

  it('makes anew what is weaker or of another kind, and nothing else', async () => {
    const hasher = hasherWith();
    const weaker = await hash(PASSWORD, { memoryCost: 8 * 1024, timeCost: 2, parallelism: 1 });
    const fewer = await hash(PASSWORD, { memoryCost: 19 * 1024, timeCost: 1 + 1, parallelism: 2 });
    expect([weaker, fewer].map((stored) => hasher.needsRehash(stored))).toEqual([true, true]);
    expect(hasher.needsRehash('pbkdf2_sha256$1000$salt$UXEFLeoKn+lxhZa8DmPIb0WJy7alyfDM8bC24tfUQik=')).toBe(true);
    expect(hasher.needsRehash(await hasher.hash(PASSWORD))).toBe(false);
  });

  it.each([argon2i, argon2d])('checks argon2’s other kinds too, and makes them anew: %i', async (type) => {
    const hasher = hasherWith();
    const stored = await hash(PASSWORD, { type, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 });
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    expect(await hasher.verify('wrong', stored)).toBe(false);
    expect(hasher.needsRehash(stored)).toBe(true);
  });

  it.each(Object.entries(HASHERS))('knows again what %s has made', async (_, Other) => {
    const stored = await new Other(settingsWith({})).hash(PASSWORD);
    const hasher = hasherWith();
    expect(await hasher.verify(PASSWORD, stored)).toBe(true);
    expect(await hasher.verify('wrong', stored)).toBe(false);
    expect(hasher.needsRehash(stored)).toBe(false);
  });
});

it('tries again to prepare for who is absent, where there was no memory for it', async () => {
  let hasMemory = false;
  class ShortOfMemory extends Argon2PasswordHasher {
    protected override argon2: Argon2 = {
      ...nodeArgon2,
      hash: (password) =>
        hasMemory ? nodeArgon2.hash(password) : Promise.reject(new Error('Memory allocation error')),
    };
  }
  const hasher = new ShortOfMemory(settingsWith({}));
  await expect(hasher.verify(PASSWORD, null)).rejects.toThrow('Memory allocation error');
  hasMemory = true;
  expect(await hasher.verify(PASSWORD, null)).toBe(false);
});
