import { Injectable } from '@nestjs/common';
import {
  type AuthUser,
  type NewUser,
  type RegisterDto,
  RegistrationStrategy,
  restAuthEntities,
  restAuthMigrations,
  TypeOrmUnitOfWork,
  UnitOfWork,
  UserStore,
} from 'nestjs-rest-auth';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

import { createTables } from '../support/create-tables.js';
import {
  type Host,
  type HostOptions,
  KEY,
  PASSWORD,
  register,
  registration,
  restAuth,
  seen,
  startHost,
} from '../support/host.js';
import { databases } from '../support/test-database.js';
import { User } from '../support/test-user.js';

/** A table of the host's own. */
@Entity('invoice')
class Invoice {
  @PrimaryGeneratedColumn()
  readonly id!: number;

  @Column({ type: 'varchar', length: 40 })
  title!: string;
}

function start(options: HostOptions = {}): Promise<Host> {
  return startHost({
    entities: [Invoice],
    migrations: [createTables(Invoice), ...restAuthMigrations(User)],
    ...options,
  });
}

const ROLLED_BACK = new Error('rolled back by the host');

/** A promise that somebody else settles. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A transaction of the host's, from its first write until the spec ends it. */
function openTransaction(host: Host, title: string) {
  const [begun, end] = [gate(), gate()];
  let isToFail = false;
  const done = host.dataSource
    .transaction(async (manager) => {
      await manager.insert(Invoice, { title });
      begun.open();
      await end.opened;
      if (isToFail) throw ROLLED_BACK;
    })
    .catch((error: unknown) => {
      if (error !== ROLLED_BACK) throw error;
    });
  const finish = (fail: boolean) => {
    isToFail = fail;
    end.open();
    return done;
  };
  return { begun: begun.opened, commit: () => finish(false), rollBack: () => finish(true) };
}

async function contents(host: Host) {
  const { token, session, emailAddress } = restAuthEntities(User);
  return {
    users: (await host.dataSource.getRepository(User).find()).map(({ username }) => username).sort(),
    invoices: (await host.dataSource.getRepository(Invoice).find()).map(({ title }) => title).sort(),
    tokens: await host.dataSource.getRepository(token).count(),
    sessions: await host.dataSource.getRepository(session).count(),
    addresses: await host.dataSource.getRepository(emailAddress).count(),
  };
}

