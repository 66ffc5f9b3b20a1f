import type { AuthEvent, RestAuthOptions } from 'nestjs-rest-auth';
import { AuthEvents } from 'nestjs-rest-auth';

import { addUser, letters, logIn, NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { Client, type Reply } from '../support/client.js';
import { httpAdapter } from '../support/http-adapter.mjs';
import { LogLines } from '../support/log-lines.js';
import { StatementLog } from '../support/statement-log.js';
import type { TestApplication } from '../support/test-application.js';
import { happeningOf } from '../support/told-events.js';
import { ALICE, from, hashing, startThrottled, statuses, throttled, WRONG } from './throttled.js';

const NOT_RECOGNISED = [401, { detail: 'Authentication credentials were not provided.' }];

/** Without those that a login meets before. */
const LOGINS_ALONE = { loginFailures: false, loginFailuresByAccountAndAddress: false } as const;

const JWT: Partial<RestAuthOptions> = { credentials: { issue: ['jwt', 'token'] } };

type Ask = (client: Client, index: number, key: string) => Promise<Reply>;

// prettier-ignore
const BY_ADDRESS: [rate: string, limit: number, ask: Ask][] = [
  ['login', 30, (client) => client.post('login/', { username: 'alice' })],
  ['passwordReset', 20, (client, index) => client.post('password/reset/', { email: `u${String(index)}@example.com` })],
  ['passwordResetConfirm (RST-12)', 20, (client, index) => client.post('password/reset/confirm/', { uid: '1', token: `guess-${String(index)}`, new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD })],
  ['registration', 20, (client) => client.post('registration/', {})],
  ['verifyEmail', 20, (client) => client.post('registration/verify-email/', { key: 'x' })],
  ['resendEmail', 20, (client, index) => client.post('registration/resend-email/', { email: `u${String(index)}@example.com` })],
  ['tokenRefresh', 60, (client) => client.post('token/refresh/', { refresh: 'x' })],
  ['tokenVerify (JWT-21)', 60, (client) => client.post('token/verify/', { token: 'x' })],
];

// prettier-ignore
const BY_USER: [rate: string, limit: number, ask: Ask][] = [
  ['passwordChange', 5, (client, _, key) => client.as(key).post('password/change/', { new_password1: 'x', new_password2: 'y' })],
  ['others', 300, (client, _, key) => client.as(key).get('user/')],
];

describe('request rates', () => {
  let application: TestApplication | null = null;
  afterEach(async () => {
    await application?.close();
    application = null;
  });
  const start = async (...given: Parameters<typeof startThrottled>): Promise<TestApplication> => {
    application = await startThrottled(...given);
    return application;
  };

  it.each(BY_ADDRESS)(
    'THR-01: %s lets %i through from one address, and as many from another',
    async (_, limit, ask) => {
      const app = await start(JWT);
      const [one, other] = [from(app, '203.0.113.1'), from(app, '203.0.113.2')];
      const seen = await statuses(limit + 5, (index) => ask(one, index, ''));
      const { status } = await ask(other, limit + 5, '');
      expect([seen.map(([code, times]) => [code === 429, times]), status === 429]).toEqual([
        [
          [false, limit],
          [true, 5],
        ],
        false,
      ]);
    },
  );

  it.each(BY_USER)(
    'THR-01: %s lets %i through of one user, from wherever, and of another as many',
    async (_, limit, ask) => {
      const app = await start();
      for (const username of ['alice', 'bob']) await addUser(app, { username });
      const [alice, bob] = [await logIn(app, 'alice'), await logIn(app, 'bob')];
      const client = (index: number) => from(app, `203.0.113.${String(index % 200)}`);
      const seen = await statuses(limit + 5, (index) => ask(client(index), index, alice));
      const { status } = await ask(client(1), 0, bob);
      expect([seen.map(([code, times]) => [code === 429, times]), status === 429]).toEqual([
        [
          [false, limit],
          [true, 5],
        ],
        false,
      ]);
    },
  );

  it('THR-02: the refusal is DRF’s, says when to come back, and costs no statement and no hash', async () => {
    const app = await start({ throttling: { rates: { login: '1/min' } } });
    await addUser(app);
    const client = new Client(app);
    await client.post('login/', ALICE);
    app.clock.advance(12);
    hashing.count = 0;
    const log = new StatementLog(app.dataSource);
    const reply = await client.post('login/', ALICE);
    const headers = ['retry-after', 'cache-control', 'allow', 'content-type'].map((name) => reply.header(name));
    expect([reply.answer, ...headers, reply.cookies, log.end(), hashing.count]).toEqual([
      throttled(48),
      '48',
      'no-store',
      'POST, OPTIONS',
      expect.stringMatching(/^application\/json/),
      {},
      [],
      0,
    ]);
    app.clock.advance(47);
    expect((await client.post('login/', ALICE)).answer).toEqual(throttled(1));
    app.clock.advance(1);
    expect((await client.post('login/', ALICE)).status).toBe(200);
  });

  it('THR-03: a query, a missing slash and another method find the same budget', async () => {
    const app = await start({ throttling: { rates: { ...LOGINS_ALONE, login: '6/min' } } });
    const client = new Client(app);
    const paths = ['login/', 'login', 'login/?x=1', 'login/?x=2', 'login/?x=1&y=2'];
    for (const path of paths) expect((await client.post(path, { username: 'a', password: 'b' })).status).toBe(400);
    expect((await client.put('login/')).status).toBe(405);
    expect((await client.post('login/?z=3', ALICE)).status).toBe(429);
  });

  it('OPTIONS is not counted, and is answered', async () => {
    const app = await start({ throttling: { rates: { login: '1/min' } } });
    const client = new Client(app);
    await client.post('login/', {});
    const replies = [await client.send('options', 'login/'), await client.post('login/', {})];
    expect(replies.map(({ status }) => status)).toEqual([200, 429]);
  });

  it('counts after 401, 403 and 406 have been told, and before 405, a body and its fields', async () => {
    const app = await start({ throttling: { rates: { passwordChange: '1/min', login: '1/min' } } });
    await addUser(app);
    const client = new Client(app);
    for (let time = 0; time < 3; time += 1) {
      expect((await client.post('password/change/', {})).answer).toEqual(NOT_RECOGNISED);
      expect((await client.post('login/', ALICE, { Accept: 'image/png' })).status).toBe(406);
    }
    const key = await logIn(app);
    const json = { 'Content-Type': 'application/json' };
    const refused = [
      await client.put('login/', {}),
      await client.post('login/', '{', json),
      await client.post('login/', 'x', { 'Content-Type': 'text/plain' }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([429, 429, 429]);
    expect((await client.as(key).post('password/change/', {})).status).toBe(400);
    expect((await client.as(key).post('password/change/', {})).status).toBe(429);
  });

  it('a sliding window, not a fixed one: what is refused does not count', async () => {
    const app = await start({ throttling: { rates: { registration: '2/min' } } });
    const client = new Client(app);
    const ask = () => client.post('registration/', {});
    await ask();
    app.clock.advance(30);
    await ask();
    expect(await statuses(3, ask)).toEqual([[429, 3]]);
    app.clock.advance(30);
    expect(await statuses(2, ask)).toEqual([
      [400, 1],
      [429, 1],
    ]);
  });

  it('limits nothing with `throttling: false`, and one rate less where it is false', async () => {
    const app = await start({
      throttling: { rates: { ...LOGINS_ALONE, login: false, loginFailuresByAccount: false } },
    });
    await addUser(app);
    const client = new Client(app);
    expect(await statuses(60, () => client.post('login/', WRONG))).toEqual([[400, 60]]);
    await app.close();
    const free = await start({ throttling: false });
    expect(await statuses(60, () => new Client(free).post('registration/', {}))).toEqual([[400, 60]]);
  });

  describe('of mails to one address', () => {
    it('VER-09: a verification mail goes out once in three minutes, however its address is written', async () => {
      const app = await start();
      await addUser(app, { address: 'unverified' });
      const ask = (address: string, email: string) => from(app, address).post('registration/resend-email/', { email });
      const first = await ask('203.0.113.1', 'alice@example.com');
      const again = await ask('203.0.113.3', 'alice@example.com');
      // In other letters it is nobody's address, as in dj-rest-auth, and no mail goes out.
      const inCapitals = await ask('203.0.113.2', 'Alice@Example.com');
      expect([first.answer, again.answer, inCapitals.answer]).toEqual([
        [200, { detail: 'ok' }],
        throttled(180),
        [200, { detail: 'ok' }],
      ]);
      app.clock.advance(180);
      expect((await ask('203.0.113.1', 'alice@example.com')).status).toBe(200);
      expect((await letters(app)).length).toBe(2);
    });

    it('ENU-13: five reset mails an hour, and the sixth is refused alike whether anybody has the address', async () => {
      const app = await start();
      await addUser(app);
      const seen = [];
      for (const email of ['alice@example.com', 'nobody@example.com']) {
        seen.push(
          await statuses(7, (index) => from(app, `203.0.113.${String(index)}`).post('password/reset/', { email })),
        );
      }
      expect(seen).toEqual([
        [
          [200, 5],
          [429, 2],
        ],
        [
          [200, 5],
          [429, 2],
        ],
      ]);
      expect((await letters(app)).length).toBe(5);
    });
  });

  describe('the client’s address', () => {
    const limited = { throttling: { rates: { registration: '3/min' } } } as const;
    const HEADERS = [
      'X-Forwarded-For',
      'X-Real-IP',
      'CF-Connecting-IP',
      'True-Client-IP',
      'Forwarded',
      'X-Client-IP',
      'X-Cluster-Client-IP',
    ];

    it.each(HEADERS)('HTP-05: %s moves nobody into another budget where no proxy is named', async (header) => {
      const app = await start(limited, { adapter: await httpAdapter() });
      const seen = await statuses(5, (index) =>
        new Client(app).post('registration/', {}, { [header]: `10.${String(index)}.0.1` }),
      );
      expect(seen).toEqual([
        [400, 3],
        [429, 2],
      ]);
    });

    it('HTP-06: only what the named proxy has added is believed', async () => {
      const app = await start(limited);
      const seen = await statuses(5, (index) =>
        from(app, `10.${String(index)}.0.1, 203.0.113.7`).post('registration/', {}),
      );
      expect(seen).toEqual([
        [400, 3],
        [429, 2],
      ]);
    });

    it('HTP-07: an IPv6 address counts by its /64, and IPv4 in its form is IPv4', async () => {
      const app = await start(limited);
      const ask = async (...addresses: string[]) => {
        const seen = [];
        for (const address of addresses) seen.push((await from(app, address).post('registration/', {})).status);
        return seen;
      };
      expect(await ask('2001:db8:1:2::1', '2001:DB8:1:2:ffff::', '2001:db8:1:2:0:0:0:3', '2001:db8:1:2::4')).toEqual([
        400, 400, 400, 429,
      ]);
      expect(await ask('2001:db8:1:3::1')).toEqual([400]);
      expect(await ask('203.0.113.9', '::ffff:203.0.113.9', '::FFFF:cb00:7109', '203.0.113.9')).toEqual([
        400, 400, 400, 429,
      ]);
    });

    it('THR-06: whoever has none that can be read shares one budget, which is told once', async () => {
      const app = await start(limited);
      const lines = new LogLines();
      const seen = await statuses(5, (index) => from(app, `host-${String(index)}`).post('registration/', {}));
      lines.end();
      expect(seen).toEqual([
        [400, 3],
        [429, 2],
      ]);
      expect(lines.lines).toEqual([
        'Requests come without an address that can be read: all of them share one budget. See docs/throttling.md. RestAuth',
      ]);
    });

    it('tells once, with the remedy, that X-Forwarded-For comes from no proxy that is named', async () => {
      const app = await start(limited, { adapter: await httpAdapter() });
      const lines = new LogLines();
      for (const address of ['203.0.113.1', '203.0.113.2']) await from(app, address).post('registration/', {});
      lines.end();
      expect(lines.lines).toEqual([
        expect.stringMatching(
          /^Requests come with X-Forwarded-For, from an address that is no trusted proxy: .*`app\.set\('trust proxy', 'loopback'\)` on Express/,
        ),
      ]);
    });

    it('says nothing where the proxy is named', async () => {
      const app = await start(limited);
      const lines = new LogLines();
      await from(app, '203.0.113.1').post('registration/', {});
      lines.end();
      expect(lines.lines).toEqual([]);
    });
  });

  describe('the one that dj-rest-auth’s views share', () => {
    const shared = { throttling: { rates: false, sharedRate: '3/min' } } as const;

    it('is used up by any of them, and leaves the others alone', async () => {
      const app = await start(shared);
      const client = new Client(app);
      const replies = [
        await client.post('login/', WRONG),
        await client.post('password/reset/', { email: 'x@example.com' }),
        await client.post('logout/'),
        await client.post('registration/', {}),
        await client.post('password/reset/confirm/', {}),
        await client.post('registration/verify-email/', {}),
        await client.post('registration/resend-email/', { email: 'x@example.com' }),
      ];
      expect(replies.map(({ status }) => status)).toEqual([400, 200, 200, 429, 429, 400, 200]);
    });

    it('a token that is no good counts by its address, and stands in nobody’s way', async () => {
      const app = await start(shared);
      await addUser(app);
      const ask = (index: number) => new Client(app).as(String(index).repeat(40)).post('login/', ALICE);
      expect(await statuses(5, ask)).toEqual([
        [200, 3],
        [429, 2],
      ]);
    });

    it('counts besides the others', async () => {
      const app = await start({ throttling: { rates: { registration: '2/min' }, sharedRate: '5/min' } });
      const ask = () => new Client(app).post('registration/', {});
      expect(await statuses(4, ask)).toEqual([
        [400, 2],
        [429, 2],
      ]);
    });
  });

  it('LEK-09: tells of whoever has to wait by which rate, and no more than who was logged in', async () => {
    const told: AuthEvent[] = [];
    class Told extends AuthEvents {
      override emit(event: AuthEvent) {
        told.push(event);
      }
    }
    const rates = { login: '1/min', passwordChange: '1/min' } as const;
    const app = await start({ throttling: { rates }, ports: { events: Told } });
    const { id } = await addUser(app);
    const key = await logIn(app);
    told.length = 0;
    const client = new Client(app);
    await client.post('login/', { username: 'alice', password: PASSWORD });
    for (let time = 0; time < 2; time += 1) await client.as(key).post('password/change/', {});
    expect(told.map(happeningOf)).toEqual([
      { type: 'throttled', rate: 'login', userId: null },
      { type: 'throttled', rate: 'passwordChange', userId: id },
    ]);
  });
});
