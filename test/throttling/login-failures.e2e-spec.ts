import { Injectable } from '@nestjs/common';
import {
  Clock,
  MemoryThrottleStore,
  message,
  Purge,
  Refusal,
  restAuthEntities,
  type RestAuthOptions,
  ThrottleStore,
} from 'nestjs-rest-auth';
import { FrozenClock } from 'nestjs-rest-auth/testing';

import { addUser, askForReset, logIn, NEW_PASSWORD, reload } from '../support/accounts.js';
import { Client } from '../support/client.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { countStatements, StatementLog } from '../support/statement-log.js';
import { dumpOf } from '../support/table-dump.js';
import type { TestApplication } from '../support/test-application.js';
import { databases, testDatabase } from '../support/test-database.js';
import { User } from '../support/test-user.js';
import { ALICE, from, hashing, REFUSED, startThrottled, statuses, throttled, WRONG } from './throttled.js';

const HOUR = 3600;

const address = (index: number) => `198.51.100.${String(index % 250)}`;

/** Requests alone, and failures by address, must not be met before what a test is about. */
const BY_ACCOUNT: Partial<RestAuthOptions> = { throttling: { rates: { login: false, loginFailures: false } } };

/** The same, with fewer of them. */
const TEN: Partial<RestAuthOptions> = {
  throttling: { rates: { login: false, loginFailures: false, loginFailuresByAccount: '10/hour' } },
};

/** In memory, which can be lost. */
@Injectable()
class ForgetfulStore extends ThrottleStore {
  private static memory = new MemoryThrottleStore(new FrozenClock());

  static forget(clock: Clock): void {
    ForgetfulStore.memory = new MemoryThrottleStore(clock);
  }

  constructor(clock: Clock) {
    super();
    ForgetfulStore.forget(clock);
  }

  override increment(...given: Parameters<ThrottleStore['increment']>) {
    return ForgetfulStore.memory.increment(...given);
  }

  override giveBack(...given: Parameters<ThrottleStore['giveBack']>) {
    return ForgetfulStore.memory.giveBack(...given);
  }

  override clear(...given: Parameters<ThrottleStore['clear']>) {
    return ForgetfulStore.memory.clear(...given);
  }
}

const NAMES = ['alice', 'ALICE', ' alice ', 'ａｌｉｃｅ', 'al\u00adice', 'Alice'];