describe('on SQLite, where everybody shares one connection', () => {
  let host: Host;
  beforeEach(async () => {
    host = await start();
  });
  afterEach(() => host.close());

  it('a roll-back of the host loses no registration that was acknowledged meanwhile', async () => {
    const transaction = openTransaction(host, 'lost');
    await transaction.begun;
    const registered = register(host, 'alice');
    // It has hashed and looked by then; the answer must not come before the roll-back.
    const order: string[] = [];
    void registered.then(() => order.push('acknowledged'));
    await host.agent.get('/dj-rest-auth/user/').expect(401);
    await host.agent.post('/dj-rest-auth/login/').send({ username: 'nobody', password: 'x' }).expect(400);
    order.push('rolled back');
    await transaction.rollBack();
    const key = await registered;
    expect(order).toEqual(['rolled back', 'acknowledged']);
    expect(await contents(host)).toEqual({ users: ['alice'], invoices: [], tokens: 1, sessions: 1, addresses: 1 });
    const user = await host.agent.get('/dj-rest-auth/user/').set('Authorization', `Token ${key}`);
    expect(user.status).toBe(200);
  });

  it('a roll-back of the host loses no login, logout or change of that time', async () => {
    const [key, other] = [await register(host, 'alice'), await register(host, 'bob')];
    const transaction = openTransaction(host, 'lost');
    await transaction.begun;
    const bearing = (token: string): [string, string] => ['Authorization', `Token ${token}`];
    const calls = Promise.all([
      host.agent.post('/dj-rest-auth/login/').send({ username: 'alice', password: PASSWORD }),
      host.agent
        .post('/dj-rest-auth/logout/')
        .set(...bearing(other))
        .send({}),
      host.agent
        .patch('/dj-rest-auth/user/')
        .set(...bearing(key))
        .send({ first_name: 'A.' }),
      host.agent.post('/dj-rest-auth/password/reset/').send({ email: 'alice@example.com' }),
    ]);
    await host.agent.post('/dj-rest-auth/login/').send({ username: 'nobody', password: 'x' }).expect(400);
    await transaction.rollBack();
    const [login, logout, change, reset] = await calls;
    expect([login, logout, change, reset].map(({ status }) => status)).toEqual([200, 200, 200, 200]);

    const resets = await host.dataSource.getRepository(restAuthEntities(User).passwordReset).count();
    expect([
      (await host.agent.get('/dj-rest-auth/user/').set(...bearing(login.body.key))).body,
      seen(await host.agent.get('/dj-rest-auth/user/').set(...bearing(other))),
      resets,
      (await contents(host)).invoices,
    ]).toEqual([
      { pk: 1, username: 'alice', email: 'alice@example.com', first_name: 'A.', last_name: '' },
      [401, { detail: 'Invalid token.' }],
      1,
      [],
    ]);
  });

  it('a commit of the host keeps what is the host’s, and ours comes after it', async () => {
    const transaction = openTransaction(host, 'kept');
    await transaction.begun;
    const registered = register(host, 'alice');
    await transaction.commit();
    await registered;
    expect(await contents(host)).toMatchObject({ users: ['alice'], invoices: ['kept'] });
  });

  it.each([
    ['kept', false],
    ['rolled back', true],
  ])('a transaction of the host that begins during ours waits, and is %s by itself', async (title, fails) => {
    const work = host.app.get(UnitOfWork, { strict: false });
    const users = host.app.get(UserStore, { strict: false });
    const [begun, end] = [gate(), gate()];
    const order: string[] = [];
    const ours = work.run(async () => {
      begun.open();
      await end.opened;
      await users.create(newUser('alice'), {});
      order.push('ours');
    });
    await begun.opened;
    const hosts = host.dataSource.transaction(async (manager) => {
      order.push('the host’s');
      await manager.insert(Invoice, { title });
      if (fails) throw ROLLED_BACK;
    });
    const endings = Promise.allSettled([ours, hosts]);
    end.open();
    expect((await endings).map(({ status }) => status)).toEqual(['fulfilled', fails ? 'rejected' : 'fulfilled']);
    expect(order).toEqual(['ours', 'the host’s']);
    expect(await contents(host)).toMatchObject({ users: ['alice'], invoices: fails ? [] : ['kept'] });
  });

  it('a unit of work of ours that fails takes nothing of the host’s with it', async () => {
    const work = host.app.get(UnitOfWork, { strict: false });
    const users = host.app.get(UserStore, { strict: false });
    const [begun, end] = [gate(), gate()];
    const ours = work.run(async () => {
      await users.create(newUser('alice'), {});
      begun.open();
      await end.opened;
      throw ROLLED_BACK;
    });
    await begun.opened;
    const hosts = host.dataSource.transaction((manager) => manager.insert(Invoice, { title: 'kept' }));
    end.open();
    await expect(ours).rejects.toBe(ROLLED_BACK);
    await hosts;
    expect(await contents(host)).toMatchObject({ users: [], invoices: ['kept'] });
  });

  it('saves of the host, which open transactions by themselves, take their turns with ours', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `user${index}`);
    const registered = Promise.all(names.map((name) => register(host, name)));
    for (const title of names) await host.dataSource.manager.save(Object.assign(new Invoice(), { title }));
    await registered;
    expect(await contents(host)).toEqual({ users: names, invoices: names, tokens: 10, sessions: 10, addresses: 10 });
  });

  it('a query runner that the host drives by hand takes its turn as well', async () => {
    const runner = host.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.insert(Invoice, { title: 'lost' });
    const registered = register(host, 'alice');
    await host.agent.post('/dj-rest-auth/login/').send({ username: 'nobody', password: 'x' }).expect(400);
    await runner.rollbackTransaction();
    await registered;
    expect(await contents(host)).toMatchObject({ users: ['alice'], invoices: [] });
  });

  it('savepoints of the host within its transaction let nobody in', async () => {
    const registered = gate();
    let key: Promise<string> | undefined;
    await host.dataSource
      .transaction(async (manager) => {
        await manager.transaction((inner) => inner.insert(Invoice, { title: 'lost too' }));
        key = register(host, 'alice');
        void key.then(registered.open);
        await manager
          .transaction(async (inner) => {
            await inner.insert(Invoice, { title: 'lost' });
            throw ROLLED_BACK;
          })
          .catch(() => undefined);
        await host.agent.post('/dj-rest-auth/login/').send({ username: 'nobody', password: 'x' }).expect(400);
        throw ROLLED_BACK;
      })
      .catch(() => undefined);
    await registered.opened;
    expect(await contents(host)).toMatchObject({ users: ['alice'], invoices: [], tokens: 1 });
  });

  it('50 registrations among transactions of the host end with exactly what was acknowledged', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `user${index}`);
    let kept = 0;
    const hosts = (async () => {
      // One after the other, as a host on one connection must; every third is rolled back.
      for (let turn = 0; turn < 60; turn += 1) {
        await host.dataSource
          .transaction(async (manager) => {
            await manager.insert(Invoice, { title: `invoice${turn}` });
            await manager.find(Invoice);
            if (turn % 3 === 0) throw ROLLED_BACK;
          })
          .then(
            () => (kept += 1),
            (error: unknown) => {
              if (error !== ROLLED_BACK) throw error;
            },
          );
      }
    })();
    const answers = await Promise.all(
      names.map((name) => host.agent.post('/dj-rest-auth/registration/').send(registration(name))),
    );
    await hosts;
    const acknowledged = names.filter((_, index) => answers[index]?.status === 201).sort();
    const found = await contents(host);
    expect(found.users).toEqual(acknowledged);
    expect([acknowledged.length, found.invoices.length, found.tokens, found.sessions, found.addresses]).toEqual([
      50,
      kept,
      50,
      50,
      50,
    ]);
    expect(kept).toBe(40);
  }, 30_000);

  it('of 20 registrations of one name at once one is acknowledged, and there', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => host.agent.post('/dj-rest-auth/registration/').send(registration('alice'))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 400)]);
    expect(await contents(host)).toEqual({ users: ['alice'], invoices: [], tokens: 1, sessions: 1, addresses: 1 });
  });
});

