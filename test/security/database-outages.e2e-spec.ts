import type { RestAuthOptions } from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';

import { addAddress, addUser, askForReset, NEW_PASSWORD, PASSWORD, verificationKey } from '../support/accounts.js';
import { Client, type Reply } from '../support/client.js';
import { CrashWatch } from '../support/crash-watch.js';
import { FaultyProxy } from '../support/faulty-proxy.js';
import { logInForTokens } from '../support/jwt-accounts.js';
import { LogLines } from '../support/log-lines.js';
import { FIONA, GINA, socialOptions, TESS } from '../support/social-site.js';
import { startApplication, type TestApplication } from '../support/test-application.js';
import { databases, type TestDatabase, testDatabase } from '../support/test-database.js';

const UNAVAILABLE = [503, { detail: 'Service temporarily unavailable, try again later.' }];
const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
const REGISTRATION = { username: 'bob', email: 'bob@example.com', password1: PASSWORD, password2: PASSWORD };
const ALICE = { username: 'alice', password: PASSWORD };

// Those that are reached over a network: a file is there or is not.
const servers = databases().filter((name) => name !== 'sqlite');

/** The same database, reached by another port. */
function through(database: TestDatabase, port: number): TestDatabase {
  const { options } = database;
  if (options.type === 'postgres') {
    const url = Object.assign(new URL(options.url ?? ''), { hostname: '127.0.0.1', port: String(port) });
    return { ...database, options: { ...options, url: url.href } };
  }
  return { ...database, options: { ...options, host: '127.0.0.1', port } as DataSourceOptions };
}

function addressOf({ options }: TestDatabase): { host: string; port: number } {
  if (options.type === 'postgres') {
    const { hostname, port } = new URL(options.url ?? '');
    return { host: hostname, port: Number(port || 5432) };
  }
  return { host: String(Reflect.get(options, 'host')), port: Number(Reflect.get(options, 'port')) };
}

