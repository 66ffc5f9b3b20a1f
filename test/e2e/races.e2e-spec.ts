import { Argon2PasswordHasher, PasswordHasher, restAuthEntities } from 'nestjs-rest-auth';

import {
  addUser,
  askForReset,
  letters,
  logIn,
  loginStatus,
  NEW_PASSWORD,
  PASSWORD,
  reload,
  rowCounts,
  verificationKey,
} from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client, type Reply } from '../support/client.js';
import { StatementLog } from '../support/statement-log.js';
import { databases } from '../support/test-database.js';
import { User } from '../support/test-user.js';

const INVALID_VALUE = '400 {"token":["Invalid value"]}';
const NOTHING = { users: 0, emailAddress: 0, token: 0, session: 0, socialAccount: 0, passwordReset: 0, outbox: 0 };

const twice = (password: string) => ({ new_password1: password, new_password2: password });
const registration = (username: string, email: string) => ({
  username,
  email,
  password1: PASSWORD,
  password2: PASSWORD,
});

/** So many requests at once. */
function atOnce<Result>(times: number, request: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => request(index)));
}

/** Something that is waited for, and gives itself away when it is there. */
function signal() {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return {
    given,
    give: () => {
      give();
    },
  };
}

/** No hash is made. */
const nobody = () => Promise.reject(new Error('Nobody hashes here.'));

/** How often each answer was given. */
function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const answer = `${String(status)} ${JSON.stringify(body).replace(/[0-9a-f]{40}/, '<key>')}`;
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

