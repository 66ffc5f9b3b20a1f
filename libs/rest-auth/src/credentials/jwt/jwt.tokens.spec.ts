import { createHmac } from 'node:crypto';

import { JwtService } from '@nestjs/jwt';

import type { AuthUser, UserId } from '../../accounts/users/auth-user.js';
import { UserStore } from '../../accounts/users/user.store.js';
import type { HttpRequest } from '../../http/exchange.js';
import { addSeconds } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/errors.js';
import { message, type PlainMessageCode } from '../../kernel/messages.js';
import { digest, KeyRing } from '../../kernel/secrets.js';
import { UniqueViolation } from '../../kernel/unit-of-work.js';
import { documentedDefaults } from '../../rest-auth.defaults.js';
import type { RestAuthSettings } from '../../rest-auth.settings.js';
import { refreshFamilyStoreContract } from '../../testing/contracts/refresh-family-store.contract.js';
import { FrozenClock } from '../../testing/frozen.clock.js';
import type { CredentialOrigin } from '../credential-kind.js';
import { JwtCodec } from './jwt.codec.js';
import { JwtKeys } from './jwt.keys.js';
import { JwtTokens } from './jwt.tokens.js';
import { type RefreshFamily, RefreshFamilyStore, type Rotation } from './refresh-family.store.js';
import { type Claims, NoTokenClaims, TokenClaims } from './token-claims.provider.js';
import { familyOf, TokenIds } from './token-id.js';

/** Late in a second: tokens count in whole ones. */
const NOW = new Date('2031-05-06T07:08:09.750Z');
const S = Math.floor(NOW.getTime() / 1000);
const DAY = 86400;
const SECRET = 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa';
const ISSUER = 'https://login.example';

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
const ORIGIN: CredentialOrigin = {
  loginId: '0123456789abcdef',
  method: 'registration',
  userAgent: 'A browser',
  address: '192.0.2.1',
};
const REQUEST: HttpRequest = { method: 'POST', url: '/login/', headers: { 'user-agent': 'A browser' } };

/** Users who are looked up by their keys, and no more. */
class MemoryUsers extends UserStore {
  readonly users = new Map<UserId, AuthUser>([[ALICE.id, ALICE]]);

  override async findById(id: UserId): Promise<AuthUser | null> {
    return [...this.users.values()].find((user) => String(user.id) === String(id)) ?? null;
  }

  override findByUsername = notAsked;
  override findByEmail = notAsked;
  override create = notAsked;
  override update = notAsked;
  override replacePassword = notAsked;
}

/** Families in memory, and what was asked of them. */
class MemoryFamilies extends RefreshFamilyStore {
  readonly families = new Map<string, RefreshFamily>();
  /** The methods that were called, but for `find`. */
  readonly writes: string[] = [];
  looks = 0;
  /** What writing fails with; null: it works. */
  failure: Error | null = null;

  constructor(private readonly users: UserStore) {
    super();
  }

  override async find(id: string, userId: UserId): Promise<{ family: RefreshFamily | null; user: AuthUser | null }> {
    this.looks += 1;
    return { family: this.families.get(id) ?? null, user: await this.users.findById(userId) };
  }

  override async create(family: RefreshFamily): Promise<void> {
    this.note('create');
    if (this.families.has(family.id)) throw new UniqueViolation();
    this.families.set(family.id, family);
  }

  override async rotate(id: string, { from, to, at, expiresAt }: Rotation): Promise<boolean> {
    this.note('rotate');
    const family = this.families.get(id);
    if (!family || family.endedAt || (family.currentDigest !== null && family.currentDigest !== from)) return false;
    this.change(id, { currentDigest: to, formerDigest: from, rotatedAt: at, lastUsedAt: at, expiresAt });
    return true;
  }

  override async touch(id: string, lastUsedAt: Date, expiresAt: Date): Promise<void> {
    this.note('touch');
    this.change(id, { lastUsedAt, expiresAt });
  }

  override async rebind(id: string, credentialsVersion: string): Promise<void> {
    this.note('rebind');
    this.change(id, { credentialsVersion });
  }

  override async end(id: string, endedAt: Date): Promise<boolean> {
    this.note('end');
    const family = this.families.get(id);
    if (!family || family.endedAt) return false;
    this.change(id, { endedAt });
    return true;
  }

  override async endByUser(userId: UserId, exceptId: string | null, endedAt: Date): Promise<void> {
    for (const { id, userId: owner } of [...this.families.values()]) {
      if (owner === userId && id !== exceptId) await this.end(id, endedAt);
    }
  }

