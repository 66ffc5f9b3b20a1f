import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  AuthGuard,
  type AuthUser,
  BaseUser,
  CurrentUser,
  restAuthEntities,
  type RestAuthEntities,
  restAuthMigrations,
  type RestAuthOptions,
} from 'nestjs-rest-auth';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

import { type Host, KEY, PASSWORD, register, registration, restAuth, seen, startHost } from '../support/host.js';
import { databases } from '../support/test-database.js';
import { User } from '../support/test-user.js';
import { createTables } from '../support/create-tables.js';

/** Staff logs in with a session alone, by address, at a place and in tables of its own. */
const STAFF = {
  path: 'staff/auth',
  tables: { prefix: 'staff_' },
  credentials: { issue: ['session'] },
  login: { methods: ['email'] },
  sessions: { cookieName: 'staffid' },
  csrf: { cookieName: 'stafftoken' },
  http: { bodyLimitBytes: 1024 },
} satisfies Partial<RestAuthOptions<User>>;

/** Customers log in with a token alone. */
const CUSTOMERS = { path: 'auth', credentials: { issue: ['token'] } } satisfies Partial<RestAuthOptions<User>>;

function bearing(key: string): [string, string] {
  return ['Authorization', `Token ${key}`];
}

describe.each(databases())('two instances with tables of their own on %s', (database) => {
  let host: Host;
  beforeEach(async () => {
    host = await startHost({
      database,
      imports: [restAuth(CUSTOMERS), restAuth(STAFF)],
      migrations: [...restAuthMigrations(User), ...restAuthMigrations(User, STAFF.tables)],
    });
  });
  afterEach(() => host.close());

  it('answer each in its own way', async () => {
    const customer = await host.agent.post('/auth/registration/').send(registration('alice'));
    expect([...seen(customer), customer.headers['set-cookie']]).toEqual([201, { key: KEY }, undefined]);

    const member = await host.agent.post('/staff/auth/registration/').send(registration('bob'));
    expect([...seen(member), member.headers['set-cookie']]).toEqual([
      204,
      {},
      [
        expect.stringMatching(/^stafftoken=\w+; Max-Age=31449600; Path=\/; SameSite=Lax$/),
        expect.stringMatching(/^staffid=\w+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/),
      ],
    ]);
  });

  it('write each into its own tables', async () => {
    await register(host, 'alice', '/auth');
    await host.agent.post('/staff/auth/registration/').send(registration('bob')).expect(204);
    const rows = ({ token, session, emailAddress }: RestAuthEntities) =>
      Promise.all([token, session, emailAddress].map((entity) => host.dataSource.getRepository(entity).count()));
    expect({
      customers: await rows(restAuthEntities(User)),
      staff: await rows(restAuthEntities(User, STAFF.tables)),
    }).toEqual({ customers: [1, 0, 1], staff: [0, 1, 1] });
  });

  it('accept no credential of the other', async () => {
    const key = await register(host, 'alice', '/auth');
    const login = await host.agent.post('/staff/auth/login/').send({ email: 'alice@example.com', password: PASSWORD });
    const cookies = (login.headers['set-cookie'] as unknown as string[]).map((cookie) => cookie.split(';', 1)[0]);

    const tokenAtStaff = await host.agent.get('/staff/auth/user/').set(...bearing(key));
    const sessionAtCustomers = await host.agent.get('/auth/user/').set('Cookie', cookies.join('; '));
    const detail = 'Authentication credentials were not provided.';
    expect([
      [...seen(tokenAtStaff), tokenAtStaff.headers['www-authenticate']],
      [...seen(sessionAtCustomers), sessionAtCustomers.headers['www-authenticate']],
    ]).toEqual([
      [403, { detail }, undefined],
      [401, { detail }, 'Token'],
    ]);
  });

  it('have each their own rules', async () => {
    await register(host, 'alice', '/auth');
    const credentials = { username: 'alice', password: PASSWORD };
    expect([
      seen(await host.agent.post('/auth/login/').send(credentials)),
      seen(await host.agent.post('/staff/auth/login/').send(credentials)),
    ]).toEqual([
      [200, { key: KEY }],
      [400, { non_field_errors: ['Must include "email" and "password".'] }],
    ]);
  });

  it('have each their own limit of a body’s size', async () => {
    const body = { username: 'alice', email: 'alice@example.com', password: PASSWORD, padding: 'x'.repeat(2000) };
    await register(host, 'alice', '/auth');
    expect([
      seen(await host.agent.post('/auth/login/').send(body)),
      seen(await host.agent.post('/staff/auth/login/').send(body)),
    ]).toEqual([
      [200, { key: KEY }],
      [413, { detail: 'Request body is too large.' }],
    ]);
  });

  it('take tokens apart where both issue them', async () => {
    const other = await startHost({
      database,
      imports: [restAuth(CUSTOMERS), restAuth({ ...STAFF, ...CUSTOMERS, path: 'staff/auth', login: {} })],
      migrations: [...restAuthMigrations(User), ...restAuthMigrations(User, STAFF.tables)],
    });
    try {
      const [key, staffKey] = [await register(other, 'alice', '/auth'), await register(other, 'bob', '/staff/auth')];
      const statuses = [];
      for (const path of ['/auth/user/', '/staff/auth/user/']) {
        for (const bearer of [key, staffKey]) {
          const answer = await other.agent.get(path).set(...bearing(bearer));
          statuses.push([answer.status, answer.body.username ?? answer.body.detail]);
        }
      }
      expect(statuses).toEqual([
        [200, 'alice'],
        [401, 'Invalid token.'],
        [401, 'Invalid token.'],
        [200, 'bob'],
      ]);
    } finally {
      await other.close();
    }
  });
});

