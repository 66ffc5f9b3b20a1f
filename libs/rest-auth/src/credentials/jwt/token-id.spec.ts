import type { AuthUser } from '../../accounts/users/auth-user.js';
import { digest, KeyRing } from '../../kernel/secrets.js';
import { familyOf, newFamily, TokenIds } from './token-id.js';

const FAMILY = '0123456789abcdef';
const FOREIGN = 'f'.repeat(32);
/** In the midst of a second: tokens count in whole ones (`iat`). */
const CHANGED = new Date('2031-05-06T07:08:09.500Z');
const LATER = new Date('2031-05-06T07:08:10.000Z');
const SAME_SECOND = new Date('2031-05-06T07:08:09.000Z');
const END_OF_SECOND = new Date('2031-05-06T07:08:09.999Z');
const EARLIER = new Date('2031-05-06T07:08:08.999Z');

const ALICE: AuthUser = {
  id: 1,
  username: 'alice',
  email: 'alice@example.com',
  firstName: '',
  lastName: '',
  password: '!',
  isActive: true,
  credentialsChangedAt: null,
};
const CHANGED_ALICE: AuthUser = { ...ALICE, credentialsChangedAt: CHANGED };
const OTHER_RING = new KeyRing('Wd5tR8nZ2qLx7Kv4Jm9Yc1Hs6Bf3Gp0E');
const ids = new TokenIds(new KeyRing('k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa'));

describe('the id of a token', () => {
  it('names its login, and is never twice the same', () => {
    const made = Array.from({ length: 100 }, () => ids.make(FAMILY, ALICE));
    expect(new Set(made).size).toBe(100);
    expect(made.filter((jti) => /^[0-9a-f]{32}$/.test(jti)).map(familyOf)).toEqual(Array(100).fill(FAMILY));
  });

  it('comes in pairs that are of one login, and each good by itself', () => {
    const pairs = Array.from({ length: 10 }, () => ids.makePair(FAMILY, CHANGED_ALICE));
    const made = pairs.flatMap(({ access, refresh }) => [access, refresh]);
    expect(new Set(made).size).toBe(20);
    expect(
      made.map((jti) => [jti.length, familyOf(jti), ids.isOurs(jti), ids.isCurrent(jti, null, CHANGED_ALICE)]),
    ).toEqual(Array(20).fill([32, FAMILY, true, true]));
    // No part that is left to chance is shared.
    expect(pairs.filter(({ access, refresh }) => access.slice(22, 28) === refresh.slice(22, 28))).toEqual([]);
  });

  it('is the same today as tomorrow, but for its random part', () => {
    // Were this to change, all that are out would count as another server's.
    expect(ids.make(FAMILY, CHANGED_ALICE).slice(0, 22)).toBe(`${FAMILY}802f8e`);
    expect(ids.isCurrent(`${FAMILY}802f8e7c7c7c1a19`, null, CHANGED_ALICE)).toBe(true);
  });
});

describe('a token of ours is good', () => {
  it('as long as the credentials stay as they were', () => {
    for (const user of [ALICE, CHANGED_ALICE]) {
      expect(ids.isCurrent(ids.make(FAMILY, user), EARLIER, user)).toBe(true);
    }
  });

  it('though it was made in the second of the change, if it was made after it', () => {
    expect(ids.isCurrent(ids.make(FAMILY, CHANGED_ALICE), SAME_SECOND, CHANGED_ALICE)).toBe(true);
  });

  it('no more after a change, whatever moment it claims', () => {
    const jti = ids.make(FAMILY, ALICE);
    expect([null, EARLIER, SAME_SECOND, LATER].map((iat) => ids.isCurrent(jti, iat, CHANGED_ALICE))).toEqual(
      Array(4).fill(false),
    );
    const next = ids.make(FAMILY, CHANGED_ALICE);
    expect(ids.isCurrent(next, LATER, { ...ALICE, credentialsChangedAt: new Date(CHANGED.getTime() + 1) })).toBe(false);
  });

  it('for nobody else whose credentials were changed in the same moment', () => {
    const jti = ids.make(FAMILY, CHANGED_ALICE);
    expect(ids.isCurrent(jti, LATER, { ...CHANGED_ALICE, id: 2 })).toBe(false);
  });
});