  override async listByUser(userId: UserId, limit: number): Promise<RefreshFamily[]> {
    const own = [...this.families.values()].filter((family) => family.userId === userId && !family.endedAt);
    return own.sort((left, right) => right.lastUsedAt.getTime() - left.lastUsedAt.getTime()).slice(0, limit);
  }

  override async purge(expiredAt: Date, limit: number): Promise<number> {
    const old = [...this.families.values()].filter(({ expiresAt }) => expiresAt <= expiredAt).slice(0, limit);
    for (const { id } of old) this.families.delete(id);
    return old.length;
  }

  change(id: string, changes: Partial<RefreshFamily>): void {
    const family = this.families.get(id);
    if (family) this.families.set(id, { ...family, ...changes });
  }

  private note(method: string): void {
    this.writes.push(method);
    if (this.failure) throw this.failure;
  }
}

async function notAsked(): Promise<never> {
  throw new Error('nobody is to ask this');
}

/** The tokens under those settings, with what they stand on. */
function tokensWith(jwt: Partial<RestAuthSettings['jwt']> = {}, claims: TokenClaims = new NoTokenClaims()) {
  const settings: RestAuthSettings = {
    ...documentedDefaults(),
    jwt: { ...documentedDefaults().jwt, ...jwt },
    secret: SECRET,
    secretFallbacks: [],
    mail: false,
    links: { passwordReset: '', emailVerification: '' },
    throttling: false,
  };
  const clock = new FrozenClock();
  clock.set(NOW);
  const ring = new KeyRing(SECRET);
  const codec = new JwtCodec(settings, new JwtKeys(settings, ring), clock, { JwtService });
  const users = new MemoryUsers();
  const families = new MemoryFamilies(users);
  const tokens = new JwtTokens(settings, codec, new TokenIds(ring), families, users, claims, clock);
  return { tokens, clock, users, families };
}

type World = ReturnType<typeof tokensWith>;

/** A login of Alice's; what it wrote is not counted. */
async function loggedIn(jwt: Partial<RestAuthSettings['jwt']> = {}) {
  const world = tokensWith(jwt);
  const pair = await world.tokens.issue(ALICE, ORIGIN, REQUEST);
  world.families.writes.length = 0;
  return { ...world, pair, refresh: pair.refresh.token, access: pair.access.token };
}

type Login = Awaited<ReturnType<typeof loggedIn>>;

const rotating = { rotateRefreshTokens: true };
const keepingOld = { rotateRefreshTokens: true, blacklistAfterRotation: false };

