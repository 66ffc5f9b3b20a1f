import { PasswordHasher, type RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, askForReset, logIn, loginStatus, PASSWORD, reload } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client, type Reply } from '../support/client.js';
import { QuickHasher } from '../support/quick-hasher.js';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';

/** Counts what it is asked for: every piece of it is as dear as a hash. */
class CountingHasher extends QuickHasher {
  pieces = 0;

  override hash(password: string): Promise<string> {
    this.pieces += 1;
    return super.hash(password);
  }

  override verify(password: string, stored: string | null): Promise<boolean> {
    this.pieces += 1;
    return super.verify(password, stored);
  }
}

const COUNTING: Partial<RestAuthOptions> = { ports: { passwordHasher: CountingHasher } };
const BY_EITHER: Partial<RestAuthOptions> = { login: { methods: ['username', 'email'] } };
const ADDRESS = 'dormouse@example.com';
const REFUSED = [400, { non_field_errors: ['Unable to log in with provided credentials.'] }];

/** How many hashes an act costs. */
async function piecesOf({ app }: TestApplication, act: () => Promise<unknown>): Promise<number> {
  const hasher = app.get<CountingHasher>(PasswordHasher, { strict: false });
  hasher.pieces = 0;
  await act();
  return hasher.pieces;
}

/** A new password for a dormouse, at each endpoint that takes one. */
async function newPasswords(application: TestApplication, password: string): Promise<Reply[]> {
  const client = new Client(application);
  const twice = { new_password1: password, new_password2: password };
  return [
    await client.post('registration/', { username: 'dormouse2', password1: password, password2: password }),
    await client.as(await logIn(application, 'dormouse')).post('password/change/', twice),
    await client.post('password/reset/confirm/', { ...(await askForReset(application, ADDRESS)), ...twice }),
  ];
}

describe.each(databasesForAnswers())('attacks on passwords on %s', (database) => {
  const start = applicationsOn(database);

  it.each([
    ['short', 'x7-Kqz', ['This password is too short. It must contain at least 8 characters.']],
    ['common', 'password123', ['This password is too common.']],
    ['all digits', '83620174955', ['This password is entirely numeric.']],
    ['like the name', 'dormouse-1', ['The password is too similar to the username.']],
    ['too long', 'x7-'.repeat(43), ['Ensure this field has no more than 128 characters.']],
  ])('HSH-07: one that is %s is refused at registration, change and reset alike', async (_, password, texts) => {
    const application = await start();
    await addUser(application, { username: 'dormouse', email: ADDRESS });
    const replies = await newPasswords(application, password);
    expect(replies.map(({ status, body }) => [status, new Set(Object.values<string[]>(body).flat())])).toEqual(
      replies.map(() => [400, new Set(texts)]),
    );
    expect(await loginStatus(application, 'dormouse', PASSWORD)).toBe(200);
  });

  it('TYP-10: one that is far too long is refused before anything is hashed', async () => {
    const application = await start(COUNTING);
    await addUser(application);
    const client = new Client(application).as(await logIn(application));
    const reset = await askForReset(application);
    const long = 'x'.repeat(20_000);
    const twice = { new_password1: long, new_password2: long };
    const statuses: number[] = [];
    const pieces = await piecesOf(application, async () => {
      for (const [path, body] of [
        ['login/', { username: 'alice', password: long }],
        ['login/', { username: 'nobody', password: long }],
        ['registration/', { username: 'bob', password1: long, password2: long }],
        ['password/change/', twice],
        ['password/reset/confirm/', { ...reset, ...twice }],
      ] as const) {
        statuses.push((await client.post(path, body)).status);
      }
    });
    expect([statuses, pieces]).toEqual([[400, 400, 400, 400, 400], 0]);
  });

  it('ENU-02, ENU-03, ENU-04: a login costs one hash, whoever it is of', async () => {
    const application = await start({ ...COUNTING, ...BY_EITHER });
    await addUser(application);
    await addUser(application, { username: 'inactive', isActive: false });
    await addUser(application, { username: 'social', storedPassword: '!gZ7hPq0dA1' });
    await addUser(application, { username: 'broken', storedPassword: 'no hash' });
    for (const name of [
      { username: 'alice' },
      { username: 'nobody' },
      { username: 'inactive' },
      { username: 'social' },
      { username: 'broken' },
      { email: 'alice@example.com' },
      { email: 'nobody@example.com' },
      { username: 'nobody@example.com' },
    ]) {
      const replies: Reply[] = [];
      const pieces = await piecesOf(application, async () => {
        replies.push(await new Client(application).post('login/', { ...name, password: 'wrong' }));
      });
      expect([name, pieces, ...replies.map(({ answer }) => answer)]).toEqual([name, 1, REFUSED]);
    }
  });

  it('ENU-10: a registration costs one hash, whether its address is taken, where nobody is told', async () => {
    const application = await start({ ...COUNTING, email: { verification: 'mandatory' } });
    await addUser(application);
    for (const [username, email] of [
      ['bob', 'bob@example.com'],
      ['carol', 'alice@example.com'],
    ]) {
      const replies: Reply[] = [];
      const pieces = await piecesOf(application, async () => {
        const body = { username, email, password1: PASSWORD, password2: PASSWORD };
        replies.push(await new Client(application).post('registration/', body));
      });
      expect([email, pieces, ...replies.map(({ answer }) => answer)]).toEqual([
        email,
        1,
        [201, { detail: 'Verification e-mail sent.' }],
      ]);
    }
  });

  it('LGN-08: none opens no account, not even one without a password', async () => {
    const application = await start();
    await addUser(application);
    await addUser(application, { username: 'blank', storedPassword: '' });
    for (const username of ['alice', 'blank']) {
      for (const password of ['', ' ', null, undefined, [], {}, false]) {
        const reply = await new Client(application).post('login/', { username, password });
        expect([username, password, reply.status, Object.keys(reply.body)]).toEqual([
          username,
          password,
          400,
          ['password'],
        ]);
      }
    }
  });

  it('LGN-09: what is stored of one is no password', async () => {
    const application = await start();
    const user = await addUser(application);
    await addUser(application, { username: 'social', storedPassword: '!gZ7hPq0dA1' });
    for (const [username, password] of [
      ['alice', (await reload(application, user)).password],
      ['social', '!gZ7hPq0dA1'],
      ['social', '!'],
    ]) {
      const reply = await new Client(application).post('login/', { username, password });
      expect([username, ...reply.answer]).toEqual([username, ...REFUSED]);
    }
  });
});