function newUser(username: string): NewUser {
  return {
    username,
    email: '',
    firstName: '',
    lastName: '',
    password: '!',
    isActive: true,
    credentialsChangedAt: null,
    dateJoined: new Date('2031-01-01T00:00:00.000Z'),
  };
}

// A strategy of the host that takes part --------------------------------------------------------------------------------------

/** Writes an invoice with each new user, and knows when the bill is too high. */
@Injectable()
class BillingStrategy extends RegistrationStrategy {
  constructor(
    private readonly users: UserStore,
    private readonly work: TypeOrmUnitOfWork,
  ) {
    super();
  }

  override async save(user: NewUser, extra: Readonly<Record<string, unknown>>, input: RegisterDto): Promise<AuthUser> {
    const created = await this.users.create(user, extra);
    await this.work.manager.insert(Invoice, { title: `for ${user.username}` });
    await this.work.run(() => this.work.manager.insert(Invoice, { title: `again for ${user.username}` }));
    if (input.username === 'mallory') throw new Error('too expensive');
    return created;
  }
}

describe.each(databases())('a strategy of the host that joins by TypeOrmUnitOfWork on %s', (database) => {
  it('is written with the registration, and rolled back with it', async () => {
    const host = await start({
      database,
      imports: [restAuth({ ports: { registrationStrategy: BillingStrategy } })],
    });
    try {
      const [alice, mallory, bob] = await Promise.all(
        ['alice', 'mallory', 'bob'].map((name) =>
          host.agent.post('/dj-rest-auth/registration/').send(registration(name)),
        ),
      );
      expect([alice && seen(alice), mallory && seen(mallory), bob && seen(bob)]).toEqual([
        [201, { key: KEY }],
        [500, { detail: 'A server error occurred.' }],
        [201, { key: KEY }],
      ]);
      expect(await contents(host)).toEqual({
        users: ['alice', 'bob'],
        invoices: ['again for alice', 'again for bob', 'for alice', 'for bob'],
        tokens: 2,
        sessions: 2,
        addresses: 2,
      });
    } finally {
      await host.close();
    }
  });
});
