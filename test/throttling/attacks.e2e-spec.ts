import { Post } from '@nestjs/common';
import {
  type Answer,
  CurrentExchange,
  Endpoint,
  type Exchange,
  LoginController,
  LoginFailureStore,
  RequestRate,
  restAuthEntities,
  type RestAuthOptions,
} from 'nestjs-rest-auth';

import { addUser, askForReset, letters, NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { Client } from '../support/client.js';
import { countStatements, StatementLog } from '../support/statement-log.js';
import type { TestApplication } from '../support/test-application.js';
import { databases, testDatabase } from '../support/test-database.js';
import { User } from '../support/test-user.js';
import { ALICE, from, hashing, startThrottled, statuses, WRONG } from './throttled.js';

const DAY = 86_400;
const HOUR = 3600;

/** Failures of an account alone. */
const TEN: Partial<RestAuthOptions> = {
  throttling: { rates: { login: false, loginFailures: false, loginFailuresByAccount: '10/hour' } },
};

const address = (index: number) => `198.51.100.${String(index % 250)}`;
const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };

describe.each(databases())('what throttles have been turned against, on %s', (database) => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });
  const start = async (
    options: Partial<RestAuthOptions> = {},
    more: Parameters<typeof startThrottled>[1] = {},
  ): Promise<TestApplication> => {
    const application = await startThrottled(options, { database, ...more });
    open.push(() => application.close());
    return application;
  };

  describe('to keep an owner out', () => {
    it('VER-09: whoever asks in capitals, and so for nothing, uses up no verification mail', async () => {
      const app = await start();
      await addUser(app, { address: 'unverified' });
      const ask = (index: number, email: string) =>
        from(app, address(index)).post('registration/resend-email/', { email });
      await ask(1, 'ALICE@example.com');
      const own = await ask(2, 'alice@example.com');
      expect([own.answer, (await letters(app)).length]).toEqual([[200, { detail: 'ok' }], 1]);
    });

    it('LGN-06: a stranger who guesses on after a reset does not lock the door before its owner comes', async () => {
      const app = await start(TEN);
      await addUser(app);
      const guess = (index: number) => from(app, address(index)).post('login/', WRONG);
      const [owner, other] = [from(app, '203.0.113.1'), from(app, '203.0.113.2')];
      await statuses(12, guess);
      const secret = await askForReset(app);
      await owner.post('password/reset/confirm/', { ...secret, ...NEW });
      expect(await statuses(12, guess)).toEqual([
        [400, 10],
        [429, 2],
      ]);
      const right = { ...ALICE, password: NEW_PASSWORD };
      expect((await other.post('login/', right)).status).toBe(429);
      // Nobody is logged in there, but the reset was confirmed there. By account and address it is limited all the same.
      expect(await statuses(6, () => owner.post('login/', WRONG))).toEqual([
        [400, 5],
        [429, 1],
      ]);
      app.clock.advance(300);
      expect((await owner.post('login/', { ...right, username: 'ALICE' })).status).toBe(200);
    });

    it('a reset that was rolled back, or was none, opens nothing', async () => {
      const app = await start(TEN);
      await addUser(app);
      const stranger = from(app, '203.0.113.2');
      const { uid } = await askForReset(app);
      await statuses(12, (index) => from(app, address(index)).post('login/', WRONG));
      expect((await stranger.post('password/reset/confirm/', { uid, token: 'guess', ...NEW })).status).toBe(400);
      expect((await stranger.post('login/', ALICE)).status).toBe(429);
    });

    it('a database that is away while logins are tried fills up no account', async () => {
      const app = await start({ ...TEN, login: { methods: ['username', 'email'] } });
      await addUser(app);
      const store = app.app.get(LoginFailureStore, { strict: false });
      const take = store.take.bind(store);
      await new Client(app).post('login/', WRONG);
      store.take = () => Promise.reject(new Error('away'));
      const both = { ...ALICE, email: 'alice@example.com' };
      const seen = await statuses(12, (index) => from(app, address(index)).post('login/', index % 2 ? ALICE : both));
      store.take = take;
      const after = [
        await from(app, '203.0.113.1').post('login/', ALICE),
        await from(app, '203.0.113.2').post('login/', both),
      ];
      expect([seen, after.map(({ status }) => status)]).toEqual([[[500, 12]], [200, 200]]);
    });

    it('a clock that was ahead for a while lets nobody wait until it is there again', async () => {
      const rates = { login: '3/min', loginFailuresByAccount: '2/hour' } as const;
      const app = await start({ throttling: { rates } });
      await addUser(app);
      const client = new Client(app);
      app.clock.advance(10 * DAY);
      await statuses(2, () => client.post('login/', WRONG));
      expect(await statuses(2, () => client.post('login/', ALICE))).toEqual([[429, 2]]);
      app.clock.advance(-10 * DAY);
      expect((await client.post('login/', ALICE)).status).toBe(200);
      // What the database holds from then counts for nothing, and is counted on from now.
      expect(await statuses(3, (index) => from(app, address(index)).post('login/', WRONG))).toEqual([
        [400, 2],
        [429, 1],
      ]);
    });

    it('a mail that tells of an account goes out as seldom as a verification mail, and the answer is the same', async () => {
      const app = await start({ email: { verification: 'mandatory', required: true } });
      await addUser(app);
      const register = (index: number) =>
        from(app, address(index)).post('registration/', {
          ...{ username: `stranger${String(index)}`, email: 'Alice@example.com' },
          ...{ password1: PASSWORD, password2: PASSWORD },
        });
      const replies = [await register(1), await register(2), await register(3)];
      const first = await letters(app);
      app.clock.advance(180);
      await register(4);
      expect([new Set(replies.map(({ answer }) => JSON.stringify(answer))).size, first.length]).toEqual([1, 1]);
      expect((await letters(app)).length).toBe(2);
    });
  });

  describe('to learn who has an account', () => {
    it('ENU-13: a full account costs as many statements, whether anybody has it', async () => {
      const app = await start(TEN);
      await addUser(app);
      const cost = async (username: string) => {
        const guess = (index: number) => from(app, address(index)).post('login/', { username, password: 'x' });
        await statuses(12, guess);
        hashing.count = 0;
        const log = new StatementLog(app.dataSource);
        const { answer } = await from(app, '203.0.113.1').post('login/', { username, password: 'x' });
        return [answer, countStatements(log.end(), database, 0).statements, hashing.count];
      };
      expect(await cost('nobody')).toEqual(await cost('alice'));
      expect(await cost('nobody@example.com')).toEqual(await cost('alice@example.com'));
    });
  });

  it('a client that sends one name in both fields has as many tries as any', async () => {
    const app = await start({ login: { methods: ['username', 'email'] } });
    await addUser(app);
    const both = { username: 'ALICE@example.com', email: 'alice@example.com', password: 'x' };
    expect(await statuses(7, () => new Client(app).post('login/', both))).toEqual([
      [400, 5],
      [429, 2],
    ]);
    const rows = await app.dataSource.getRepository(restAuthEntities(User).loginFailure).find();
    expect(rows.map(({ failures }) => failures)).toEqual([5]);
  });

  it('a subclass that says where it is mounted once more is counted once', async () => {
    @Endpoint('login', ['POST', 'OPTIONS'])
    @RequestRate('login')
    class OwnLogin extends LoginController {
      @Post()
      override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
        return super.post(exchange);
      }
    }
    const app = await start({ controllers: { login: OwnLogin }, throttling: { rates: { login: '4/min' } } });
    expect(await statuses(6, () => new Client(app).post('login/', {}))).toEqual([
      [400, 4],
      [429, 2],
    ]);
  });

  // SQLite in memory is one process' own.
  if (database !== 'sqlite') {
    it('RAC-11: a hundred guesses at once at two processes are fifty', async () => {
      const on = await testDatabase(database);
      open.push(() => on.drop());
      const rates = { login: false, loginFailures: false } as const;
      const apps = [await start({ throttling: { rates } }, { on }), await start({ throttling: { rates } }, { on })];
      const guesses = Array.from({ length: 100 }, (_, index) =>
        from(apps[index % 2] ?? { url: '' }, address(index)).post('login/', WRONG),
      );
      const replies = (await Promise.all(guesses)).map(({ status }) => status);
      expect(replies.filter((status) => status === 400).length).toBe(50);
      expect(replies.filter((status) => status !== 400 && status !== 429)).toEqual([]);
    });

    it('failures and resets of one account at once wait for each other, and none fails', async () => {
      const app = await start();
      const store = app.app.get(LoginFailureStore, { strict: false });
      const now = app.clock.now();
      const endsAt = new Date(now.getTime() + HOUR * 1000);
      for (let round = 0; round < 10; round += 1) {
        await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            index % 5 === 4 ? store.clear(['a'.repeat(64)]) : store.take('a'.repeat(64), 50, now, endsAt),
          ),
        );
      }
      expect(await app.dataSource.getRepository(restAuthEntities(User).loginFailure).count()).toBeLessThan(2);
    });
  }
});
