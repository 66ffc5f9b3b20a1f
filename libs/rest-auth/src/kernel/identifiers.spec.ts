import { emailKey, KEY_LENGTH, usernameKey } from './identifiers.js';
import { digest } from './secrets.js';

describe('a key', () => {
  it('is the folded text itself where that is plain', () => {
    expect([usernameKey('Alice.B+c-d_e@f'), emailKey('Alice@Example.COM')]).toEqual([
      'alice.b+c-d_e@f',
      'alice@example.com',
    ]);
  });

  it('is a digest where it is not, the same for every form of the text', () => {
    const key = `~${digest('rené')}`;
    expect(['rené', 'RENÉ', 'rene\u0301'].map(usernameKey)).toEqual([key, key, key]);
  });

  it('tells letters apart that a collation may take for one', () => {
    expect(new Set(['rene', 'rené', 'renè'].map(usernameKey)).size).toBe(3);
  });

  it('is no second name for what it is the digest of', () => {
    expect(usernameKey(usernameKey('rené'))).not.toBe(usernameKey('rené'));
  });

  it('fits its column, however long the text grows', () => {
    expect(
      ['ß'.repeat(150), 'ﷺ'.repeat(150), 'a'.repeat(400)].every((name) => usernameKey(name).length <= KEY_LENGTH),
    ).toBe(true);
  });
});
