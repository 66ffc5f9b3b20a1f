import { Argon2PasswordHasher, type RestAuthOptions, restAuthEntities } from 'nestjs-rest-auth';

import {
  addAddress,
  addUser,
  askForReset,
  change,
  KEY,
  letters,
  logIn,
  loginStatus,
  NEW_PASSWORD,
  PASSWORD,
  reload,
  rowCounts,
} from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';
import { User } from '../support/test-user.js';
import { toldEvents } from '../support/told-events.js';

const SENT = [200, { detail: 'Password reset e-mail has been sent.' }];
const DONE = [200, { detail: 'Password has been reset with the new password.' }];
const BAD_TOKEN = [400, { token: ['Invalid value'] }];
const INVALID_TOKEN = [401, { detail: 'Invalid token.' }];
const SUBJECT = '[example.com] Password Reset Email';

const WITHOUT_ADDRESSES: Partial<RestAuthOptions> = { email: { addresses: false }, registration: false };

const twice = (password: string) => ({ new_password1: password, new_password2: password });

const ask = (application: TestApplication, email: string) => new Client(application).post('password/reset/', { email });

const confirm = (application: TestApplication, secret: { uid: string; token: string }, password = NEW_PASSWORD) =>
  new Client(application).post('password/reset/confirm/', { ...secret, ...twice(password) });

