import { Injectable } from '@nestjs/common';
import {
  type AuthEvent,
  AuthEvents,
  type AuthUser,
  type NewUser,
  type RestAuthOptions,
  TokenCreator,
  TypeOrmUnitOfWork,
  UserRowRegistrationStrategy,
  UserStore,
} from 'nestjs-rest-auth';
import { DataSource } from 'typeorm';

import { addUser, KEY, letters, logIn, loginStatus, NEW_PASSWORD, PASSWORD, rowCounts } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import { databasesForAnswers } from '../support/test-database.js';
import { Profile, User } from '../support/test-user.js';
import { happeningOf } from '../support/told-events.js';

const WITHOUT_EMAIL = { username: 'bob', password1: PASSWORD, password2: PASSWORD };
const BOB = { ...WITHOUT_EMAIL, email: 'bob@example.com' };

const WITH_KEY = [201, { key: KEY }];
const MAIL_SENT = [201, { detail: 'Verification e-mail sent.' }];
const NAME_TAKEN = [400, { username: ['A user with that username already exists.'] }];
const EMAIL_TAKEN = [400, { email: ['User is already registered with this e-mail address.'] }];
const VERIFY = '[example.com] Please Confirm Your Email Address';
const EXISTS = '[example.com] Account Already Exists';

const MANDATORY: Partial<RestAuthOptions> = { email: { verification: 'mandatory' } };
const NO_VERIFICATION: Partial<RestAuthOptions> = { email: { verification: 'none' } };
const SESSION_ONLY: Partial<RestAuthOptions> = { credentials: { issue: ['session'] } };
const BY_EMAIL: Partial<RestAuthOptions> = {
  login: { methods: ['email'] },
  username: { required: false },
  email: { required: true },
};
const NOTHING = { users: 0, emailAddress: 0, token: 0, session: 0, socialAccount: 0, passwordReset: 0, outbox: 0 };

