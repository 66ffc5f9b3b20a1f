import { Purge } from 'nestjs-rest-auth';

import { addUser, change } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client } from '../support/client.js';
import { claimsOf, foreignClaims, mint, SHARED } from '../support/json-web-tokens.js';
import {
  ALICE,
  badAccess,
  bearer,
  INACTIVE,
  INVALID,
  jwtOptions,
  LOGGED_OUT,
  logInForTokens,
  MOMENT,
  type Pair,
  refresh,
  rotate,
  TOKEN,
  useAccess,
  verify,
} from '../support/jwt-accounts.js';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';

const DAY = 86400;
const rotating = jwtOptions({ rotateRefreshTokens: true });
const rotatingOnly = jwtOptions({ rotateRefreshTokens: true, blacklistAfterRotation: false });

const logOut = async (application: TestApplication, token: string, access?: string) =>
  (
    await (access === undefined ? new Client(application) : bearer(application, access)).post('logout/', {
      refresh: token,
    })
  ).answer;

/** The moment that a token ends, in seconds from now. */
const secondsLeft = ({ clock }: TestApplication, token: string) =>
  Number(claimsOf(token)['exp']) - Math.floor(clock.now().getTime() / 1000);

describe.each(databasesForAnswers())('refresh tokens on %s', (database) => {
  const start = applicationsOn(database);
  const startWithAlice = async (options = rotating): Promise<{ application: TestApplication; pair: Pair }> => {
    const application = await start(options);
    await addUser(application);
    return { application, pair: await logInForTokens(application) };
  };

  it('without rotation one gives access tokens until it ends, and no longer', async () => {
    const { application, pair } = await startWithAlice(jwtOptions());
    for (let use = 0; use < 3; use += 1) {
      const reply = await refresh(application, pair.refresh);
      expect(reply.answer).toEqual([200, { access: TOKEN, access_expiration: MOMENT }]);
      expect(await useAccess(application, reply.body.access)).toEqual([200, ALICE]);
    }
    application.clock.advance(secondsLeft(application, pair.refresh) - 1);
    expect((await refresh(application, pair.refresh)).status).toBe(200);
    application.clock.advance(1);
    expect((await refresh(application, pair.refresh)).answer).toEqual(INVALID);
  });

  it('a rotation gives another one with the same claims, and voids the first', async () => {
    const { application, pair } = await startWithAlice();
    application.clock.advance(100);
    const next = await rotate(application, pair.refresh);
    const iat = Math.floor(application.clock.now().getTime() / 1000);
    const jti: unknown = expect.stringMatching(/^[0-9a-f]{32}$/);
    const user_id = claimsOf(pair.refresh)['user_id'];
    expect([claimsOf(next.refresh), claimsOf(next.access)]).toEqual([
      { token_type: 'refresh', exp: iat + DAY, iat, jti, user_id },
      { token_type: 'access', exp: iat + 300, iat, jti, user_id },
    ]);
    expect(await Promise.all([pair.refresh, next.refresh].map((token) => verify(application, token)))).toEqual([
      INVALID,
      [200, {}],
    ]);
  });

  it('a second use up to 10 seconds later is refused and leaves the winner alone', async () => {
    const { application, pair } = await startWithAlice();
    const next = await rotate(application, pair.refresh);
    expect((await refresh(application, pair.refresh)).answer).toEqual(INVALID);
    application.clock.advance(10);
    expect((await refresh(application, pair.refresh)).answer).toEqual(INVALID);
    expect(await useAccess(application, next.access)).toEqual([200, ALICE]);
    await rotate(application, next.refresh);
  });

  it('a second use later than that ends the family, and no other login of the user', async () => {
    const { application, pair } = await startWithAlice();
    const other = await logInForTokens(application);
    const next = await rotate(application, pair.refresh);
    application.clock.advance(10.001);
    expect((await refresh(application, pair.refresh)).answer).toEqual(INVALID);
    expect((await refresh(application, next.refresh)).answer).toEqual(INVALID);
    expect(await verify(application, next.refresh)).toEqual(INVALID);
    await rotate(application, other.refresh);
  });

  it('a look at a token that was rotated away ends nothing', async () => {
    const { application, pair } = await startWithAlice();
    const next = await rotate(application, pair.refresh);
    application.clock.advance(60);
    expect(await verify(application, pair.refresh)).toEqual(INVALID);
    await rotate(application, next.refresh);
  });

  it('one from two rotations ago ends the family', async () => {
    const { application, pair } = await startWithAlice();
    const next = await rotate(application, pair.refresh);
    application.clock.advance(60);
    const last = await rotate(application, next.refresh);
    expect((await refresh(application, pair.refresh)).answer).toEqual(INVALID);
    expect((await refresh(application, last.refresh)).answer).toEqual(INVALID);
  });

  it('no rotation goes beyond the end of the family', async () => {
    const { application, pair } = await startWithAlice(
      jwtOptions({ rotateRefreshTokens: true, familySeconds: 2 * DAY }),
    );
    application.clock.advance(DAY - 1);
    const second = await rotate(application, pair.refresh);
    expect(secondsLeft(application, second.refresh)).toBe(DAY);
    application.clock.advance(DAY - 1);
    const third = await rotate(application, second.refresh);
    expect(secondsLeft(application, third.refresh)).toBe(2);
    application.clock.advance(2);
    expect((await refresh(application, third.refresh)).answer).toEqual(INVALID);
  });

  it('a family that is shorter than its first token ends with it', async () => {
    const { application, pair } = await startWithAlice(jwtOptions({ rotateRefreshTokens: true, familySeconds: 3600 }));
    expect(secondsLeft(application, pair.refresh)).toBe(3600);
    application.clock.advance(3600);
    expect((await refresh(application, pair.refresh)).answer).toEqual(INVALID);
  });

  it('with `blacklistAfterRotation` off the old one stays good until it ends, and a logout ends all', async () => {
    const { application, pair } = await startWithAlice(rotatingOnly);
    const next = await rotate(application, pair.refresh);
    application.clock.advance(60);
    await rotate(application, pair.refresh);
    expect(await logOut(application, next.refresh)).toEqual(LOGGED_OUT);
    for (const token of [pair.refresh, next.refresh]) {
      expect((await refresh(application, token)).answer).toEqual(INVALID);
    }
  });

  it('with `blacklistAfterRotation` off a logout holds beyond the first token’s end', async () => {
    const { application, pair } = await startWithAlice(rotatingOnly);
    application.clock.advance(DAY - 3600);
    const next = await rotate(application, pair.refresh);
    expect(await logOut(application, next.refresh)).toEqual(LOGGED_OUT);
    application.clock.advance(2 * 3600);
    await application.app.get(Purge, { strict: false }).run();
    expect((await refresh(application, next.refresh)).answer).toEqual(INVALID);
  });

  it('a logout voids the family once, whichever of its tokens is given', async () => {
    const { application, pair } = await startWithAlice();
    const next = await rotate(application, pair.refresh);
    expect(await logOut(application, pair.refresh)).toEqual([401, { detail: 'Token is blacklisted' }]);
    expect(await logOut(application, next.refresh)).toEqual(LOGGED_OUT);
    expect(await logOut(application, next.refresh)).toEqual([401, { detail: 'Token is blacklisted' }]);
    expect((await refresh(application, next.refresh)).answer).toEqual(INVALID);
    // No look at the table is made for an access token, which ends by itself.
    expect(await useAccess(application, next.access)).toEqual([200, ALICE]);
  });

  it('with `statefulAccess` access tokens end with their family', async () => {
    const { application, pair } = await startWithAlice(jwtOptions({ statefulAccess: true }));
    const other = await logInForTokens(application);
    expect(await logOut(application, pair.refresh, pair.access)).toEqual(LOGGED_OUT);
    expect(await useAccess(application, pair.access)).toEqual(badAccess());
    expect(await verify(application, pair.access)).toEqual(INVALID);
    expect(await useAccess(application, other.access)).toEqual([200, ALICE]);
  });

  it('with `statefulAccess` access tokens end with a family that was stolen', async () => {
    const { application, pair } = await startWithAlice(jwtOptions({ statefulAccess: true, rotateRefreshTokens: true }));
    const next = await rotate(application, pair.refresh);
    application.clock.advance(60);
    expect((await refresh(application, pair.refresh)).answer).toEqual(INVALID);
    expect(await useAccess(application, next.access)).toEqual(badAccess());
  });

  it.each([
    [
      'deleted',
      async (application: TestApplication) => {
        await application.dataSource.query('DELETE FROM app_user');
      },
    ],
    [
      'disabled',
      async (application: TestApplication, user: Parameters<typeof change>[1]) =>
        change(application, user, { isActive: false }),
    ],
  ])('a user who is %s: nothing is good any more, at once', async (what, act) => {
    const application = await start(rotating);
    const alice = await addUser(application);
    const pair = await logInForTokens(application);
    await act(application, alice);
    const gone = [401, { detail: 'User not found', code: 'user_not_found' }];
    const inactive = [401, { detail: 'User is inactive', code: 'user_inactive' }];
    expect([
      await useAccess(application, pair.access),
      (await refresh(application, pair.refresh)).answer,
      await verify(application, pair.access),
      await verify(application, pair.refresh),
    ]).toEqual([what === 'deleted' ? gone : inactive, INACTIVE, INVALID, INVALID]);
  });
});

