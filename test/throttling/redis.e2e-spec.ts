import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

import { Redis } from 'ioredis';
import { type RedisClient, RedisThrottleStore, type RestAuthOptions } from 'nestjs-rest-auth';
import { FrozenClock, throttleStoreContract } from 'nestjs-rest-auth/testing';

import { addUser } from '../support/accounts.js';
import { Client } from '../support/client.js';
import { FaultyProxy } from '../support/faulty-proxy.js';
import { LogLines } from '../support/log-lines.js';
import type { TestApplication } from '../support/test-application.js';
import { ALICE, from, startThrottled, statuses, WRONG } from './throttled.js';

const url = process.env['TEST_REDIS_URL'];

/** What was asked of Redis, how often. */
class Counted implements RedisClient {
  asked = 0;

  constructor(private readonly client: RedisClient) {}

  eval(...given: Parameters<RedisClient['eval']>): Promise<unknown> {
    this.asked += 1;
    return this.client.eval(...given);
  }
}

async function isReady(client: Redis): Promise<void> {
  while (client.status !== 'ready') await once(client, 'ready');
}

const address = (index: number) => `198.51.100.${String(index % 250)}`;

// As with the databases: what is not there is not tested, and the run says so at its start.
(url === undefined ? describe.skip : describe)('rates in Redis', () => {
  let prefix = '';
  let redis: Redis;
  let proxy: FaultyProxy;
  /** Through the proxy. */
  let client: Redis;
  const open: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    prefix = `test-${randomUUID()}:`;
    const { hostname, port, pathname } = new URL(url ?? '');
    const target = { host: hostname, port: Number(port || 6379), db: Number(pathname.slice(1) || 0) };
    redis = new Redis(target);
    proxy = await FaultyProxy.before(target);
    client = new Redis({ port: proxy.port, db: target.db, retryStrategy: () => 20, enableOfflineQueue: false });
    // What it cannot reach is told by the store.
    client.on('error', () => undefined);
    await isReady(client);
  });

  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
    client.disconnect();
    await proxy.stop();
    await forget();
    redis.disconnect();
  });

  const keys = () => redis.keys(`${prefix}*`);
  const forget = async () => {
    const all = await keys();
    if (all.length > 0) await redis.del(all);
  };
  const start = async (
    rates: object = {},
    given: RedisClient = client,
    timeoutMilliseconds = 5000,
  ): Promise<TestApplication> => {
    const throttling = { rates, redis: { client: given, prefix, timeoutMilliseconds } };
    const options: Partial<RestAuthOptions> = { throttling };
    const application = await startThrottled(options);
    open.push(() => application.close());
    return application;
  };

  describe('the store', () => {
    const contract = throttleStoreContract(() => {
      const clock = new FrozenClock();
      return {
        store: new RedisThrottleStore({ client, prefix, timeoutMilliseconds: 5000 }, clock),
        advance: (seconds: number) => {
          clock.advance(seconds);
        },
      };
    });
    it.each(contract)('$name', ({ run }) => run());
  });

  it('two instances count together, at the same moment too', async () => {
    const rates = { registration: '20/min' };
    const instances = [await start(rates), await start(rates)];
    const ask = (index: number) => from(instances[index % 2] ?? { url: '' }, '203.0.113.1').post('registration/', {});
    const replies = await Promise.all(Array.from({ length: 60 }, (_, index) => ask(index)));
    expect(replies.filter(({ status }) => status === 400).length).toBe(20);
  });

  it('RAC-11: a hundred guesses at once at two instances are fifty', async () => {
    const rates = { login: false, loginFailures: false };
    const instances = [await start(rates), await start(rates)];
    const guesses = Array.from({ length: 100 }, (_, index) =>
      from(instances[index % 2] ?? { url: '' }, address(index)).post('login/', WRONG),
    );
    const replies = await Promise.all(guesses);
    expect(replies.filter(({ status }) => status === 400).length).toBe(50);
  });

  it('holds digests that expire, and no name and no address', async () => {
    const application = await start();
    await from(application, '203.0.113.77').post('login/', { username: 'victoria', password: 'x' });
    const names = (await keys()).map((key) => key.slice(prefix.length));
    expect(names.map((name) => name.replace(/:[0-9a-f]{64}$/, '')).sort()).toEqual([
      'login',
      'loginFailures',
      'loginFailuresByAccount',
      'loginFailuresByAccountAndAddress',
    ]);
    for (const name of names) {
      const life = await redis.pttl(prefix + name);
      expect(life).toBeGreaterThan(0);
      expect(life).toBeLessThanOrEqual(3_600_000);
    }
  });

  it.each(['silent', 'cut'] as const)(
    'FLT-03, FLT-04: %s, it breaks no login, and each process counts by itself',
    async (condition) => {
      const counted = new Counted(client);
      const application = await start({ login: false }, counted, 50);
      await addUser(application);
      const lines = new LogLines();
      proxy.be(condition);
      const good = await new Client(application).post('login/', ALICE);
      expect(good.status).toBe(200);
      // The first call has failed, and those that were under way with it; nobody waits any more.
      const askedBefore = counted.asked;
      expect(await statuses(10, () => new Client(application).post('login/', WRONG))).toEqual([
        [400, 5],
        [429, 5],
      ]);
      expect(counted.asked).toBe(askedBefore);
      // One request a second looks whether it is back.
      application.clock.advance(1);
      for (let time = 0; time < 3; time += 1) await new Client(application).post('login/', WRONG);
      expect(counted.asked).toBe(askedBefore + 1);
      expect(lines.lines.length).toBe(1);
      application.clock.advance(60);
      await new Client(application).post('login/', WRONG);
      lines.end();
      const isDown = expect.stringMatching(
        /^Redis does not count \(.+\): each process counts by itself until it does\. RestAuth$/,
      );
      expect(lines.lines).toEqual([isDown, isDown]);
    },
  );

  it('counts there again once it is back, and says so once', async () => {
    const application = await start({ registration: '2/min' });
    const ask = () => new Client(application).post('registration/', {});
    await ask();
    const lines = new LogLines();
    proxy.be('cut');
    expect(await statuses(3, ask)).toEqual([
      [400, 2],
      [429, 1],
    ]);
    proxy.be('well');
    await isReady(client);
    application.clock.advance(1);
    expect(await statuses(2, ask)).toEqual([
      [400, 1],
      [429, 1],
    ]);
    lines.end();
    expect(lines.lines.slice(1)).toEqual(['Redis answers again: the processes count together. RestAuth']);
  });

  it('a clock that is set back while it is away does not keep it unasked until the clock is there again', async () => {
    const counted = new Counted(client);
    const application = await start({}, counted, 50);
    const ask = () => new Client(application).post('registration/', {});
    proxy.be('cut');
    await ask();
    proxy.be('well');
    await isReady(client);
    application.clock.advance(-3600);
    const asked = counted.asked;
    await ask();
    expect(counted.asked).toBe(asked + 1);
  });

  it('FLT-04: an error of Redis’ own is no answer, and breaks nothing', async () => {
    const application = await start({ registration: '2/min' });
    await new Client(application).post('registration/', {});
    const [key = ''] = await keys();
    await redis.set(key, 'not a sorted set');
    const lines = new LogLines();
    expect(await statuses(3, () => new Client(application).post('registration/', {}))).toEqual([
      [400, 2],
      [429, 1],
    ]);
    lines.end();
    expect(lines.lines).toEqual([expect.stringContaining('WRONGTYPE')]);
  });

  it('FLT-05: flushed, it forgets who has to wait, but not how often an account was guessed at', async () => {
    const application = await start({ login: false, loginFailures: false });
    await addUser(application);
    const guess = (index: number) => from(application, address(index)).post('login/', WRONG);
    expect(await statuses(60, guess)).toEqual([
      [400, 50],
      [429, 10],
    ]);
    await forget();
    expect(await statuses(10, guess)).toEqual([[429, 10]]);
    application.clock.advance(3600);
    expect((await new Client(application).post('login/', ALICE)).status).toBe(200);
  });

  it('starts without it', async () => {
    proxy.be('cut');
    const application = await start({}, client, 50);
    await addUser(application);
    expect((await new Client(application).post('login/', ALICE)).status).toBe(200);
  });
});