describe.each(databases())('at once, on %s', (database) => {
  const start = applicationsOn(database);

  it('30 registrations of one name make one user, with one address and one mail', async () => {
    const application = await start();
    const replies = await atOnce(30, (index) =>
      new Client(application).post(
        'registration/',
        registration(index % 2 === 0 ? 'alice' : 'ALICE', 'alice@example.com'),
      ),
    );
    expect(tally(replies)).toEqual({
      '201 {"key":"<key>"}': 1,
      '400 {"username":["A user with that username already exists."]}': 29,
    });
    expect(await letters(application)).toHaveLength(1);
    expect(await rowCounts(application)).toEqual({ ...NOTHING, users: 1, emailAddress: 1, token: 1, session: 1 });
  });

  it('registrations without a name get different ones', async () => {
    const application = await start({ username: { required: false }, email: { required: true } });
    const replies = await atOnce(5, (index) =>
      new Client(application).post('registration/', {
        email: `alice@${String(index)}.example`,
        password1: PASSWORD,
        password2: PASSWORD,
      }),
    );
    expect(tally(replies)).toEqual({ '201 {"key":"<key>"}': 5 });
    expect(await rowCounts(application)).toMatchObject({ users: 5, emailAddress: 5, token: 5 });
  });

  it('two users take one new name: one of them gets it', async () => {
    const application = await start();
    const names = ['anna', 'bert', 'carl', 'dora'];
    for (const username of names) await addUser(application, { username });
    const keys = await Promise.all(names.map((username) => logIn(application, username)));
    const replies = await Promise.all(
      keys.map((key) => new Client(application).as(key).patch('user/', { username: 'alice' })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    expect(replies.filter(({ status }) => status === 400).map(({ body }) => body)).toEqual(
      Array(3).fill({ username: ['A user with that username already exists.'] }),
    );
  });

  it('20 uses of one reset token set one password', async () => {
    const application = await start();
    const alice = await addUser(application);
    const secret = await askForReset(application);
    const passwords = Array.from({ length: 20 }, (_, index) => `Looking-glass${String(index)}`);
    const replies = await atOnce(20, (index) =>
      new Client(application).post('password/reset/confirm/', { ...secret, ...twice(passwords[index] ?? '') }),
    );
    expect(tally(replies)).toEqual({
      '200 {"detail":"Password has been reset with the new password."}': 1,
      [INVALID_VALUE]: 19,
    });
    const winner = replies.findIndex(({ status }) => status === 200);
    expect(await loginStatus(application, 'alice', passwords[winner] ?? '')).toBe(200);
    expect((await reload(application, alice)).credentialsChangedAt).not.toBeNull();
    expect(await rowCounts(application)).toMatchObject({ passwordReset: 0 });
  });

  it('two reset tokens of one user set one password', async () => {
    const application = await start();
    await addUser(application);
    const secrets = [await askForReset(application), await askForReset(application)];
    const replies = await Promise.all(
      secrets.map((secret) =>
        new Client(application).post('password/reset/confirm/', { ...secret, ...twice(NEW_PASSWORD) }),
      ),
    );
    expect(tally(replies)).toEqual({
      '200 {"detail":"Password has been reset with the new password."}': 1,
      [INVALID_VALUE]: 1,
    });
  });

  it('10 verifications by one key have one effect', async () => {
    const application = await start();
    await new Client(application).post('registration/', registration('alice', 'alice@example.com'));
    const key = await verificationKey(application);
    const replies = await atOnce(10, () => new Client(application).post('registration/verify-email/', { key }));
    expect(tally(replies)).toEqual({ '200 {"detail":"ok"}': 1, '404 {"detail":"Not found."}': 9 });
  });

  it('10 users prove one address: one of them has it', async () => {
    const application = await start();
    const keys: string[] = [];
    for (let index = 0; index < 10; index += 1) {
      await new Client(application).post('registration/', registration(`user${String(index)}`, 'shared@example.com'));
      keys.push(await verificationKey(application));
    }
    const replies = await atOnce(10, (index) =>
      new Client(application).post('registration/verify-email/', { key: keys[index] }),
    );
    expect(tally(replies)).toEqual({ '200 {"detail":"ok"}': 10 });
    const rows = await application.dataSource.getRepository(restAuthEntities(User).emailAddress).find();
    expect(rows.map(({ verified }) => verified).sort()).toEqual([...Array<boolean>(9).fill(false), true]);
  });

  it('logins by the old password during a reset leave no working credential', async () => {
    const application = await start({ ports: { passwordHasher: Argon2PasswordHasher } });
    const storedPassword = await application.app.get(PasswordHasher, { strict: false }).hash(PASSWORD);
    await addUser(application, { storedPassword });
    const secret = await askForReset(application);
    const logins: { browser: Browser; login: Reply }[] = [];
    let isReset = false;
    const logInAgainAndAgain = async () => {
      while (!isReset) {
        const browser = new Browser(application);
        logins.push({ browser, login: await browser.post('login/', { username: 'alice', password: PASSWORD }) });
      }
    };
    const all = atOnce(4, logInAgainAndAgain);
    const reset = await new Client(application).post('password/reset/confirm/', { ...secret, ...twice(NEW_PASSWORD) });
    isReset = true;
    await all;

    expect(reset.status).toBe(200);
    const given = logins.filter(({ login }) => login.status === 200);
    expect(given.length).toBeGreaterThan(0);
    for (const { browser, login } of given) {
      expect((await new Client(application).as(login.body.key).get('user/')).status).toBe(401);
      expect((await browser.get('user/')).status).toBe(401);
    }
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
  });

  it('two changes of one password end with one of the two, whose caller alone stays logged in', async () => {
    const application = await start();
    await addUser(application);
    const clients = await Promise.all([1, 2].map(async () => new Client(application).as(await logIn(application))));
    const passwords = ['Looking-glass7', 'Jabber-wocky3'];
    const replies = await Promise.all(
      clients.map((client, index) => client.post('password/change/', twice(passwords[index] ?? ''))),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
    const winner = replies.findIndex(({ status }) => status === 200);
    expect(await loginStatus(application, 'alice', passwords[winner] ?? '')).toBe(200);
    expect(await loginStatus(application, 'alice', passwords[1 - winner] ?? '')).toBe(400);
    expect((await clients[winner]?.get('user/'))?.status).toBe(200);
    expect((await clients[1 - winner]?.get('user/'))?.status).toBe(401);
  });

  it('logins of one user where `tokens.perUser` is on get one key', async () => {
    const application = await start({ tokens: { perUser: true } });
    await addUser(application);
    const keys = await atOnce(10, () => logIn(application));
    expect(new Set(keys).size).toBe(1);
    expect(await rowCounts(application)).toMatchObject({ token: 1 });
  });

  it('more hashes than may wait are sent away with 503, and the others are answered', async () => {
    const application = await start({
      password: { hashConcurrency: 1, hashQueue: 2 },
      ports: { passwordHasher: Argon2PasswordHasher },
    });
    await addUser(application);
    const replies = await atOnce(12, () =>
      new Client(application).post('login/', { username: 'alice', password: PASSWORD }),
    );
    const { 200: done = 0, 503: away = 0 } = Object.fromEntries(
      [200, 503].map((code) => [code, replies.filter(({ status }) => status === code).length]),
    );
    expect([done + away, done >= 3, away > 0]).toEqual([12, true, true]);
    const refused = replies.find(({ status }) => status === 503);
    expect(refused?.answer).toEqual([503, { detail: 'Service temporarily unavailable, try again later.' }]);
    expect(refused?.header('Retry-After')).toBe('1');
  });

  it('a login that is sent away because too many hashes wait has cost no statement', async () => {
    const [full, done] = [signal(), signal()];
    let asked = 0;
    class SlowHasher extends Argon2PasswordHasher {
      protected override argon2 = { hash: nobody, verify: () => done.given.then(() => true) };
      override verify(password: string, hash: string | null): Promise<boolean> {
        asked += 1;
        const verified = super.verify(password, hash);
        if (asked === 2) full.give();
        return verified;
      }
      override needsRehash(): boolean {
        return false;
      }
    }
    // The queue is one process's.
    const application = await start(
      { password: { hashConcurrency: 1, hashQueue: 1 }, ports: { passwordHasher: SlowHasher } },
      { instances: 1 },
    );
    await addUser(application);
    const logsIn = () => new Client(application).post('login/', { username: 'alice', password: PASSWORD });
    const taken = [logsIn(), logsIn()];
    await full.given;
    const log = new StatementLog(application.dataSource);
    const { answer } = await logsIn();
    expect([answer, log.end()]).toEqual([[503, { detail: 'Service temporarily unavailable, try again later.' }], []]);
    done.give();
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([200, 200]);
  });
});
