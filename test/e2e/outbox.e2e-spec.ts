import { Outbox, RestAuthModule, restAuthEntities, Mailer } from 'nestjs-rest-auth';
import { MemoryMailer } from 'nestjs-rest-auth/testing';

import {
  addUser,
  letters,
  NEW_PASSWORD,
  PASSWORD,
  resetSecret,
  rowCounts,
  verificationKey,
} from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client } from '../support/client.js';
import { LINKS, SECRET, startApplication, type TestApplication } from '../support/test-application.js';
import { databases, testDatabase } from '../support/test-database.js';
import { User } from '../support/test-user.js';

const ALICE = { username: 'alice', email: 'alice@example.com', password1: PASSWORD, password2: PASSWORD };
const SENT = [200, { detail: 'Password reset e-mail has been sent.' }];
const DAY = 24 * 3600;

const OTHER_SECRET = 'Wd5tR8nZ2qLx7Kv4Jm9Yc1Hs6Bf3Gp0E';

const waiting = ({ dataSource }: TestApplication) => dataSource.getRepository(restAuthEntities(User).outbox).find();

describe.each(databases())('mails on %s', (database) => {
  const start = applicationsOn(database);

  it('change no answer when the mail server is dead, and go out once when it is back', async () => {
    const application = await start();
    const client = new Client(application);
    application.mailer.failure = Object.assign(new Error('no route to alice@example.com'), { code: 'ECONNECTION' });
    expect((await client.post('registration/', ALICE)).status).toBe(201);
    expect((await client.post('password/reset/', { email: 'alice@example.com' })).answer).toEqual(SENT);
    expect((await client.post('registration/resend-email/', { email: 'alice@example.com' })).answer).toEqual([
      200,
      { detail: 'ok' },
    ]);
    expect(await letters(application)).toEqual([]);
    expect(await rowCounts(application)).toMatchObject({ outbox: 3 });

    application.mailer.failure = null;
    // Their time has not come.
    expect(await letters(application)).toEqual([]);
    application.clock.advance(10);
    // Two instances that send at once keep no order.
    expect((await letters(application)).map(({ subject }) => subject).sort()).toEqual([
      '[example.com] Password Reset Email',
      '[example.com] Please Confirm Your Email Address',
      '[example.com] Please Confirm Your Email Address',
    ]);
    application.clock.advance(DAY);
    expect(await letters(application)).toHaveLength(3);
    expect(await rowCounts(application)).toMatchObject({ outbox: 0 });
  });

  it('carry what still works when they are late', async () => {
    const application = await start();
    await addUser(application);
    application.mailer.failure = new Error('down');
    await new Client(application).post('password/reset/', { email: 'alice@example.com' });
    await application.mails();
    application.mailer.failure = null;
    application.clock.advance(1800);
    const secret = await resetSecret(application);
    const reply = await new Client(application).post('password/reset/confirm/', {
      ...secret,
      new_password1: NEW_PASSWORD,
      new_password2: NEW_PASSWORD,
    });
    expect(reply.status).toBe(200);
  });

  it('are not sent when what they carry is dead', async () => {
    const application = await start();
    await addUser(application);
    application.mailer.failure = new Error('down');
    await new Client(application).post('password/reset/', { email: 'alice@example.com' });
    await application.mails();
    application.mailer.failure = null;
    application.clock.advance(3600);
    expect(await letters(application)).toEqual([]);
    expect(await rowCounts(application)).toMatchObject({ outbox: 0 });
  });

  it('are unreadable while they wait', async () => {
    const application = await start();
    application.mailer.failure = new Error('down');
    const client = new Client(application);
    await client.post('registration/', ALICE);
    await client.post('password/reset/', { email: 'alice@example.com' });
    await application.mails();
    const rows = JSON.stringify(await waiting(application));

    application.mailer.failure = null;
    application.clock.advance(10);
    const { uid, token } = await resetSecret(application);
    const secrets = [token, await verificationKey(application), `/${uid}/`, 'alice', 'example', 'app.test', 'http'];
    for (const secret of secrets) {
      expect(rows).not.toContain(secret);
      expect(rows).not.toContain(Buffer.from(secret).toString('base64url'));
      expect(rows).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it('still go out when the secret has been changed, as long as the former one is known', async () => {
    const application = await start({ secret: OTHER_SECRET, secretFallbacks: [SECRET] });
    await application.dataSource
      .getRepository(restAuthEntities(User).outbox)
      .insert(await sealedWith(SECRET, application.clock.now()));
    expect(await letters(application)).toHaveLength(1);
  });

  it('that a process cannot open are left for one that can', async () => {
    const application = await start();
    await application.dataSource
      .getRepository(restAuthEntities(User).outbox)
      .insert(await sealedWith(OTHER_SECRET, application.clock.now()));
    expect(await letters(application)).toEqual([]);
    expect(await rowCounts(application)).toMatchObject({ outbox: 1 });
  });

  it('go out once, from two instances of the module on one table', async () => {
    const second = new MemoryMailer();
    class SecondMailer extends Mailer {
      override send(...mail: Parameters<Mailer['send']>) {
        return second.send(...mail);
      }
    }
    const application = await start(
      {},
      {
        imports: [
          RestAuthModule.forRoot({
            user: User,
            path: 'second',
            secret: SECRET,
            mail: { transport: { jsonTransport: true } },
            links: LINKS,
            ports: { mailer: SecondMailer },
          }),
        ],
      },
    );
    for (let index = 0; index < 5; index += 1) await addUser(application, { username: `user${String(index)}` });
    await Promise.all(
      [0, 1, 2, 3, 4].map((index) =>
        new Client(application).post(index % 2 === 0 ? 'password/reset/' : '/second/password/reset/', {
          email: `user${String(index)}@example.com`,
        }),
      ),
    );
    await Promise.all(application.app.get(Outbox, { strict: false, each: true }).map((outbox) => outbox.drain()));
    expect([...application.mailer.mails, ...second.mails].map(({ to }) => to).sort()).toEqual(
      [0, 1, 2, 3, 4].map((index) => `user${String(index)}@example.com`),
    );
  });
});

const pooled = databases().filter((database) => database !== 'sqlite');
if (pooled.length > 0) {
  describe.each(pooled)('mails of two applications on one %s', (database) => {
    it('go out once, whoever sends them', async () => {
      const shared = await testDatabase(database);
      const first = await startApplication({ database, on: shared });
      const second = await startApplication({ database, on: shared });
      try {
        first.mailer.failure = second.mailer.failure = new Error('down');
        for (let index = 0; index < 10; index += 1) {
          await addUser(first, { username: `user${String(index)}` });
          await new Client(index % 2 === 0 ? first : second).post('password/reset/', {
            email: `user${String(index)}@example.com`,
          });
        }
        await Promise.all([first.mails(), second.mails()]);
        first.mailer.failure = second.mailer.failure = null;
        first.clock.advance(60);
        second.clock.advance(60);
        await Promise.all([first.mails(), second.mails(), first.mails(), second.mails()]);
        expect([...first.mailer.mails, ...second.mailer.mails].map(({ to }) => to).sort()).toEqual(
          Array.from({ length: 10 }, (_, index) => `user${String(index)}@example.com`),
        );
        expect(await rowCounts(first)).toMatchObject({ outbox: 0 });
      } finally {
        await first.close();
        await second.close();
        await shared.drop();
      }
    });
  });
}

/** The mails of an application with that secret, due at `dueAt`. */
async function sealedWith(secret: string, dueAt: Date): Promise<Awaited<ReturnType<typeof waiting>>> {
  const other = await startApplication({ options: { secret } });
  other.mailer.failure = new Error('down');
  await new Client(other).post('registration/', ALICE);
  await other.mails();
  const rows = await waiting(other);
  await other.close();
  return rows.map((row) => ({ ...row, dueAt }));
}