@Entity('team_member')
class Member extends BaseUser {
  @PrimaryGeneratedColumn('uuid')
  override readonly id!: string;

  @Column({ type: 'varchar', length: 20, default: 'clerk' })
  role = 'clerk';
}

describe.each(databases())('two instances with user entities of their own on %s', (database) => {
  it('keep two separate peoples, with keys of two types', async () => {
    const tables = { prefix: 'member_' };
    const host = await startHost({
      database,
      entities: [Member],
      imports: [restAuth(CUSTOMERS), restAuth({ ...CUSTOMERS, user: Member as never, path: 'members', tables })],
      migrations: [createTables(Member), ...restAuthMigrations(User), ...restAuthMigrations(Member, tables)],
    });
    try {
      const [key, memberKey] = [await register(host, 'alice', '/auth'), await register(host, 'alice', '/members')];
      const names = { username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' };
      expect([
        seen(await host.agent.get('/auth/user/').set(...bearing(key))),
        seen(await host.agent.get('/members/user/').set(...bearing(memberKey))),
        seen(await host.agent.get('/members/user/').set(...bearing(key))),
      ]).toEqual([
        [200, { pk: 1, ...names }],
        [200, { pk: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/), ...names }],
        [401, { detail: 'Invalid token.' }],
      ]);
    } finally {
      await host.close();
    }
  });
});

describe('two instances over the same tables', () => {
  it('give one account two doors, whose keys fit both', async () => {
    const host = await startHost({
      imports: [restAuth({ path: 'v1' }), restAuth({ path: 'v2', credentials: { issue: ['token'] } })],
    });
    try {
      const key = await register(host, 'alice', '/v1');
      const login = await host.agent.post('/v2/login/').send({ username: 'alice', password: PASSWORD });
      expect([...seen(login), login.headers['set-cookie']]).toEqual([200, { key: KEY }, undefined]);
      const users = [];
      for (const path of ['/v1/user/', '/v2/user/']) {
        for (const bearer of [key, login.body.key]) {
          users.push(seen(await host.agent.get(path).set(...bearing(bearer))));
        }
      }
      const user = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' };
      expect(users).toEqual([
        [200, user],
        [200, user],
        [200, user],
        [200, user],
      ]);

      await host.agent
        .post('/v2/logout/')
        .set(...bearing(login.body.key))
        .expect(200);
      expect(seen(await host.agent.get('/v1/user/').set(...bearing(login.body.key)))).toEqual([
        401,
        { detail: 'Invalid token.' },
      ]);
    } finally {
      await host.close();
    }
  });

  it('lose no registration when both write at once on one SQLite connection', async () => {
    const host = await startHost({ imports: [restAuth({ path: 'v1' }), restAuth({ path: 'v2' })] });
    try {
      const names = Array.from({ length: 12 }, (_, index) => `user${index}`);
      await Promise.all(names.map((name, index) => register(host, name, index % 2 === 0 ? '/v1' : '/v2')));
      const users = await host.dataSource.getRepository(User).find({ order: { id: 'ASC' } });
      expect(users.map(({ username }) => username).sort()).toEqual([...names].sort());
    } finally {
      await host.close();
    }
  });
});

describe('guards of the host’s own controllers', () => {
  it('belong to the instance that the controller’s module imports', async () => {
    const [customers, staff] = [restAuth(CUSTOMERS), restAuth(STAFF)];

    @Controller('shop')
    class ShopController {
      @Get()
      @UseGuards(AuthGuard)
      get(@CurrentUser() { username }: AuthUser) {
        return { username };
      }
    }
    @Module({ imports: [customers], controllers: [ShopController] })
    class ShopModule {}

    @Controller('office')
    class OfficeController extends ShopController {}
    @Module({ imports: [staff], controllers: [OfficeController] })
    class OfficeModule {}

    const host = await startHost({
      imports: [customers, staff, ShopModule, OfficeModule],
      migrations: [...restAuthMigrations(User), ...restAuthMigrations(User, STAFF.tables)],
    });
    try {
      const key = await register(host, 'alice', '/auth');
      expect([
        seen(await host.agent.get('/shop').set(...bearing(key))),
        seen(await host.agent.get('/office').set(...bearing(key))),
      ]).toEqual([
        [200, { username: 'alice' }],
        [403, { detail: 'Authentication credentials were not provided.' }],
      ]);
    } finally {
      await host.close();
    }
  });
});

describe('two instances on Fastify', () => {
  it('answer each in its own way, with and without a slash at the end', async () => {
    const host = await startHost({
      adapter: new FastifyAdapter(),
      imports: [restAuth({ path: 'v1' }), restAuth({ path: 'v2', http: { bodyLimitBytes: 1024 } })],
    });
    try {
      await register(host, 'alice', '/v1');
      const body = { username: 'alice', password: PASSWORD, padding: 'x'.repeat(2000) };
      const answers = [];
      for (const path of ['/v1/login', '/v1/login/', '/v2/login', '/v2/login/']) {
        answers.push(seen(await host.agent.post(path).send(body)));
      }
      const tooLarge = { detail: 'Request body is too large.' };
      expect(answers).toEqual([
        [200, { key: KEY }],
        [200, { key: KEY }],
        [413, tooLarge],
        [413, tooLarge],
      ]);
    } finally {
      await host.close();
    }
  });
});