describe('a token of another server is good', () => {
  const OTHERS: [string, (own: string) => string][] = [
    ['of 32 digits', () => FOREIGN],
    ['that is a UUID', () => 'c0a8fc1e-5a1b-4c6e-9a56-3f2c1d0e9b7a'],
    ['that is short', () => 'a'],
    ['like ours in capitals', (own) => own.toUpperCase()],
    ['like ours and a digit before', (own) => `0${own}`],
    ['like ours and a digit behind', (own) => `${own}0`],
    ['made with another secret', () => new TokenIds(OTHER_RING).make(FAMILY, CHANGED_ALICE)],
  ];

  it.each(OTHERS)('with an id %s: from the second after a change', (_, idOf) => {
    const jti = idOf(ids.make(FAMILY, CHANGED_ALICE));
    const moments = [null, EARLIER, SAME_SECOND, END_OF_SECOND, LATER];
    expect(moments.map((iat) => ids.isCurrent(jti, iat, CHANGED_ALICE))).toEqual([false, false, false, false, true]);
  });

  it.each(OTHERS)('with an id %s: at any time where nothing was changed', (_, idOf) => {
    const jti = idOf(ids.make(FAMILY, CHANGED_ALICE));
    expect([null, EARLIER, LATER].map((iat) => ids.isCurrent(jti, iat, ALICE))).toEqual([true, true, true]);
  });

  it('with the end of one of ours under another family: our mark is made for the whole', () => {
    const jti = `${'e'.repeat(16)}${ids.make(FAMILY, CHANGED_ALICE).slice(16)}`;
    expect(ids.isCurrent(jti, LATER, CHANGED_ALICE)).toBe(true);
    expect(ids.isCurrent(jti, SAME_SECOND, CHANGED_ALICE)).toBe(false);
  });
});

describe('no token is good from before there was its user', () => {
  const JOINED: AuthUser = { ...ALICE, dateJoined: CHANGED };

  it.each([
    ['ours', () => ids.make(FAMILY, JOINED)],
    ['another server’s', () => FOREIGN],
  ])('%s', (_, make) => {
    const jti = make();
    const moments = [null, EARLIER, SAME_SECOND, LATER];
    expect(moments.map((iat) => ids.isCurrent(jti, iat, JOINED))).toEqual([false, false, true, true]);
  });

  it('where that moment is known', () => {
    for (const unknown of [ALICE, { ...ALICE, dateJoined: null }]) {
      expect(ids.isCurrent(FOREIGN, null, unknown)).toBe(true);
    }
  });

  it('which is asked besides the change of credentials', () => {
    const user = { ...JOINED, credentialsChangedAt: LATER };
    expect(ids.isCurrent(ids.make(FAMILY, user), SAME_SECOND, user)).toBe(true);
    expect(ids.isCurrent(FOREIGN, SAME_SECOND, user)).toBe(false);
  });
});

describe('the family of a token', () => {
  it('is new with each login', () => {
    const families = Array.from({ length: 100 }, newFamily);
    expect(new Set(families.filter((family) => /^[0-9a-f]{16}$/.test(family))).size).toBe(100);
  });

  it('is the first half of an id of 32 hex digits', () => {
    expect(familyOf('0123456789abcdef0123456789abcdee')).toBe('0123456789abcdef');
  });

  it.each(['', 'a', '0'.repeat(31), '0'.repeat(33), 'A'.repeat(32), `${'0'.repeat(31)}g`, 'Ж'.repeat(400)])(
    'is made of a digest where the id is %j',
    (jti) => {
      expect(familyOf(jti)).toBe(digest(jti).slice(0, 16));
    },
  );
});