describe.each(databasesForAnswers())('registration/ on %s', (database) => {
  const start = applicationsOn(database);

  describe('makes a user', () => {
    it('who is logged in at once, and gets a mail to prove the address', async () => {
      const application = await start();
      const browser = new Browser(application);
      const reply = await browser.post('registration/', BOB);
      expect(reply.answer).toEqual(WITH_KEY);
      expect(Object.keys(reply.cookies).sort()).toEqual(['csrftoken', 'sessionid']);
      expect(reply.header('Cache-Control')).toBe('no-store');
      const expected = {
        pk: expect.any(Number),
        username: 'bob',
        email: 'bob@example.com',
        first_name: '',
        last_name: '',
      };
      expect((await new Client(application).as(reply.body.key).get('user/')).answer).toEqual([200, expected]);
      expect((await browser.get('user/')).answer).toEqual([200, expected]);
      expect(await letters(application)).toEqual([{ to: 'bob@example.com', subject: VERIFY }]);
      expect(await rowCounts(application)).toEqual({ ...NOTHING, users: 1, emailAddress: 1, token: 1, session: 1 });
    });

    it('without an address, where none is asked for', async () => {
      const application = await start();
      expect((await new Client(application).post('registration/', WITHOUT_EMAIL)).answer).toEqual(WITH_KEY);
      expect(await letters(application)).toEqual([]);
      expect(await rowCounts(application)).toMatchObject({ users: 1, emailAddress: 0 });
    });

    it('without a mail, where nothing is to be proven', async () => {
      const application = await start(NO_VERIFICATION);
      expect((await new Client(application).post('registration/', BOB)).answer).toEqual(WITH_KEY);
      expect(await letters(application)).toEqual([]);
    });

    it('without credentials, where the address must be proven first', async () => {
      const application = await start(MANDATORY);
      const reply = await new Client(application).post('registration/', BOB);
      expect(reply.answer).toEqual(MAIL_SENT);
      expect(reply.cookies).toEqual({});
      expect(await letters(application)).toEqual([{ to: 'bob@example.com', subject: VERIFY }]);
      expect(await rowCounts(application)).toEqual({ ...NOTHING, users: 1, emailAddress: 1 });
      expect((await new Client(application).post('login/', { username: 'bob', password: PASSWORD })).answer).toEqual([
        400,
        { non_field_errors: ['E-mail is not verified.'] },
      ]);
    });

    it('with a session alone and no body, where only sessions are issued', async () => {
      const application = await start(SESSION_ONLY);
      const browser = new Browser(application);
      expect((await browser.post('registration/', BOB)).answer).toEqual([204, '']);
      expect((await browser.get('user/')).body.username).toBe('bob');
    });

    it('whose address is kept in small letters, and whose name is kept as it was typed', async () => {
      const application = await start();
      const reply = await new Client(application).post('registration/', {
        ...BOB,
        username: ' BoB ',
        email: ' Bob@Example.COM ',
      });
      const { body } = await new Client(application).as(reply.body.key).get('user/');
      expect(body).toMatchObject({ username: 'BoB', email: 'bob@example.com' });
      expect(await letters(application)).toEqual([{ to: 'bob@example.com', subject: VERIFY }]);
    });

    it('whose name is kept in small letters, where the options say so', async () => {
      const application = await start({ username: { preserveCase: false } });
      const reply = await new Client(application).post('registration/', { ...BOB, username: 'BoB' });
      expect((await new Client(application).as(reply.body.key).get('user/')).body.username).toBe('bob');
    });

    it('whose password is taken as it was typed', async () => {
      const application = await start();
      const password = ` ${PASSWORD} `;
      await new Client(application).post('registration/', { ...BOB, password1: password, password2: password });
      expect(await loginStatus(application, 'bob', password)).toBe(200);
      expect(await loginStatus(application, 'bob', PASSWORD)).toBe(400);
    });

    it('with nothing that a stranger may not say of itself', async () => {
      const application = await start();
      await new Client(application).post('registration/', {
        ...BOB,
        id: 77,
        pk: 77,
        is_active: false,
        isActive: false,
        first_name: 'x',
        firstName: 'x',
        company: 'x',
        password: 'x',
        credentialsChangedAt: '2020-01-01',
        profile: { companyName: 'x' },
      });
      const [user] = await application.dataSource.getRepository(User).find();
      expect(user).toMatchObject({ username: 'bob', isActive: true, firstName: '', company: '', profile: null });
      expect(user?.credentialsChangedAt).toBeNull();
    });

    it('from a form as from JSON, where an empty address is none', async () => {
      const application = await start();
      const body = `username=bob&email=&password1=${PASSWORD}&password2=${PASSWORD}`;
      const reply = await new Client(application).post('registration/', body, {
        'Content-Type': 'application/x-www-form-urlencoded',
      });
      expect(reply.answer).toEqual(WITH_KEY);
    });
  });

  describe('refuses', () => {
    it.each([
      [
        {},
        {
          username: ['This field is required.'],
          password1: ['This field is required.'],
          password2: ['This field is required.'],
        },
      ],
      [
        { username: '', email: '', password1: '', password2: '' },
        {
          username: ['This field may not be blank.'],
          email: ['This field may not be blank.'],
          password1: ['This field may not be blank.'],
          password2: ['This field may not be blank.'],
        },
      ],
      [{ ...BOB, email: null }, { email: ['This field may not be null.'] }],
      [{ ...BOB, password2: NEW_PASSWORD }, { non_field_errors: ["The two password fields didn't match."] }],
      [
        { ...BOB, password1: '12345', password2: '12345' },
        {
          password1: [
            'This password is too short. It must contain at least 8 characters.',
            'This password is too common.',
            'This password is entirely numeric.',
          ],
        },
      ],
      [
        { ...BOB, username: 'cheshire-cat', password1: 'cheshire-cat1', password2: 'cheshire-cat1' },
        { non_field_errors: ['The password is too similar to the username.'] },
      ],
      [
        { ...BOB, username: 'a b', email: 'x', password1: 'x'.repeat(129) },
        {
          username: ['Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.'],
          email: ['Enter a valid email address.'],
          password1: ['Ensure this field has no more than 128 characters.'],
        },
      ],
    ])('%j, and leaves nothing behind', async (body, errors) => {
      const application = await start();
      expect((await new Client(application).post('registration/', body)).answer).toEqual([400, errors]);
      expect(await rowCounts(application)).toEqual(NOTHING);
    });

    it('to go without an address where one is asked for', async () => {
      const client = new Client(await start({ email: { required: true } }));
      expect((await client.post('registration/', WITHOUT_EMAIL)).answer).toEqual([
        400,
        { email: ['This field is required.'] },
      ]);
    });

    it.each(['bob', 'BOB', 'ｂｏｂ', ' bob '])('the name of somebody else, written "%s"', async (username) => {
      const application = await start();
      await addUser(application, { username: 'bob', isActive: false });
      const reply = await new Client(application).post('registration/', { ...BOB, username, email: 'new@example.com' });
      expect(reply.answer).toEqual(NAME_TAKEN);
      expect(await rowCounts(application)).toMatchObject({ users: 1 });
    });

    it('a name that is somebody’s in another Unicode form', async () => {
      const application = await start();
      await addUser(application, { username: 'ren\u00e9', email: 'rene@example.com' });
      await addUser(application, { username: 'stra\u00dfe', email: 'strasse@example.com' });
      const client = new Client(application);
      expect((await client.post('registration/', { ...BOB, username: 'rene\u0301' })).status).toBe(400);
      expect((await client.post('registration/', { ...BOB, username: 'REN\u00c9' })).answer).toEqual(NAME_TAKEN);
      expect((await client.post('registration/', { ...BOB, username: 'STRASSE' })).answer).toEqual(NAME_TAKEN);
    });

    it.each(['\ufdfa'.repeat(20), '\u00df'.repeat(150), '\u0390'.repeat(150)])(
      'or takes a name that grows when it is compared, and never fails: %s',
      async (username) => {
        const application = await start();
        const reply = await new Client(application).post('registration/', { ...BOB, username });
        expect([201, 400]).toContain(reply.status);
      },
    );

    it('or takes an address that grows in small letters, and never fails', async () => {
      const application = await start();
      const email = `bob@${`${'\u0130'.repeat(60)}.`.repeat(5)}com`;
      const reply = await new Client(application).post('registration/', { ...BOB, email });
      expect([201, 400]).toContain(reply.status);
    });

    it('my own name a second time, though I am logged in', async () => {
      const application = await start();
      await addUser(application, { username: 'bob' });
      const client = new Client(application).as(await logIn(application, 'bob'));
      expect((await client.post('registration/', { ...BOB, email: 'new@example.com' })).answer).toEqual(NAME_TAKEN);
    });
  });

  describe('with an address that somebody has', () => {
    it('is refused where it is proven, whatever its letter case', async () => {
      const application = await start();
      await addUser(application);
      const reply = await new Client(application).post('registration/', { ...BOB, email: 'Alice@Example.com' });
      expect(reply.answer).toEqual(EMAIL_TAKEN);
      expect(await rowCounts(application)).toMatchObject({ users: 1, outbox: 0 });
    });

    it.each(['unverified', 'none'] as const)('is taken where it is not proven: row %s', async (address) => {
      const application = await start();
      await addUser(application, { address });
      const reply = await new Client(application).post('registration/', { ...BOB, email: 'alice@example.com' });
      expect(reply.answer).toEqual(WITH_KEY);
    });

    it('is taken where the options let addresses be shared', async () => {
      const application = await start({ email: { unique: false } });
      await addUser(application);
      const reply = await new Client(application).post('registration/', { ...BOB, email: 'alice@example.com' });
      expect(reply.answer).toEqual(WITH_KEY);
    });

    it('answers as for a free one where it must be proven, and the owner alone learns of it', async () => {
      const application = await start(MANDATORY);
      await addUser(application);
      const client = new Client(application);
      const free = await client.post('registration/', { ...BOB, username: 'carol', email: 'carol@example.com' });
      expect(await letters(application)).toEqual([{ to: 'carol@example.com', subject: VERIFY }]);

      const taken = await client.post('registration/', { ...BOB, email: 'Alice@example.com' });
      expect(taken.answer).toEqual(MAIL_SENT);
      expect(taken.lastingHeaders).toEqual(free.lastingHeaders);
      const mails = await application.mails();
      expect(mails.at(-1)).toMatchObject({ to: 'alice@example.com', subject: EXISTS });
      expect(mails.at(-1)?.text).not.toMatch(/http/);
      expect(await rowCounts(application)).toEqual({ ...NOTHING, users: 2, emailAddress: 2 });
    });

    it('tells of a taken name all the same', async () => {
      const application = await start(MANDATORY);
      await addUser(application);
      const reply = await new Client(application).post('registration/', { ...BOB, username: 'Alice' });
      expect(reply.answer).toEqual(NAME_TAKEN);
      expect(await letters(application)).toEqual([]);
    });
  });

  describe('without a username', () => {
    const register = async (email: string, options: Partial<RestAuthOptions> = BY_EMAIL, taken: string[] = []) => {
      const application = await start(options);
      for (const username of taken) await addUser(application, { username, email: `${username}@example.net` });
      const client = new Client(application);
      const reply = await client.post('registration/', { email, password1: PASSWORD, password2: PASSWORD });
      if (reply.status !== 201) return reply.answer;
      return (await client.as(reply.body.key).get('user/')).body.username;
    };

    it('makes one of the address', async () => {
      expect(await register('Jos\u00e9.Garc\u00eda@example.com')).toEqual([
        400,
        { email: ['Enter a valid email address.'] },
      ]);
      expect(await register('Jose.Garcia+x@example.com')).toBe('jose.garcia+x');
    });

    it('makes one of nothing where the address has no letter that may stand in a name', async () => {
      expect(await register('!#$@example.com')).toBe('user');
    });

    it('adds a number where it is taken', async () => {
      expect(await register('bob@example.com', BY_EMAIL, ['bob'])).toMatch(/^bob\d+$/);
    });

    it('never makes one that the host keeps for itself', async () => {
      const options: Partial<RestAuthOptions> = { ...BY_EMAIL, username: { required: false, blacklist: ['admin'] } };
      expect(await register('admin@example.com', options)).toMatch(/^admin\d+$/);
    });

    it('takes a name that is given, and refuses an empty one', async () => {
      const application = await start(BY_EMAIL);
      const client = new Client(application);
      expect((await client.post('registration/', { ...BOB, username: '' })).answer).toEqual([
        400,
        { username: ['This field may not be blank.'] },
      ]);
      const reply = await client.post('registration/', { ...BOB, username: 'robert' });
      expect((await client.as(reply.body.key).get('user/')).body.username).toBe('robert');
    });
  });

  describe('writes all or nothing', () => {
    it.each(['before its user', 'after its user'])('when the host’s strategy throws %s', async (when) => {
      const events: AuthEvent[] = [];
      class Listener extends AuthEvents {
        override emit(event: AuthEvent) {
          events.push(event);
        }
      }
      @Injectable()
      class BrokenStrategy extends UserRowRegistrationStrategy {
        constructor(
          users: UserStore,
          private readonly work: TypeOrmUnitOfWork,
        ) {
          super(users);
        }

        override async save(user: NewUser, extra: Readonly<Record<string, unknown>>): Promise<AuthUser> {
          if (when === 'before its user') throw new Error('broken');
          const saved = await super.save(user, extra, {});
          await this.work.manager.insert(Profile, { companyName: 'Wonderland', user: { id: Number(saved.id) } });
          throw new Error('broken');
        }
      }
      const application = await start({ ports: { registrationStrategy: BrokenStrategy, events: Listener } });
      const reply = await new Client(application).post('registration/', BOB);
      expect(reply.answer).toEqual([500, { detail: 'A server error occurred.' }]);
      expect(reply.cookies).toEqual({});
      expect(await rowCounts(application)).toEqual(NOTHING);
      expect(await application.dataSource.getRepository(Profile).count()).toBe(0);
      expect(await letters(application)).toEqual([]);
      expect(events).toEqual([]);
    });

    it('with the rows that the host’s strategy adds', async () => {
      @Injectable()
      class ProfileStrategy extends UserRowRegistrationStrategy {
        constructor(
          users: UserStore,
          private readonly work: TypeOrmUnitOfWork,
        ) {
          super(users);
        }

        override async save(user: NewUser, extra: Readonly<Record<string, unknown>>): Promise<AuthUser> {
          const saved = await super.save(user, extra, {});
          await this.work.manager.insert(Profile, { companyName: 'Wonderland', user: { id: Number(saved.id) } });
          return saved;
        }
      }
      const application = await start({ ports: { registrationStrategy: ProfileStrategy } });
      expect((await new Client(application).post('registration/', BOB)).answer).toEqual(WITH_KEY);
      const [user] = await application.dataSource.getRepository(User).find();
      expect(user?.profile?.companyName).toBe('Wonderland');
    });

    it('when no key can be made for the new user', async () => {
      const events: AuthEvent[] = [];
      class Listener extends AuthEvents {
        override emit(event: AuthEvent) {
          events.push(event);
        }
      }
      class BrokenCreator extends TokenCreator {
        override create(): Promise<string> {
          return Promise.reject(new Error('broken'));
        }
      }
      const application = await start({ ports: { tokenCreator: BrokenCreator, events: Listener } });
      expect((await new Client(application).post('registration/', BOB)).status).toBe(500);
      expect(await rowCounts(application)).toEqual(NOTHING);
      expect(await letters(application)).toEqual([]);
      expect(events).toEqual([]);
    });

    it('and tells the host when it is committed, not before', async () => {
      const seen: Promise<[object, boolean]>[] = [];
      @Injectable()
      class Listener extends AuthEvents {
        constructor(private readonly dataSource: DataSource) {
          super();
        }

        override emit(event: AuthEvent) {
          // On PostgreSQL this is another connection, which sees what is committed and nothing else.
          const isThere = this.dataSource.getRepository(User).existsBy({ id: Number(event.userId) });
          seen.push(isThere.then((found) => [happeningOf(event), found]));
        }
      }
      const application = await start({ ports: { events: Listener } });
      await new Client(application).post('registration/', BOB);
      await new Client(application).post('registration/', BOB);
      expect(await Promise.all(seen)).toEqual([[{ type: 'registered', userId: expect.any(Number) }, true]]);
    });
  });

  describe('and who asks', () => {
    it('may be logged in as somebody else, by a token', async () => {
      const application = await start();
      await addUser(application);
      const client = new Client(application).as(await logIn(application));
      expect((await client.post('registration/', BOB)).answer).toEqual(WITH_KEY);
    });

    it('may be logged in as somebody else by a session, without a CSRF token: the new session takes its place', async () => {
      const application = await start();
      await addUser(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      const former = browser.copy();
      expect((await browser.post('registration/', BOB, { 'X-CSRFToken': '' })).answer).toEqual(WITH_KEY);
      expect((await browser.get('user/')).body.username).toBe('bob');
      expect((await former.get('user/')).status).toBe(401);
    });

    it.each([{ Authorization: 'Token nonsense' }, { Cookie: 'sessionid=stale' }])(
      'may bear stale credentials: %j',
      async (headers) => {
        const application = await start();
        expect((await new Client(application, headers).post('registration/', BOB)).answer).toEqual(WITH_KEY);
      },
    );

    it('gets the key and no cookie on a page of a foreign origin', async () => {
      const application = await start();
      const reply = await new Client(application).post('registration/', BOB, { Origin: 'https://evil.example' });
      expect(reply.answer).toEqual(WITH_KEY);
      expect(reply.cookies).toEqual({});
      expect(await rowCounts(application)).toMatchObject({ token: 1, session: 0 });
    });

    it('is refused on a page of a foreign origin, where a cookie is all that there is', async () => {
      const application = await start(SESSION_ONLY);
      const reply = await new Client(application).post('registration/', BOB, { Origin: 'https://evil.example' });
      expect(reply.answer).toEqual([
        403,
        { detail: 'CSRF Failed: Origin checking failed - https://evil.example does not match any trusted origins.' },
      ]);
      expect(await rowCounts(application)).toEqual(NOTHING);
    });
  });

  it('is not there where the options leave it out', async () => {
    const application = await start({ registration: false });
    expect((await new Client(application).post('registration/', BOB)).status).toBe(404);
  });
});