describe.each(databasesForAnswers())('password/reset/ on %s', (database) => {
  const start = applicationsOn(database);

  it('leads by the mail’s link to a new password', async () => {
    const application = await start();
    await addUser(application);
    expect((await ask(application, 'alice@example.com')).answer).toEqual(SENT);

    const [mail] = await application.mails();
    expect(mail).toMatchObject({ from: 'webmaster@localhost', to: 'alice@example.com', subject: SUBJECT });
    const [link, uid = '', token = ''] =
      /http:\/\/app\.test\/password-reset\/confirm\/([0-9a-z]+)\/([0-9a-f]{64})\//.exec(mail?.text ?? '') ?? [];
    expect(mail?.html).toContain(`href="${link ?? 'no link'}"`);
    expect(mail?.text).toContain('your username is alice.');

    const reply = await confirm(application, { uid, token });
    expect(reply.answer).toEqual(DONE);
    expect(reply.cookies).toEqual({});
    expect(await loginStatus(application, 'alice', NEW_PASSWORD)).toBe(200);
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
  });

  describe('who gets a mail', () => {
    it('the stored address, not the one that was typed', async () => {
      const application = await start();
      await addUser(application);
      await ask(application, 'ALICE@EXAMPLE.COM');
      expect(await letters(application)).toEqual([{ to: 'alice@example.com', subject: SUBJECT }]);
    });

    it('the address as its owner wrote it, where only the user’s row has it', async () => {
      const application = await start();
      await addUser(application, { email: 'Alice@Example.com', address: 'none' });
      await ask(application, 'alice@example.com');
      expect(await letters(application)).toEqual([{ to: 'Alice@Example.com', subject: SUBJECT }]);
    });

    it('nobody whose address only looks alike', async () => {
      const application = await start();
      await addUser(application, { email: 'mike@example.org' });
      expect((await ask(application, 'm\u0131ke@example.org')).status).toBe(400);
      expect((await ask(application, 'mike@ex\u0430mple.org')).answer).toEqual(SENT);
      expect(await application.mails()).toEqual([]);
    });

    it('a second address of the user, proven or not', async () => {
      const application = await start();
      const alice = await addUser(application);
      await addAddress(application, alice, 'liddell@example.com', false);
      await ask(application, 'liddell@example.com');
      expect(await letters(application)).toEqual([{ to: 'liddell@example.com', subject: SUBJECT }]);
    });

    it('the one who has proven the address, and nobody else who claims it', async () => {
      const application = await start();
      const alice = await addUser(application);
      await addUser(application, { username: 'mallory', email: 'alice@example.com', address: 'unverified' });
      const { uid } = await askForReset(application);
      expect(await letters(application)).toHaveLength(1);
      expect(uid).toBe(alice.id.toString(36));
    });

    it('everybody who has an address that nobody has proven', async () => {
      const application = await start();
      await addUser(application, { address: 'unverified' });
      await addUser(application, { username: 'bob', email: 'alice@example.com', address: 'unverified' });
      await ask(application, 'alice@example.com');
      expect(await letters(application)).toEqual([
        { to: 'alice@example.com', subject: SUBJECT },
        { to: 'alice@example.com', subject: SUBJECT },
      ]);
    });

    it('who has no password yet: this is how to set the first', async () => {
      const application = await start();
      await addUser(application, { storedPassword: '!social' });
      expect((await confirm(application, await askForReset(application))).answer).toEqual(DONE);
      expect(await loginStatus(application, 'alice', NEW_PASSWORD)).toBe(200);
    });

    it('nobody without a password, where addresses are not kept', async () => {
      const application = await start(WITHOUT_ADDRESSES);
      await addUser(application, { storedPassword: '!social', address: 'none' });
      await addUser(application, { username: 'bob', address: 'none' });
      expect((await ask(application, 'alice@example.com')).answer).toEqual(SENT);
      expect((await ask(application, 'bob@example.com')).answer).toEqual(SENT);
      expect(await letters(application)).toEqual([{ to: 'bob@example.com', subject: 'Password reset on example.com' }]);
    });
  });

  it('answers alike for an address that is known, unknown, and of who is inactive', async () => {
    const application = await start();
    await addUser(application);
    await addUser(application, { username: 'inactive', isActive: false });
    const replies = [];
    for (const name of ['alice', 'nobody', 'inactive']) replies.push(await ask(application, `${name}@example.com`));
    for (const reply of replies) {
      expect(reply.answer).toEqual(SENT);
      expect(reply.lastingHeaders).toEqual(replies[0]?.lastingHeaders);
    }
    expect(await letters(application)).toEqual([{ to: 'alice@example.com', subject: SUBJECT }]);
  });

  it('leaves as many rows behind for who is known as for who is not', async () => {
    const application = await start();
    await addUser(application);
    const before = await rowCounts(application);
    await ask(application, 'alice@example.com');
    expect((await rowCounts(application))['passwordReset']).toBe((before['passwordReset'] ?? 0) + 1);
    await ask(application, 'nobody@example.com');
    expect((await rowCounts(application))['passwordReset']).toBe((before['passwordReset'] ?? 0) + 2);
    await application.mails();
    expect((await rowCounts(application))['outbox']).toBe(0);
  });

  it('changes nothing by being asked for', async () => {
    const application = await start();
    const alice = await addUser(application);
    const client = new Client(application).as(await logIn(application));
    const before = await reload(application, alice);
    await ask(application, 'alice@example.com');
    expect(await reload(application, alice)).toEqual(before);
    expect((await client.get('user/')).status).toBe(200);
  });

  it.each([
    [{}, ['This field is required.']],
    [{ email: '' }, ['This field may not be blank.']],
    [{ email: null }, ['This field may not be null.']],
    [{ email: 'alice' }, ['Enter a valid email address.']],
    [{ email: ['alice@example.com'] }, ['Enter a valid email address.']],
    [{ email: 'alice@example.com\r\nBcc: mallory@example.com' }, ['Enter a valid email address.']],
    [{ email: 'alice@example.com, mallory@example.com' }, ['Enter a valid email address.']],
  ])('refuses %j', async (body, email) => {
    const application = await start();
    expect((await new Client(application).post('password/reset/', body)).answer).toEqual([400, { email }]);
  });

  it('never takes the link’s host from the request', async () => {
    const application = await start();
    await addUser(application);
    const headers = {
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      Forwarded: 'host=evil.example',
      Origin: 'https://evil.example',
      Referer: 'https://evil.example/',
    };
    await new Client(application).post('password/reset/', { email: 'alice@example.com' }, headers);
    const [mail] = await application.mails();
    expect(mail?.text).toContain('http://app.test/password-reset/confirm/');
    expect(JSON.stringify(mail)).not.toContain('evil.example');
  });

  it.each([{ Authorization: 'Token nonsense' }, { Cookie: 'sessionid=stale; csrftoken=stale' }])(
    'does not mind stale credentials: %j',
    async (headers) => {
      const application = await start();
      await addUser(application);
      const client = new Client(application, headers);
      const reply = await client.post('password/reset/', { email: 'alice@example.com' });
      expect(reply.answer).toEqual(SENT);
      expect(Object.keys(reply.cookies)).toEqual('Cookie' in headers ? ['sessionid'] : []);
      const secret = await askForReset(application);
      expect((await client.post('password/reset/confirm/', { ...secret, ...twice(NEW_PASSWORD) })).answer).toEqual(
        DONE,
      );
    },
  );

  it('stores no token, only its digest', async () => {
    const application = await start();
    await addUser(application);
    const { token } = await askForReset(application);
    const rows = await application.dataSource.getRepository(restAuthEntities(User).passwordReset).find();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe.each(databasesForAnswers())('password/reset/confirm/ on %s', (database) => {
  const start = applicationsOn(database);

  it('is done once', async () => {
    const application = await start();
    await addUser(application);
    const secret = await askForReset(application);
    expect((await confirm(application, secret)).answer).toEqual(DONE);
    expect((await confirm(application, secret, 'Jabber-wocky3')).answer).toEqual(BAD_TOKEN);
    expect(await loginStatus(application, 'alice', NEW_PASSWORD)).toBe(200);
  });

  it('is good for an hour', async () => {
    const application = await start();
    await addUser(application);
    const early = await askForReset(application);
    application.clock.advance(1);
    const late = await askForReset(application);
    application.clock.advance(3599);
    expect((await confirm(application, early)).answer).toEqual(BAD_TOKEN);
    expect((await confirm(application, late)).answer).toEqual(DONE);
  });

  it('voids the other tokens that wait in mails', async () => {
    const application = await start();
    await addUser(application);
    const first = await askForReset(application);
    const second = await askForReset(application);
    expect((await confirm(application, first)).answer).toEqual(DONE);
    expect((await confirm(application, second, 'Jabber-wocky3')).answer).toEqual(BAD_TOKEN);
  });

  it.each<[string, Partial<User>]>([
    ['another address', { email: 'liddell@example.com' }],
    ['been made inactive', { isActive: false }],
  ])('is void once the user has %s', async (_, values) => {
    const application = await start();
    const alice = await addUser(application);
    const secret = await askForReset(application);
    await change(application, alice, values);
    expect((await confirm(application, secret)).answer).toEqual(BAD_TOKEN);
    expect((await reload(application, alice)).password).toBe(alice.password);
  });

  it('is void once the user is deleted', async () => {
    const application = await start();
    const alice = await addUser(application);
    const secret = await askForReset(application);
    await application.dataSource.getRepository(User).delete({ id: alice.id });
    expect((await confirm(application, secret)).answer).toEqual(BAD_TOKEN);
  });

  it('stays good through a login, and through the renewal of the hash that a login may bring', async () => {
    const application = await start();
    const { hash } = await import('argon2');
    const older = await hash(PASSWORD, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
    const alice = await addUser(application, { storedPassword: older });
    const secret = await askForReset(application);
    await logIn(application);
    expect((await reload(application, alice)).password).not.toBe(older);
    expect((await confirm(application, secret)).answer).toEqual(DONE);
  });

  it('keeps the token when the new password will not do', async () => {
    const application = await start();
    await addUser(application);
    const secret = await askForReset(application);
    expect((await confirm(application, secret, 'alice123')).answer).toEqual([
      400,
      { new_password2: ['The password is too similar to the username.'] },
    ]);
    expect((await confirm(application, secret, '12345')).answer).toEqual([
      400,
      {
        new_password2: [
          'This password is too short. It must contain at least 8 characters.',
          'This password is too common.',
          'This password is entirely numeric.',
        ],
      },
    ]);
    const differ = { ...secret, new_password1: NEW_PASSWORD, new_password2: 'Other-glass8' };
    expect((await new Client(application).post('password/reset/confirm/', differ)).answer).toEqual([
      400,
      { new_password2: ['The two password fields didn’t match.'] },
    ]);
    expect((await confirm(application, secret)).answer).toEqual(DONE);
  });

  it('ends every token and session of the user, and nobody else’s', async () => {
    const application = await start();
    await addUser(application);
    await addUser(application, { username: 'bob' });
    const bob = new Client(application).as(await logIn(application, 'bob'));
    const browser = new Browser(application);
    const { key } = (await browser.post('login/', { username: 'alice', password: PASSWORD })).body;

    await confirm(application, await askForReset(application));
    expect((await new Client(application).as(key).get('user/')).answer).toEqual(INVALID_TOKEN);
    expect((await browser.get('user/')).status).toBe(401);
    expect((await bob.get('user/')).status).toBe(200);
    expect(await rowCounts(application)).toMatchObject({ token: 1, session: 1, passwordReset: 0 });
  });

  it('leaves nothing to a login by the old password that was under way meanwhile', async () => {
    // The login has proven the old password, and stands still until the reset is through.
    const gate = gateAfterVerify();
    const application = await start({ ports: { passwordHasher: gate.hasher } });
    await addUser(application);
    const secret = await askForReset(application);
    gate.close();
    const browser = new Browser(application);
    const login = browser.post('login/', { username: 'alice', password: PASSWORD });
    await gate.reached;
    expect((await confirm(application, secret)).answer).toEqual(DONE);
    gate.open();

    const { answer, body } = await login;
    expect(answer).toEqual([200, { key: KEY }]);
    expect((await new Client(application).as(body.key).get('user/')).answer).toEqual(INVALID_TOKEN);
    expect((await browser.get('user/')).status).toBe(401);
  });

  it('is not hindered by a login that renews an older hash meanwhile', async () => {
    const { hash } = await import('argon2');
    const older = await hash(PASSWORD, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
    const gate = gateBeforeHashOf(NEW_PASSWORD);
    const application = await start({ ports: { passwordHasher: gate.hasher } });
    await addUser(application, { storedPassword: older });
    const secret = await askForReset(application);
    const reset = confirm(application, secret);
    await gate.reached;
    const key = await logIn(application);
    gate.open();

    expect((await reset).answer).toEqual(DONE);
    expect((await new Client(application).as(key).get('user/')).answer).toEqual(INVALID_TOKEN);
    expect(await loginStatus(application, 'alice', NEW_PASSWORD)).toBe(200);
  });

  it('tells nothing apart: a wrong token, a wrong uid, a uid of nobody', async () => {
    const application = await start();
    await addUser(application);
    const bob = await addUser(application, { username: 'bob' });
    const { uid, token } = await askForReset(application);
    for (const [secret, name] of [
      [{ uid, token: 'f'.repeat(64) }, 'wrong token'],
      [{ uid, token: `${token.slice(0, -1)}x` }, 'changed token'],
      [{ uid, token: `${token} x` }, 'longer token'],
      [{ uid: bob.id.toString(36), token }, 'uid of somebody else'],
      [{ uid: 'zzzzzz', token }, 'uid of nobody'],
      [{ uid: 'x'.repeat(5000), token }, 'huge uid'],
      [{ uid: '-1', token }, 'negative uid'],
      [{ uid: '🂡', token }, 'uid of strange characters'],
    ] as const) {
      expect([name, (await confirm(application, secret)).answer]).toEqual([name, BAD_TOKEN]);
    }
    expect((await confirm(application, { uid: uid.toUpperCase(), token })).answer).toEqual(DONE);
  });

  it('asks for all fields at once', async () => {
    const application = await start();
    const required = ['This field is required.'];
    expect((await new Client(application).post('password/reset/confirm/', {})).answer).toEqual([
      400,
      { new_password1: required, new_password2: required, uid: required, token: required },
    ]);
    expect((await confirm(application, { uid: '', token: '' })).answer).toEqual([
      400,
      { uid: ['This field may not be blank.'], token: ['This field may not be blank.'] },
    ]);
  });

  it('proves no address', async () => {
    const application = await start({ email: { verification: 'mandatory' } });
    await addUser(application, { address: 'unverified' });
    expect((await confirm(application, await askForReset(application))).answer).toEqual(DONE);
    expect(
      (await new Client(application).post('login/', { username: 'alice', password: NEW_PASSWORD })).answer,
    ).toEqual([400, { non_field_errors: ['E-mail is not verified.'] }]);
  });

  it('tells the host when it is done', async () => {
    const told = toldEvents();
    const application = await start({ ports: { events: told.Listener } });
    const alice = await addUser(application);
    const secret = await askForReset(application);
    await confirm(application, secret);
    await confirm(application, secret, 'Jabber-wocky3');
    expect(await told.last(3)).toEqual([
      { type: 'password_reset_requested', userId: alice.id },
      { type: 'password_reset', userId: alice.id },
      // What was used is known no more.
      { type: 'password_reset_failed', userId: null },
    ]);
  });
});

/** A place where somebody waits until it is opened. */
function gateAt() {
  let open: (() => void) | undefined;
  let tell: (() => void) | undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (tell = resolve));
  const pass = async () => {
    tell?.();
    await opened;
  };
  return { reached, pass, open: () => open?.() };
}

/** A hasher whose `verify` waits, once it is closed, when it has found out. */
function gateAfterVerify() {
  const gate = gateAt();
  let isClosed = false;
  class GatedHasher extends Argon2PasswordHasher {
    override async verify(password: string, stored: string | null): Promise<boolean> {
      const matches = await super.verify(password, stored);
      if (isClosed) await gate.pass();
      return matches;
    }
  }
  return { hasher: GatedHasher, reached: gate.reached, open: gate.open, close: () => (isClosed = true) };
}

/** A hasher that waits before it hashes that password. */
function gateBeforeHashOf(password: string) {
  const gate = gateAt();
  class GatedHasher extends Argon2PasswordHasher {
    override async hash(given: string): Promise<string> {
      if (given === password) await gate.pass();
      return super.hash(given);
    }
  }
  return { hasher: GatedHasher, reached: gate.reached, open: gate.open };
}