/** The refresh token of a rotation that has succeeded. */
async function rotated({ tokens }: World, token: string): Promise<string> {
  const result = await tokens.refresh(token);
  if (!('refresh' in result) || !result.refresh) throw new Error('the rotation was to succeed');
  return result.refresh.token;
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of another server's that has our key: with an id that knows of no family. */
function foreign(type: 'access' | 'refresh', more: object = {}): string {
  const claims = { token_type: type, exp: S + DAY, iat: S - 60, jti: FOREIGN_ID, user_id: ALICE.id, ...more };
  const input = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${input}.${createHmac('sha256', new KeyRing(SECRET).of('jwt')[0]).update(input).digest('base64url')}`;
}

const FOREIGN_ID = 'c0a8fc1e-5a1b-4c6e-9a56-3f2c1d0e9b7a';
const FOREIGN_FAMILY = familyOf(FOREIGN_ID);

/** What a token says. */
function claimsOf(token: string): Record<string, unknown> {
  return { ...JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) };
}

const digestOf = (token: string) => digest(String(claimsOf(token)['jti']));

/** Refusals with all that they say: as errors any two of one reason would be equal. */
function seen<Result extends object>(result: Result): object {
  return Object.fromEntries(
    Object.entries(result).map(([name, value]) => [name, value instanceof Refusal ? { ...value } : value]),
  );
}

function refused(detail: PlainMessageCode, particulars: object = {}) {
  return { name: 'Refusal', reason: 'not_authenticated', detail: message(detail), particulars };
}

const INVALID = { refused: refused('jwt_invalid_or_expired', { code: 'token_not_valid' }), isRace: false };
const RACE = { ...INVALID, isRace: true };
const INACTIVE = { refused: refused('no_active_account'), isRace: false };
const badAccess = (problem: PlainMessageCode) => ({
  rejected: refused('jwt_not_valid_for_any_type', {
    code: 'token_not_valid',
    tokenMessages: [{ tokenClass: 'AccessToken', tokenType: 'access', message: message(problem) }],
  }),
});

const CHANGED_ALICE: AuthUser = { ...ALICE, credentialsChangedAt: NOW };
const JTI: unknown = expect.stringMatching(/^0123456789abcdef[0-9a-f]{16}$/);
const TOKEN: unknown = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/);
const signed = (expiresAt: Date) => ({ token: TOKEN, jti: JTI, expiresAt });
const at = (seconds: number) => new Date(seconds * 1000);

describe('the families in memory that these specs stand on', () => {
  const contract = refreshFamilyStoreContract(
    () => {
      const { users, families } = tokensWith();
      const addUser = async () => {
        const id = users.users.size + 1;
        users.users.set(id, { ...ALICE, id });
        return id;
      };
      return { store: families, addUser };
    },
    { transactions: false },
  );
  it.each(contract)('keep what the port promises: $name', ({ run }) => run());
});

describe('a login', () => {
  it('gives an access token and a refresh token of one family', async () => {
    const { pair } = await loggedIn();
    expect(pair).toEqual({ access: signed(at(S + 300)), refresh: signed(at(S + DAY)) });
    expect(pair.access.jti).not.toBe(pair.refresh.jti);
    const same = { iat: S, user_id: '1' };
    expect([claimsOf(pair.access.token), claimsOf(pair.refresh.token)]).toEqual([
      { token_type: 'access', exp: S + 300, jti: pair.access.jti, ...same },
      { token_type: 'refresh', exp: S + DAY, jti: pair.refresh.jti, ...same },
    ]);
  });

  it('is kept as a family, of which any refresh token is good', async () => {
    const { tokens, families } = tokensWith();
    await tokens.issue(CHANGED_ALICE, ORIGIN, REQUEST);
    expect([...families.families.values()]).toEqual([
      {
        id: ORIGIN.loginId,
        userId: 1,
        ...ORIGIN,
        currentDigest: null,
        formerDigest: null,
        rotatedAt: null,
        createdAt: NOW,
        lastUsedAt: NOW,
        expiresAt: at(S + DAY),
        endedAt: null,
        credentialsVersion: String(NOW.getTime()),
      },
    ]);
  });

  it.each([
    ['without rotation', { familySeconds: 3600 }, DAY],
    ['with rotation', { ...rotating, familySeconds: 3600 }, 3600],
    ['with rotation and a long family', { ...rotating, familySeconds: 2 * DAY }, DAY],
  ])('%s: the refresh token ends with its family at the latest, where there are families', async (_, jwt, seconds) => {
    const { pair, families } = await loggedIn(jwt);
    expect(pair.refresh.expiresAt).toEqual(at(S + seconds));
    expect(families.families.get(ORIGIN.loginId)?.expiresAt).toEqual(pair.refresh.expiresAt);
  });

  it('writes the provider’s claims, who issues and for whom', async () => {
    class NamingClaims extends TokenClaims {
      override async claims({ username }: AuthUser, { headers }: HttpRequest): Promise<Claims> {
        return { name: username, agent: headers['user-agent'] ?? null };
      }
    }
    const { tokens } = tokensWith({ issuer: ISSUER, audience: 'api', userIdClaim: 'sub' }, new NamingClaims());
    const { access, refresh } = await tokens.issue(ALICE, ORIGIN, REQUEST);
    const same = { sub: '1', iss: ISSUER, aud: 'api', name: 'alice', agent: 'A browser' };
    const renewed = await tokens.renewAccess(ALICE, ORIGIN.loginId, REQUEST);
    expect([access, refresh, renewed].map(({ token }) => claimsOf(token))).toEqual([
      { token_type: 'access', exp: S + 300, iat: S, jti: access.jti, ...same },
      { token_type: 'refresh', exp: S + DAY, iat: S, jti: refresh.jti, ...same },
      { token_type: 'access', exp: S + 300, iat: S, jti: renewed.jti, ...same },
    ]);
  });

  it.each([
    ['where the options name them', { issuer: ISSUER, audience: 'api' }, { iss: ISSUER, aud: 'api' }],
    ['where they do not', {}, {}],
  ])('lets no provider write the claims by which tokens are checked, %s', async (_, jwt, standing) => {
    class Impostor extends TokenClaims {
      override claims(): Claims {
        const times = { exp: S + 999 * DAY, iat: 0, nbf: S + DAY };
        return { token_type: 'refresh', ...times, jti: 'x', iss: 'x', aud: 'x', user_id: '2', role: 'admin' };
      }
    }
    const { tokens } = tokensWith(jwt, new Impostor());
    const { access } = await tokens.issue(ALICE, ORIGIN, REQUEST);
    expect(claimsOf(access.token)).toEqual({
      ...{ token_type: 'access', exp: S + 300, iat: S, jti: access.jti, user_id: '1', role: 'admin' },
      ...standing,
    });
  });

  it('whose user changes the password gets another access token, and writes no family', async () => {
    const { tokens, families, users, access } = await loggedIn();
    users.users.set(1, CHANGED_ALICE);
    const renewed = await tokens.renewAccess(CHANGED_ALICE, ORIGIN.loginId, REQUEST);
    expect([renewed, families.writes]).toEqual([signed(at(S + 300)), []]);
    expect(await tokens.admit(renewed.token)).toEqual({ user: CHANGED_ALICE, family: ORIGIN.loginId });
    expect(seen(await tokens.admit(access))).toEqual(badAccess('jwt_invalid'));
  });
});

describe('an access token', () => {
  it('admits its user, and nobody looks at families for it', async () => {
    const { tokens, families, access } = await loggedIn();
    expect(await tokens.admit(access)).toEqual({ user: ALICE, family: ORIGIN.loginId });
    expect([families.looks, families.writes]).toEqual([0, []]);
  });

  it('of another server admits its user too', async () => {
    for (const jwt of [{}, { statefulAccess: true }]) {
      const { tokens } = tokensWith(jwt);
      expect(await tokens.admit(foreign('access'))).toEqual({ user: ALICE, family: FOREIGN_FAMILY });
    }
  });

  it('admits until it ends', async () => {
    const { tokens, clock, access } = await loggedIn();
    clock.set(at(S + 299.999));
    expect(await tokens.admit(access)).toEqual({ user: ALICE, family: ORIGIN.loginId });
    clock.set(at(S + 300));
    expect(seen(await tokens.admit(access))).toEqual(badAccess('jwt_expired'));
  });

  it.each<[string, (world: Login) => string, object]>([
    ['what is none', () => 'abc', badAccess('jwt_invalid')],
    ['a refresh token', ({ refresh }) => refresh, badAccess('jwt_wrong_type')],
    [
      'one without a user',
      () => foreign('access', { user_id: null }),
      { rejected: refused('jwt_without_user', { code: 'token_not_valid' }) },
    ],
    [
      'one of a user who is not there',
      () => foreign('access', { user_id: 2 }),
      { rejected: refused('user_not_found', { code: 'user_not_found' }) },
    ],
    [
      'one of a user who is inactive',
      ({ users, access }) => {
        users.users.set(1, { ...ALICE, isActive: false });
        return access;
      },
      { rejected: refused('user_inactive', { code: 'user_inactive' }) },
    ],
    [
      'one from before a change of the password',
      ({ users, access }) => {
        users.users.set(1, CHANGED_ALICE);
        return access;
      },
      badAccess('jwt_invalid'),
    ],
  ])('is not good: %s', async (_, given, rejected) => {
    for (const statefulAccess of [false, true]) {
      const world = await loggedIn({ statefulAccess });
      const token = given(world);
      expect(seen(await world.tokens.admit(token))).toEqual(rejected);
      expect(await world.tokens.verify(token)).toBe(token === world.refresh);
    }
  });

  it('outlives its login, but not with `statefulAccess`', async () => {
    for (const statefulAccess of [false, true]) {
      const { tokens, families, access } = await loggedIn({ statefulAccess });
      expect([await tokens.verify(access), 'user' in (await tokens.admit(access))]).toEqual([true, true]);
      await families.end(ORIGIN.loginId, NOW);
      expect([await tokens.verify(access), seen(await tokens.admit(access))]).toEqual(
        statefulAccess ? [false, badAccess('jwt_invalid')] : [true, { user: ALICE, family: ORIGIN.loginId }],
      );
    }
  });
});

describe('whether a refresh token is good', () => {
  it('is asked without using it up', async () => {
    const { tokens, families, refresh } = await loggedIn(rotating);
    expect([await tokens.verify(refresh), await tokens.verify(refresh)]).toEqual([true, true]);
    expect(families.writes).toEqual([]);
  });

  it('is so for one of another server that nobody has heard of', async () => {
    expect(await tokensWith().tokens.verify(foreign('refresh'))).toBe(true);
  });

  it.each<[string, (world: Login) => unknown]>([
    ['it has ended', ({ clock }) => clock.set(at(S + DAY))],
    ['its user is gone', ({ users }) => users.users.clear()],
    ['its user is inactive', ({ users }) => users.users.set(1, { ...ALICE, isActive: false })],
    ['the password was changed', ({ users }) => users.users.set(1, CHANGED_ALICE)],
    ['its login has ended', ({ families }) => families.end(ORIGIN.loginId, NOW)],
    ['it was rotated away', ({ tokens, refresh }) => tokens.refresh(refresh)],
  ])('is not so once %s', async (_, happens) => {
    const world = await loggedIn(rotating);
    await happens(world);
    world.families.writes.length = 0;
    expect(await world.tokens.verify(world.refresh)).toBe(false);
    // A look ends nothing.
    expect(world.families.writes).toEqual([]);
  });
});

describe('a refresh', () => {
  it.each<[string, (world: Login) => string, object]>([
    ['what is none', () => 'abc', INVALID],
    ['an access token', ({ access }) => access, INVALID],
    ['one without a user', () => foreign('refresh', { user_id: null }), INVALID],
    ['one of a user who is not there', () => foreign('refresh', { user_id: 2 }), INACTIVE],
    [
      'one of a user who is inactive',
      ({ users, refresh }) => {
        users.users.set(1, { ...ALICE, isActive: false });
        return refresh;
      },
      INACTIVE,
    ],
    [
      'one from before a change of the password',
      ({ users, refresh }) => {
        users.users.set(1, CHANGED_ALICE);
        return refresh;
      },
      INVALID,
    ],
    [
      'one of another server from before a change of the password',
      ({ users }) => {
        users.users.set(1, CHANGED_ALICE);
        return foreign('refresh');
      },
      INVALID,
    ],
    [
      'one that has ended',
      ({ clock, refresh }) => {
        clock.set(at(S + DAY));
        return refresh;
      },
      INVALID,
    ],
  ])('gives nothing for %s', async (_, given, answer) => {
    for (const jwt of [{}, rotating, keepingOld]) {
      const world = await loggedIn(jwt);
      const token = given(world);
      expect([seen(await world.tokens.refresh(token)), world.families.writes]).toEqual([answer, []]);
    }
  });

  it('goes on for the login by which the password was changed, with its older token', async () => {
    for (const jwt of [{}, rotating]) {
      const { tokens, users, families, refresh } = await loggedIn(jwt);
      users.users.set(1, CHANGED_ALICE);
      await families.rebind(ORIGIN.loginId, String(NOW.getTime()));
      const result = await tokens.refresh(refresh);
      expect('access' in result && (await tokens.admit(result.access.token))).toEqual({
        user: CHANGED_ALICE,
        family: ORIGIN.loginId,
      });
    }
  });
});

describe('a refresh token of ours whose row a purge took away too early', () => {
  it.each([{}, rotating, keepingOld])('is void, as it may have been before: %j', async (settings) => {
    const { tokens, families, refresh } = await loggedIn(settings);
    expect(await tokens.verify(refresh)).toBe(true);
    families.families.clear();
    expect(seen(await tokens.refresh(refresh))).toEqual(INVALID);
    expect(await tokens.verify(refresh)).toBe(false);
    expect([families.families.size, families.writes]).toEqual([0, []]);
  });
});

describe('a refresh without rotation', () => {
  it('gives an access token with the claims of the refresh token, and no other refresh token', async () => {
    const { tokens, clock } = await loggedIn();
    clock.advance(60);
    const more = { iss: 'x', aud: ['y'], nbf: S, role: 'admin' };
    const result = await tokens.refresh(foreign('refresh', more));
    const access = 'access' in result ? result.access : null;
    expect(result).toEqual({ access: { ...signed(at(S + 360)), jti: access?.jti }, refresh: null });
    expect(claimsOf(access?.token ?? '')).toEqual({
      ...{ token_type: 'access', exp: S + 360, iat: S + 60, jti: access?.jti, user_id: 1 },
      ...more,
    });
    expect(familyOf(access?.jti ?? '')).toBe(FOREIGN_FAMILY);
  });

  it('is noted once in an hour', async () => {
    const { tokens, families, clock, refresh } = await loggedIn();
    const before = families.families.get(ORIGIN.loginId);
    clock.advance(3599.999);
    expect(await tokens.refresh(refresh)).toEqual({ access: signed(at(S + 3600 + 300)), refresh: null });
    expect([families.writes, families.families.get(ORIGIN.loginId)]).toEqual([[], before]);
    clock.advance(0.001);
    await tokens.refresh(refresh);
    await tokens.refresh(refresh);
    expect([families.writes, families.families.get(ORIGIN.loginId)]).toEqual([
      ['touch'],
      { ...before, lastUsedAt: addSeconds(NOW, 3600) },
    ]);
  });

  it('writes nothing of a login at another server', async () => {
    const { tokens, families } = tokensWith();
    await tokens.refresh(foreign('refresh'));
    expect(families.writes).toEqual([]);
  });

  it('is refused once the login has ended, and that is no theft', async () => {
    const { tokens, families, refresh } = await loggedIn();
    await families.end(ORIGIN.loginId, NOW);
    families.writes.length = 0;
    expect([seen(await tokens.refresh(refresh)), families.writes]).toEqual([INVALID, []]);
  });
});

describe('a rotation', () => {
  it('gives both tokens with the same claims, and makes the new one the good one', async () => {
    const { tokens, families, clock, refresh } = await loggedIn(rotating);
    const before = families.families.get(ORIGIN.loginId);
    clock.advance(60);
    const result = await tokens.refresh(refresh);
    expect(result).toEqual({ access: signed(at(S + 360)), refresh: signed(at(S + 60 + DAY)) });
    const [access, next] = 'access' in result ? [result.access.token, result.refresh?.token ?? ''] : ['', ''];
    expect([claimsOf(access), claimsOf(next)]).toEqual([
      { token_type: 'access', exp: S + 360, iat: S + 60, jti: JTI, user_id: '1' },
      { token_type: 'refresh', exp: S + 60 + DAY, iat: S + 60, jti: JTI, user_id: '1' },
    ]);
    expect([families.writes, families.families.get(ORIGIN.loginId)]).toEqual([
      ['rotate'],
      {
        ...before,
        currentDigest: digestOf(next),
        formerDigest: digestOf(refresh),
        rotatedAt: addSeconds(NOW, 60),
        lastUsedAt: addSeconds(NOW, 60),
        expiresAt: at(S + 60 + DAY),
      },
    ]);
    expect([await tokens.verify(refresh), await tokens.verify(next)]).toEqual([false, true]);
  });

  it('of one token by two at once is one’s; the other is told of the race', async () => {
    const { tokens, families, refresh } = await loggedIn(rotating);
    const results = await Promise.all([tokens.refresh(refresh), tokens.refresh(refresh)]);
    expect(results.map(seen)).toEqual([{ access: signed(at(S + 300)), refresh: signed(at(S + DAY)) }, RACE]);
    expect(families.families.get(ORIGIN.loginId)?.endedAt).toBeNull();
  });

  it('does not go beyond the end of the family', async () => {
    const world = await loggedIn({ ...rotating, familySeconds: 2 * DAY });
    world.clock.set(at(S + DAY - 1));
    const second = await rotated(world, world.refresh);
    expect(claimsOf(second)['exp']).toBe(S + 2 * DAY - 1);
    world.clock.set(at(S + 2 * DAY - 2));
    const third = await rotated(world, second);
    expect(claimsOf(third)['exp']).toBe(S + 2 * DAY);
  });

  it('is refused once a family could only end in the same moment', async () => {
    // Shorter since the next start of the application.
    const { tokens, clock, families } = tokensWith({ ...rotating, familySeconds: 3600 });
    const token = foreign('refresh', { iat: S, exp: S + DAY });
    clock.set(at(S + 3600));
    expect([seen(await tokens.refresh(token)), families.writes]).toEqual([INVALID, []]);
    clock.set(at(S + 3599.999));
    expect(await tokens.refresh(token)).toHaveProperty('refresh.expiresAt', at(S + 3600));
  });

  it('keeps the family for as long as any of its tokens could be good', async () => {
    const { tokens, families, refresh } = await loggedIn(rotating);
    families.change(ORIGIN.loginId, { expiresAt: at(S + 9 * DAY) });
    await tokens.refresh(refresh);
    expect(families.families.get(ORIGIN.loginId)?.expiresAt).toEqual(at(S + 9 * DAY));
  });
});

describe('a token that was rotated away comes back', () => {
  const ENDED = { ...INVALID, ended: { userId: 1, loginId: ORIGIN.loginId } };

  it('within ten seconds: a race, which ends nothing', async () => {
    const world = await loggedIn(rotating);
    await rotated(world, world.refresh);
    world.families.writes.length = 0;
    for (const seconds of [0, 10]) {
      world.clock.advance(seconds);
      expect([seen(await world.tokens.refresh(world.refresh)), world.families.writes]).toEqual([RACE, []]);
    }
  });

  it('later: a theft, which ends the login, and that is told once', async () => {
    const world = await loggedIn(rotating);
    const next = await rotated(world, world.refresh);
    world.clock.advance(10.001);
    const before = world.families.families.get(ORIGIN.loginId);
    world.families.writes.length = 0;
    expect(seen(await world.tokens.refresh(world.refresh))).toEqual(ENDED);
    expect(world.families.families.get(ORIGIN.loginId)).toEqual({ ...before, endedAt: addSeconds(NOW, 10.001) });
    for (const token of [world.refresh, next]) {
      expect(seen(await world.tokens.refresh(token))).toEqual(INVALID);
    }
    expect(world.families.writes).toEqual(['end']);
  });

  it('from two rotations ago: a theft, however soon', async () => {
    const world = await loggedIn(rotating);
    await rotated(world, await rotated(world, world.refresh));
    expect(seen(await world.tokens.refresh(world.refresh))).toEqual(ENDED);
  });

  it('where nobody knows when it was rotated: a theft', async () => {
    const world = await loggedIn(rotating);
    await rotated(world, world.refresh);
    world.families.change(ORIGIN.loginId, { rotatedAt: null });
    expect(seen(await world.tokens.refresh(world.refresh))).toEqual(ENDED);
  });

  it('twice at once: a theft that is told once', async () => {
    const world = await loggedIn(rotating);
    await rotated(world, world.refresh);
    world.clock.advance(60);
    const results = await Promise.all([world.tokens.refresh(world.refresh), world.tokens.refresh(world.refresh)]);
    expect(results.map(seen)).toEqual([ENDED, INVALID]);
  });

  it('soon after a logout: neither', async () => {
    const world = await loggedIn(rotating);
    await rotated(world, world.refresh);
    await world.families.end(ORIGIN.loginId, NOW);
    expect(seen(await world.tokens.refresh(world.refresh))).toEqual(INVALID);
  });

  it('where rotation is off by now: a theft as well', async () => {
    const { tokens, families, refresh } = await loggedIn();
    families.change(ORIGIN.loginId, { currentDigest: 'x', formerDigest: 'y', rotatedAt: NOW });
    expect(seen(await tokens.refresh(refresh))).toEqual(ENDED);
  });
});

describe('a rotation that leaves the old token good', () => {
  it('notes the use, and when the last token ends', async () => {
    const { tokens, families, clock, refresh } = await loggedIn(keepingOld);
    const before = families.families.get(ORIGIN.loginId);
    clock.advance(60);
    for (let use = 0; use < 2; use += 1) {
      expect(await tokens.refresh(refresh)).toEqual({
        access: signed(at(S + 360)),
        refresh: signed(at(S + 60 + DAY)),
      });
    }
    expect([families.writes, families.families.get(ORIGIN.loginId)]).toEqual([
      ['touch', 'touch'],
      { ...before, lastUsedAt: addSeconds(NOW, 60), expiresAt: at(S + 60 + DAY) },
    ]);
  });

  it('goes on with a blacklist that the family has begun with', async () => {
    const { tokens, families, refresh } = await loggedIn(keepingOld);
    families.change(ORIGIN.loginId, { currentDigest: digestOf(refresh) });
    await tokens.refresh(refresh);
    expect([families.writes, await tokens.verify(refresh)]).toEqual([['rotate'], false]);
  });
});

describe('a refresh token of another server', () => {
  const family: RefreshFamily = {
    id: FOREIGN_FAMILY,
    userId: 1,
    loginId: FOREIGN_FAMILY,
    method: 'password',
    userAgent: null,
    address: null,
    currentDigest: null,
    formerDigest: null,
    rotatedAt: null,
    createdAt: at(S - 60),
    lastUsedAt: NOW,
    expiresAt: at(S + DAY),
    endedAt: null,
    credentialsVersion: '0',
  };

  it('becomes a family with its first rotation', async () => {
    const world = tokensWith(rotating);
    const token = foreign('refresh');
    const next = await rotated(world, token);
    expect([world.families.writes, [...world.families.families.values()]]).toEqual([
      ['create'],
      [{ ...family, currentDigest: digestOf(next), formerDigest: digestOf(token), rotatedAt: NOW }],
    ]);
    expect([await world.tokens.verify(token), await world.tokens.verify(next)]).toEqual([false, true]);
  });

  it.each([
    ['left out', undefined, NOW],
    ['a while ago', S - DAY, at(S - DAY)],
    // Nothing that is here was made in the future.
    ['by a clock ahead of ours', S + 60, NOW],
  ])('begins that family when it was made: %s', async (_, iat, createdAt) => {
    const world = tokensWith(rotating);
    await rotated(world, foreign('refresh', { iat }));
    expect(world.families.families.get(FOREIGN_FAMILY)?.createdAt).toEqual(createdAt);
  });

  it('is kept void for as long as it would live, be that longer than ours', async () => {
    const world = tokensWith(rotating);
    await rotated(world, foreign('refresh', { exp: S + 9 * DAY }));
    expect(world.families.families.get(FOREIGN_FAMILY)?.expiresAt).toEqual(at(S + 9 * DAY));
  });

  it('of which two have first heard at once is one’s; the other is told of the race', async () => {
    const { tokens, families } = tokensWith(rotating);
    const token = foreign('refresh');
    const results = await Promise.all([tokens.refresh(token), tokens.refresh(token)]);
    expect(results.map((result) => 'access' in result)).toEqual([true, false]);
    expect(results.slice(1).map(seen)).toEqual([RACE]);
    expect(families.writes).toEqual(['create', 'create']);
  });

  it('becomes a family where old tokens stay good, too, but for its digests', async () => {
    const { tokens, families, clock } = tokensWith(keepingOld);
    clock.advance(60);
    const token = foreign('refresh');
    await tokens.refresh(token);
    expect([families.writes, [...families.families.values()]]).toEqual([
      ['create'],
      [{ ...family, lastUsedAt: addSeconds(NOW, 60), expiresAt: at(S + 60 + DAY) }],
    ]);
    expect(await tokens.verify(token)).toBe(true);
  });

  it('is good for both of two at once there', async () => {
    const { tokens, families } = tokensWith(keepingOld);
    const token = foreign('refresh');
    const results = await Promise.all([tokens.refresh(token), tokens.refresh(token)]);
    expect(results.map((result) => 'access' in result)).toEqual([true, true]);
    expect([families.writes, [...families.families.values()]]).toEqual([['create', 'create', 'touch'], [family]]);
  });

  it('is not taken for good where its family cannot be written', async () => {
    for (const jwt of [rotating, keepingOld]) {
      const { tokens, families } = tokensWith(jwt);
      families.failure = new Error('the database is down');
      await expect(tokens.refresh(foreign('refresh'))).rejects.toBe(families.failure);
    }
  });

  it('is void after a logout, and so is whatever came of it', async () => {
    const { tokens, families } = tokensWith();
    const token = foreign('refresh');
    expect(await tokens.blacklist(token)).toBeNull();
    expect([families.writes, [...families.families.values()]]).toEqual([['create'], [{ ...family, endedAt: NOW }]]);
    expect([await tokens.verify(token), await tokens.blacklist(token)]).toEqual([false, 'jwt_blacklisted']);
  });

  it('that is voided twice at once: who was slower hears of it', async () => {
    const { tokens } = tokensWith();
    const token = foreign('refresh');
    const results = await Promise.allSettled([tokens.blacklist(token), tokens.blacklist(token)]);
    expect(results).toEqual([
      { status: 'fulfilled', value: null },
      { status: 'rejected', reason: new UniqueViolation() },
    ]);
  });
});

describe('a logout', () => {
  it('ends the login, once', async () => {
    const { tokens, families, clock, refresh } = await loggedIn();
    const before = families.families.get(ORIGIN.loginId);
    clock.advance(60);
    expect(await tokens.blacklist(refresh)).toBeNull();
    expect(families.families.get(ORIGIN.loginId)).toEqual({ ...before, endedAt: addSeconds(NOW, 60) });
    expect(await tokens.blacklist(refresh)).toBe('jwt_blacklisted');
    expect(families.writes).toEqual(['end']);
  });

  it('of two at once is one’s', async () => {
    const { tokens, refresh } = await loggedIn();
    expect(await Promise.all([tokens.blacklist(refresh), tokens.blacklist(refresh)])).toEqual([
      null,
      'jwt_blacklisted',
    ]);
  });

  it('by a token that was rotated away ends nothing; by the one that is good it does', async () => {
    const world = await loggedIn(rotating);
    const next = await rotated(world, world.refresh);
    world.families.writes.length = 0;
    expect([await world.tokens.blacklist(world.refresh), world.families.writes]).toEqual(['jwt_blacklisted', []]);
    expect([await world.tokens.blacklist(next), world.families.writes]).toEqual([null, ['end']]);
  });

  it.each<[string, (world: Login) => string, string]>([
    ['what is none', () => 'abc', 'jwt_invalid'],
    ['an access token', ({ access }) => access, 'jwt_wrong_type'],
    ['one without a user', () => foreign('refresh', { user_id: null }), 'jwt_invalid'],
    ['one of a user who is not there', () => foreign('refresh', { user_id: 2 }), 'jwt_invalid'],
    [
      'one that has ended',
      ({ clock, refresh }) => {
        clock.set(at(S + DAY));
        return refresh;
      },
      'jwt_expired',
    ],
  ])('tells what is wrong with %s, and ends nothing', async (_, given, expected) => {
    const world = await loggedIn();
    expect([await world.tokens.blacklist(given(world)), world.families.writes]).toEqual([expected, []]);
  });

  it('looks for nobody where the token names nobody', async () => {
    const { tokens, families } = await loggedIn();
    await tokens.blacklist(foreign('refresh', { user_id: null }));
    expect(families.looks).toBe(0);
  });

  it.each([
    ['is inactive', { ...ALICE, isActive: false }],
    ['has changed the password', CHANGED_ALICE],
  ])('is for everybody, a user who %s too', async (_, user) => {
    const { tokens, users, refresh } = await loggedIn();
    users.users.set(1, user);
    expect(await tokens.blacklist(refresh)).toBeNull();
  });
});
