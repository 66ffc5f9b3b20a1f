import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, change, NEW_PASSWORD } from '../support/accounts.js';
import { Client, type Reply } from '../support/client.js';
import { foreignClaims, mint, SHARED } from '../support/json-web-tokens.js';
import {
  ALICE,
  bearer,
  INVALID,
  jwtOptions,
  logInForTokens,
  MOMENT,
  refresh,
  rotate,
  TOKEN,
  useAccess,
} from '../support/jwt-accounts.js';
import { QuickHasher, quickHash } from '../support/quick-hasher.js';
import { startApplication, type TestApplication } from '../support/test-application.js';
import { type DatabaseName, databases, type TestDatabase, testDatabase } from '../support/test-database.js';
import type { User } from '../support/test-user.js';

/** PostgreSQL is what most run on; the others must keep the same promise, and a few rounds tell. */
const ROUNDS: Record<DatabaseName, number> = { postgres: 50, mariadb: 10, sqlite: 10 };
const AT_ONCE = 50;
const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
const OPTIONS = jwtOptions({ rotateRefreshTokens: true });
const WITH_SESSION: Partial<RestAuthOptions> = { ...OPTIONS, credentials: { issue: ['jwt', 'session'] } };

const ROTATED = {
  access: TOKEN,
  refresh: TOKEN,
  access_expiration: MOMENT,
  refresh_expiration: MOMENT,
};

function atOnce(times: number, request: (index: number) => Promise<Reply>): Promise<Reply[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => request(index)));
}

describe.each(databases())('at once on two instances, on %s', (database) => {
  let shared: TestDatabase;
  let instances: TestApplication[];
  let alice: User;
  const rounds = Array.from({ length: ROUNDS[database] }, (_, round) => round + 1);

  // Each SQLite database in memory belongs to one connection: there, both names stand for one instance.
  beforeAll(async () => {
    shared = await testDatabase(database);
    const given = { options: { ...WITH_SESSION, ports: { passwordHasher: QuickHasher } }, on: shared };
    const first = await startApplication(given);
    instances = [first, database === 'sqlite' ? first : await startApplication(given)];
    await bothNow();
    alice = await addUser(first);
  });
  afterAll(async () => {
    for (const application of new Set(instances)) await application.close();
    await shared.drop();
  });

  const one = (index = 0): TestApplication => {
    const application = instances[index % instances.length];
    if (!application) throw new Error('There are two.');
    return application;
  };
  const bothNow = async (seconds = 0) => {
    const now = new Date(one().clock.now().getTime() + seconds * 1000);
    for (const { clock } of instances) clock.set(now);
    return Promise.resolve();
  };
  const logOut = (index: number, token: string) =>
    new Client(one(index)).post('logout/', { refresh: token }, { Cookie: 'sessionid=stale' });

  /** One of them has won, by an answer that is whole, and the others leave it alone. */
  async function expectOneWinner(replies: readonly Reply[]): Promise<void> {
    const winners = replies.filter(({ status }) => status === 200);
    const losers = replies.filter(({ status }) => status !== 200).map(({ answer }) => answer);
    expect(winners.map(({ body }) => body)).toEqual([ROTATED]);
    expect(losers).toEqual(Array(replies.length - 1).fill(INVALID));
    const { access, refresh: next } = winners[0]?.body ?? {};
    expect(await useAccess(one(1), access)).toEqual([200, ALICE]);
    await rotate(one(), next);
  }

  it.each(rounds)(`${AT_ONCE} refreshes of one token have one winner (round %i)`, async () => {
    const { refresh: token } = await logInForTokens(one());
    await expectOneWinner(await atOnce(AT_ONCE, (index) => refresh(one(index), token)));
  });

  it.each(rounds.slice(0, 10))('20 refreshes of a token of another server’s have one winner (round %i)', async () => {
    const token = mint(foreignClaims('refresh', alice.id, one().clock.now()), SHARED);
    await expectOneWinner(await atOnce(20, (index) => refresh(one(index), token)));
  });

  it.each(rounds.slice(0, 10))('after a refresh and a logout at once nothing is left (round %i)', async () => {
    const { refresh: token } = await logInForTokens(one());
    const [out, ...refreshed] = await atOnce(11, (index) =>
      index === 0 ? logOut(1, token) : refresh(one(index), token),
    );
    const won = refreshed.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    if (out?.status === 200) {
      for (const { body } of won) expect((await refresh(one(), body.refresh)).answer).toEqual(INVALID);
    } else {
      // The refresh was faster: the token that was to be ended was none any more.
      expect([out?.answer, won.length]).toEqual([[401, { detail: 'Token is blacklisted' }], 1]);
    }
  });

  it.each(rounds.slice(0, 10))('10 logouts by one token of another server’s end it once (round %i)', async () => {
    const token = mint(foreignClaims('refresh', alice.id, one().clock.now()), SHARED);
    const replies = await atOnce(10, (index) => logOut(index, token));
    const answers = replies.map(({ answer }) => JSON.stringify(answer)).sort();
    expect(answers).toEqual([
      '[200,{"detail":"Successfully logged out."}]',
      ...Array<string>(9).fill('[401,{"detail":"Token is blacklisted"}]'),
    ]);
    expect((await refresh(one(), token)).answer).toEqual(INVALID);
  });

  it.each(rounds.slice(0, 10))('refreshes during a change of password gain nothing (round %i)', async (round) => {
    await bothNow(1);
    const password = `${NEW_PASSWORD}${String(round)}`;
    await change(one(), alice, { password: await quickHash(password) });
    const [own, other] = [await logInForTokens(one(), password), await logInForTokens(one(1), password)];
    const [changed, ...refreshed] = await atOnce(11, (index) =>
      index === 0
        ? bearer(one(), own.access).post('password/change/', NEW)
        : refresh(one(index), index % 2 === 0 ? own.refresh : other.refresh),
    );
    expect(changed?.answer).toEqual([200, { detail: 'New password has been saved.' }]);
    const families = { own: 0, other: 0 };
    for (const [index, { status, body }] of refreshed.entries()) {
      if (status !== 200) continue;
      const isOwn = index % 2 === 1;
      families[isOwn ? 'own' : 'other'] += 1;
      // The caller's own family lives on, whoever was faster.
      const next = await refresh(one(), body.refresh);
      expect({ isOwn, status: next.status }).toEqual({ isOwn, status: isOwn ? 200 : 401 });
      if (!isOwn) expect(await useAccess(one(1), body.access)).toEqual([401, expect.anything()]);
    }
    expect([families.own <= 1, families.other <= 1]).toEqual([true, true]);
  });
});