describe.each(databases())('failed logins on %s', (database) => {
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
  const failures = ({ dataSource }: TestApplication) =>
    dataSource.getRepository(restAuthEntities(User).loginFailure).find();

  it('LGN-01: the sixth guess at one account from one address waits, whatever the password, and nothing is hashed', async () => {
    const application = await start();
    const user = await reload(application, await addUser(application));
    const client = new Client(application);
    expect(await statuses(5, () => client.post('login/', WRONG))).toEqual([[400, 5]]);
    hashing.count = 0;
    const log = new StatementLog(application.dataSource);
    const [wrong, right] = [await client.post('login/', WRONG), await client.post('login/', ALICE)];
    expect([wrong.answer, wrong.header('retry-after'), hashing.count, log.end()]).toEqual([
      throttled(300),
      '300',
      0,
      [],
    ]);
    // LGN-07
    expect([right.answer, right.lastingHeaders]).toEqual([wrong.answer, wrong.lastingHeaders]);
    expect(await reload(application, user)).toEqual(user);
    application.clock.advance(300);
    expect((await client.post('login/', ALICE)).status).toBe(200);
  });

  it('LGN-02: one account from ever new addresses: fifty an hour, and no more of them are hashed', async () => {
    const application = await start();
    await addUser(application);
    hashing.count = 0;
    const seen = await statuses(70, (index) => from(application, address(index)).post('login/', WRONG));
    expect([seen, hashing.count]).toEqual([
      [
        [400, 50],
        [429, 20],
      ],
      50,
    ]);
    const reply = await from(application, '203.0.113.1').post('login/', ALICE);
    expect([reply.answer, reply.header('retry-after')]).toEqual([throttled(HOUR), String(HOUR)]);
    application.clock.advance(HOUR);
    expect((await from(application, '203.0.113.1').post('login/', ALICE)).status).toBe(200);
  });

  it('LGN-03: one address and many accounts: ten failures a minute', async () => {
    const application = await start();
    await addUser(application);
    const client = new Client(application);
    const guess = (index: number) => client.post('login/', { username: `user${String(index)}`, password: 'x' });
    expect(await statuses(20, guess)).toEqual([
      [400, 10],
      [429, 10],
    ]);
    expect((await client.post('login/', ALICE)).answer).toEqual(throttled(60));
    expect((await from(application, '203.0.113.1').post('login/', ALICE)).status).toBe(200);
  });

  it('LGN-04: a login that succeeds takes no failure back, of the address or of the account', async () => {
    const application = await start();
    for (const username of ['alice', 'mallory']) await addUser(application, { username });
    const client = new Client(application);
    for (let round = 0; round < 2; round += 1) {
      expect(
        await statuses(4, (index) =>
          client.post('login/', { ...WRONG, username: `x${String(round)}${String(index)}` }),
        ),
      ).toEqual([[400, 4]]);
      expect((await client.post('login/', { ...ALICE, username: 'mallory' })).status).toBe(200);
    }
    expect(await statuses(4, () => client.post('login/', WRONG))).toEqual([
      [400, 2],
      [429, 2],
    ]);
  });

  it('LGN-05: every way to write a name is one account', async () => {
    const application = await start();
    await addUser(application);
    const client = new Client(application);
    const seen = await statuses(NAMES.length, (index) =>
      client.post('login/', { username: NAMES[index], password: 'x' }),
    );
    expect(seen).toEqual([
      [400, 5],
      [429, 1],
    ]);
  });

  it('LGN-05: a name that is an address is one account in either field', async () => {
    const application = await start({ login: { methods: ['username', 'email'] } });
    await addUser(application);
    const client = new Client(application);
    const given = [{ email: 'alice@example.com' }, { username: 'Alice@Example.com' }, { email: 'ALICE@example.com' }];
    const seen = await statuses(6, (index) => client.post('login/', { ...given[index % 3], password: 'x' }));
    expect(seen).toEqual([
      [400, 5],
      [429, 1],
    ]);
  });

  it('ENU-13: an account that nobody has fills up as one that somebody has', async () => {
    const application = await start(TEN);
    await addUser(application);
    const seen = [];
    for (const username of ['alice', 'nobody']) {
      const guess = (index: number) => from(application, address(index)).post('login/', { username, password: 'x' });
      seen.push(await statuses(14, guess));
    }
    const expected = [
      [400, 10],
      [429, 4],
    ];
    expect(seen).toEqual([expected, expected]);
  });

  it('LGN-06: a stranger keeps nobody out who is logged in somewhere: from there the account opens', async () => {
    const application = await start(TEN);
    await addUser(application);
    const home = from(application, '2001:db8:1:2::7');
    expect((await home.post('login/', ALICE)).status).toBe(200);
    await statuses(14, (index) => from(application, address(index)).post('login/', WRONG));
    expect((await from(application, '203.0.113.1').post('login/', ALICE)).status).toBe(429);
    expect((await from(application, '2001:db8:1:2::99').post('login/', ALICE)).status).toBe(200);
    // By account and address it is limited there too.
    expect(await statuses(7, () => home.post('login/', WRONG))).toEqual([
      [400, 5],
      [429, 2],
    ]);
  });

  it('LGN-06: a reset opens the account again, and is not kept from anybody by a count', async () => {
    const application = await start(TEN);
    await addUser(application);
    await statuses(14, (index) => from(application, address(index)).post('login/', WRONG));
    const owner = from(application, '203.0.113.1');
    expect(await statuses(6, () => owner.post('login/', WRONG))).toEqual([[429, 6]]);
    const secret = await askForReset(application);
    const passwords = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
    expect((await owner.post('password/reset/confirm/', { ...secret, ...passwords })).status).toBe(200);
    expect([
      await failures(application),
      (await owner.post('login/', { ...ALICE, password: NEW_PASSWORD })).status,
    ]).toEqual([[], 200]);
  });

  it('LGN-06: a reset forgets what failed from where it was made', async () => {
    const application = await start();
    await addUser(application);
    const client = new Client(application);
    await statuses(6, () => client.post('login/', WRONG));
    const secret = await askForReset(application);
    const passwords = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
    await client.post('password/reset/confirm/', { ...secret, ...passwords });
    expect((await client.post('login/', { ...ALICE, password: NEW_PASSWORD })).status).toBe(200);
  });

  it('RAC-11: a hundred guesses at once are five from one address, and fifty from many', async () => {
    const application = await start(BY_ACCOUNT);
    await addUser(application);
    const atOnce = async (client: (index: number) => Client) => {
      hashing.count = 0;
      const guesses = Array.from({ length: 100 }, (_, index) => client(index).post('login/', WRONG));
      const replies = await Promise.all(guesses);
      return [replies.filter(({ status }) => status === 400).length, hashing.count];
    };
    expect(await atOnce(() => new Client(application))).toEqual([5, 5]);
    const [accepted = 0, hashed] = await atOnce((index) => from(application, address(index)));
    // Those of before count, too.
    expect([accepted, hashed]).toEqual([45, 45]);
    expect(await failures(application)).toEqual([expect.objectContaining({ failures: 50 })]);
  });

  it('what is no guess is no failure: a login without a password, or while the hashes have no room', async () => {
    const full = { isFull: false };
    class CrowdedHasher extends QuickHasher {
      override async verify(password: string, stored: string | null): Promise<boolean> {
        if (full.isFull) throw new Refusal('unavailable', message('service_unavailable'), { retryAfterSeconds: 1 });
        return super.verify(password, stored);
      }
    }
    const application = await start({ ports: { passwordHasher: CrowdedHasher } });
    await addUser(application);
    const client = new Client(application);
    expect(await statuses(6, () => client.post('login/', { username: 'alice' }))).toEqual([[400, 6]]);
    full.isFull = true;
    expect(await statuses(6, () => client.post('login/', WRONG))).toEqual([[503, 6]]);
    full.isFull = false;
    expect((await client.post('login/', ALICE)).status).toBe(200);
    expect(await failures(application)).toEqual([]);
  });

  it('right logins at the same time keep none of their places', async () => {
    const application = await start();
    await addUser(application);
    for (let round = 0; round < 3; round += 1) {
      const replies = await Promise.all(Array.from({ length: 4 }, () => new Client(application).post('login/', ALICE)));
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    }
    const counts = (await failures(application)).map((row) => row.failures);
    expect(counts.filter((count) => count > 0)).toEqual([]);
  });

  it('costs a login no statement, one that fails two, and the next right one two', async () => {
    const application = await start({ credentials: { issue: ['jwt'] } });
    await addUser(application);
    const cost = async (body: object) => {
      const log = new StatementLog(application.dataSource);
      await new Client(application).post('login/', body);
      return countStatements(log.end(), database, 0).statements;
    };
    const right = await cost(ALICE);
    const [first, second] = [await cost(WRONG), await cost(WRONG)];
    expect([right, first, second, await cost(ALICE), await cost(ALICE)]).toEqual([2, 4, 2, 4, 4]);
  });

  it('keeps no name: what is stored is a keyed digest, whoever was named', async () => {
    const application = await start();
    await addUser(application, { username: 'bob' });
    for (const username of ['victoria', 'victoria@example.com']) {
      await new Client(application).post('login/', { username, password: 'guess' });
    }
    const rows = await failures(application);
    expect(rows.map(({ id, failures: count }) => [/^[0-9a-f]{64}$/.test(id), count])).toEqual([
      [true, 1],
      [true, 1],
    ]);
    expect(JSON.stringify(await dumpOf(application.dataSource))).not.toContain('victoria');
  });

  it('the purge takes away counts that have ended', async () => {
    const application = await start();
    await addUser(application);
    const purge = () => application.app.get(Purge, { strict: false }).run();
    await new Client(application).post('login/', WRONG);
    application.clock.advance(HOUR - 1);
    const early = await purge();
    application.clock.advance(1);
    expect([early.loginFailure, (await purge()).loginFailure, await failures(application)]).toEqual([0, 1, []]);
  });

  it('FLT-05: a store that has forgotten everything has one guess before the account is full again', async () => {
    const application = await start({ ...TEN, ports: { throttleStore: ForgetfulStore } });
    await addUser(application);
    const guess = (index: number) => from(application, address(index)).post('login/', WRONG);
    await statuses(10, guess);
    ForgetfulStore.forget(application.clock);
    hashing.count = 0;
    const seen = await statuses(5, guess);
    const right = await from(application, '203.0.113.1').post('login/', ALICE);
    expect([seen, right.status, hashing.count]).toEqual([[[429, 5]], 429, 1]);
  });

  // SQLite in memory is one process' own.
  if (database !== 'sqlite') {
    it('two processes count one account together', async () => {
      const on = await testDatabase(database);
      open.push(() => on.drop());
      const [first, second] = [await start(TEN, { on }), await start(TEN, { on })];
      await addUser(first);
      const guess = (index: number) => from(index % 2 === 0 ? first : second, address(index)).post('login/', WRONG);
      expect(await statuses(16, guess)).toEqual([
        [400, 10],
        [429, 6],
      ]);
    });
  }

  it('a wrong one is told as ever, and a right one too', async () => {
    const application = await start();
    await addUser(application);
    expect((await new Client(application).post('login/', WRONG)).answer).toEqual(REFUSED);
    expect(await logIn(application)).toMatch(/^[0-9a-f]{40}$/);
  });
});