describe.each(databasesForAnswers())(
  'refresh tokens that another server has signed with our key, on %s',
  (database) => {
    const start = applicationsOn(database);
    const JTIS: [string, object][] = [
      ['of random digits', {}],
      ['that is a UUID', { jti: 'c0a8fc1e-5a1b-4c6e-9a56-3f2c1d0e9b7a' }],
      ['that is long', { jti: 'Ж'.repeat(400) }],
      ['in capitals', { jti: 'ABCDEF0123456789ABCDEF0123456789' }],
    ];
    const minted = async (options: Parameters<typeof start>[0], more: object) => {
      const application = await start(options);
      const { id } = await addUser(application);
      return { application, token: mint(foreignClaims('refresh', id, application.clock.now(), more), SHARED) };
    };

    it.each(JTIS)('with an id %s: good, rotated once, and void then', async (_, more) => {
      const { application, token } = await minted(rotating, more);
      expect(await verify(application, token)).toEqual([200, {}]);
      const next = await rotate(application, token);
      expect((await refresh(application, token)).answer).toEqual(INVALID);
      application.clock.advance(60);
      await rotate(application, next.refresh);
      expect((await refresh(application, token)).answer).toEqual(INVALID);
    });

    it.each(JTIS)('with an id %s: void after a logout', async (_, more) => {
      const { application, token } = await minted(jwtOptions(), more);
      expect((await refresh(application, token)).status).toBe(200);
      expect(await logOut(application, token)).toEqual(LOGGED_OUT);
      expect((await refresh(application, token)).answer).toEqual(INVALID);
      expect(await verify(application, token)).toEqual(INVALID);
      expect(await logOut(application, token)).toEqual([401, { detail: 'Token is blacklisted' }]);
    });

    it.each([
      ['with', rotating],
      ['without', rotatingOnly],
    ])('%s a blacklist no rotation goes beyond the end of the family', async (_, options) => {
      const { application, token } = await minted({ ...options, jwt: { ...options.jwt, familySeconds: 2 * DAY } }, {});
      application.clock.advance(DAY - 1);
      const { refresh: second } = await rotate(application, token);
      application.clock.advance(DAY - 1);
      const { refresh: third } = await rotate(application, second);
      expect(secondsLeft(application, third)).toBe(2);
    });

    it('one that lives longer than ours stays void for as long as it does', async () => {
      const { application, token } = await minted(rotating, { exp: 4102444800 });
      const next = await rotate(application, token);
      application.clock.advance(60);
      const last = await rotate(application, next.refresh);
      application.clock.advance(secondsLeft(application, last.refresh) + 3600);
      await application.app.get(Purge, { strict: false }).run();
      expect((await refresh(application, token)).answer).toEqual(INVALID);
    });

    it.each([
      ['is older than a family may be', -40 * DAY, 401],
      ['says that it was made in the future', 400 * DAY, 401],
      ['comes from a server whose clock is half a minute ahead', 30, 200],
    ])('one that %s', async (_, ahead, status) => {
      const { application, token } = await minted(rotating, {});
      const claims = claimsOf(token);
      const moved = mint({ ...claims, iat: Number(claims['iat']) + ahead }, SHARED);
      const reply = await refresh(application, moved);
      expect(reply.status).toBe(status);
      if (status !== 200) expect(reply.answer).toEqual(INVALID);
      else expect(secondsLeft(application, reply.body.refresh)).toBe(DAY);
    });

    it('without rotation, a token without claims of its own gives an access token that is good', async () => {
      const { application, token } = await minted(jwtOptions(), { scope: ['a'], nbf: 5 });
      const { access } = (await refresh(application, token)).body;
      expect(claimsOf(access)).toMatchObject({ scope: ['a'], nbf: 5 });
      expect(await useAccess(application, access)).toEqual([200, ALICE]);
    });
  },
);