// Without a server there is nothing to lose, and the run says so at its start.
(servers.length > 0 ? describe.each(servers) : describe.skip.each(['sqlite'] as const))(
  'without its database, %s,',
  (name) => {
    let provider: FakeSocialProvider;
    let database: TestDatabase;
    let proxy: FaultyProxy;
    let application: TestApplication;
    let crashes: CrashWatch;

    beforeEach(async () => {
      provider = await FakeSocialProvider.start();
      database = await testDatabase(name);
      proxy = await FaultyProxy.before(addressOf(database));
      const options: Partial<RestAuthOptions> = {
        credentials: { issue: ['jwt'] },
        jwt: { httpOnly: false, rotateRefreshTokens: true },
        activeLogins: true,
        ...socialOptions(provider),
      };
      application = await startApplication({ on: through(database, proxy.port), options });
      crashes = new CrashWatch();
    });
    afterEach(async () => {
      crashes.end();
      proxy.be('well');
      await application.close();
      await proxy.stop();
      await database.drop();
      await provider.stop();
    });

    /** Every endpoint that asks it for anything, with a request that is good otherwise. */
    async function everyRequest(): Promise<[string, () => Promise<Reply>][]> {
      const user = await addUser(application);
      await addAddress(application, user, 'alice@second.example.com', false);
      const anybody = new Client(application);
      await anybody.post('registration/resend-email/', { email: 'alice@second.example.com' });
      const key = await verificationKey(application);
      const secret = await askForReset(application);
      const { access, refresh } = await logInForTokens(application);
      const alice = new Client(application, { Authorization: `Bearer ${access}` });
      const github = provider.github.token(GINA);
      const post = (client: Client, path: string, body: object = {}): [string, () => Promise<Reply>] => [
        `POST ${path}`,
        () => client.post(path, body),
      ];
      return [
        post(anybody, 'login/', ALICE),
        post(anybody, 'registration/', REGISTRATION),
        post(anybody, 'registration/verify-email/', { key }),
        post(anybody, 'registration/resend-email/', { email: 'alice@second.example.com' }),
        post(anybody, 'password/reset/', { email: 'alice@example.com' }),
        post(anybody, 'password/reset/confirm/', { ...secret, ...NEW }),
        post(anybody, 'token/verify/', { token: access }),
        post(anybody, 'token/refresh/', { refresh }),
        post(anybody, 'facebook/', { access_token: provider.facebook.token(FIONA) }),
        post(anybody, 'github/', { access_token: github }),
        post(anybody, 'twitter/', provider.twitter.token(TESS)),
        post(alice, 'logout/', { refresh }),
        post(alice, 'password/change/', NEW),
        post(alice, 'github/connect/', { access_token: github }),
        post(alice, 'twitter/connect/', provider.twitter.token(TESS)),
        ['GET user/', () => alice.get('user/')],
        ['PUT user/', () => alice.put('user/', { username: 'liddell', first_name: '', last_name: '' })],
        ['PATCH user/', () => alice.patch('user/', { first_name: 'Alice' })],
        ['GET logins/', () => alice.get('logins/')],
        ['GET socialaccounts/', () => alice.get('socialaccounts/')],
      ];
    }

    it('FLT-01: every endpoint answers 503, tells nothing of it, and works again once it is back', async () => {
      const requests = await everyRequest();
      const log = new LogLines();
      proxy.be('cut');
      try {
        for (const [what, send] of requests) {
          const reply = await send();
          expect([what, ...reply.answer]).toEqual([what, ...UNAVAILABLE]);
          expect(Number(reply.header('Retry-After'))).toBeGreaterThan(0);
          expect(reply.header('Cache-Control')).toBe('no-store');
        }
      } finally {
        log.end();
      }
      expect(log.text).not.toMatch(/Wonder-land9|Looking-glass7|eyJ/);
      proxy.be('well');
      expect((await new Client(application).post('login/', ALICE)).status).toBe(200);
      expect(crashes.crashes).toEqual([]);
    });

    it('FLT-01: a connection that breaks while it is asked is a 503, or an answer of what was done', async () => {
      const requests = await everyRequest();
      for (const [what, send] of requests) {
        const answer = send();
        proxy.be('cut');
        const { status } = await answer;
        expect([what, [200, 201, 204, 503].includes(status)]).toEqual([what, true]);
        proxy.be('well');
      }
      expect(crashes.crashes).toEqual([]);
    });
  },
);

const url = process.env['TEST_POSTGRES_URL'];

// What says how long a statement may take is PostgreSQL's.
(url === undefined ? describe.skip : describe)('where PostgreSQL keeps a statement waiting', () => {
  let database: TestDatabase;
  let application: TestApplication;
  let other: DataSource;
  let schema: string;

  beforeEach(async () => {
    database = await testDatabase('postgres');
    const { options } = database;
    if (options.type !== 'postgres') throw new Error('This is about PostgreSQL.');
    schema = options.schema ?? '';
    application = await startApplication({
      on: {
        ...database,
        options: { ...options, poolSize: 3, extra: { options: `-c search_path=${schema} -c statement_timeout=300ms` } },
      },
      options: { credentials: { issue: ['jwt'] } },
    });
    other = await new DataSource({ type: 'postgres', driver: pg, url: options.url ?? '' }).initialize();
  });
  afterEach(async () => {
    await other.destroy();
    await application.close();
    await database.drop();
  });

  it('FLT-02: whoever waits is told 503 by its time limit, and the pool serves again afterwards', async () => {
    await addUser(application);
    const runner = other.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`LOCK TABLE "${schema}".app_user IN ACCESS EXCLUSIVE MODE`);
    const answers = await Promise.all(Array.from({ length: 10 }, () => new Client(application).post('login/', ALICE)));
    for (const { answer } of answers) expect(answer).toEqual(UNAVAILABLE);
    await runner.rollbackTransaction();
    await runner.release();
    for (let time = 0; time < 5; time += 1) {
      expect((await new Client(application).post('login/', ALICE)).status).toBe(200);
    }
  });
});
