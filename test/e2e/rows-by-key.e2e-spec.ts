import { BaseUser, RefreshFamilyStore, UnitOfWork, UserStore } from 'nestjs-rest-auth';
import { Column, Entity, type EntitySubscriberInterface, PrimaryGeneratedColumn } from 'typeorm';

import { createTables } from '../support/create-tables.js';
import { jwtOptions } from '../support/jwt-accounts.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { StatementLog } from '../support/statement-log.js';
import { startApplication, type TestApplication } from '../support/test-application.js';
import { databases } from '../support/test-database.js';

/** A user of one table, with columns of every kind. */
@Entity('traveller')
class Traveller extends BaseUser {
  @PrimaryGeneratedColumn({ name: 'traveller_no' })
  override readonly id!: number;

  @Column({ type: 'varchar', length: 50, nullable: true, name: 'nick_name' })
  nickname!: string | null;

  @Column({ type: 'bigint', default: 0 })
  miles!: string;

  @Column({ type: 'boolean', default: true })
  guide!: boolean;

  @Column({ type: 'simple-array' })
  languages!: string[];

  @Column({ type: 'simple-json' })
  seat!: { row: number; aisle: boolean };

  @Column({
    type: 'varchar',
    length: 20,
    transformer: { to: (text: string) => `<${text}>`, from: (text: string) => text.slice(1, -1) },
  })
  home!: string;

  @Column({ type: 'varchar', length: 20, select: false })
  passport!: string;
}

const ALICE = {
  username: 'alice',
  usernameKey: 'alice',
  email: 'alice@example.com',
  emailKey: 'alice@example.com',
  password: 'quick:x',
  nickname: null,
  miles: '9007199254740990',
  guide: false,
  languages: ['en', 'fr'],
  seat: { row: 7, aisle: true },
  home: 'Oxford',
  passport: 'P-1',
  credentialsChangedAt: new Date('2031-05-06T07:08:09.123Z'),
};
const FAMILY = {
  id: '0123456789abcdef',
  loginId: '0123456789abcdef',
  method: 'password' as const,
  userAgent: null,
  address: '192.0.2.1',
  currentDigest: null,
  formerDigest: null,
  rotatedAt: null,
  createdAt: new Date('2031-05-06T07:08:09.123Z'),
  lastUsedAt: new Date('2031-05-06T07:08:09.123Z'),
  expiresAt: new Date('2031-06-06T07:08:09.123Z'),
  endedAt: null,
  credentialsVersion: '',
};

describe.each(databases())('rows by their keys on %s', (database) => {
  let application: TestApplication;
  let users: UserStore;
  let families: RefreshFamilyStore;
  let id: number;

  beforeEach(async () => {
    application = await startApplication({
      database,
      migrations: [createTables(Traveller)],
      options: { ...jwtOptions(), user: Traveller, ports: { passwordHasher: QuickHasher } },
    });
    users = application.app.get(UserStore, { strict: false });
    families = application.app.get(RefreshFamilyStore, { strict: false });
    const { manager } = application.dataSource;
    ({ id } = await manager.save(manager.create(Traveller, ALICE)));
    await families.create({ ...FAMILY, userId: id });
  });
  afterEach(() => application.close());

  /** As TypeORM itself reads it. */
  const asTypeOrmReads = () => application.dataSource.manager.findOneByOrFail(Traveller, { id });

  it('are what TypeORM makes of them: of the same class, with the same values', async () => {
    const expected = await asTypeOrmReads();
    const user = await users.findById(id);
    const pair = await families.find(FAMILY.id, id);
    expect([user, pair.user, user instanceof Traveller, pair.user instanceof Traveller]).toEqual([
      expected,
      expected,
      true,
      true,
    ]);
    expect(pair.family).toEqual({ ...FAMILY, userId: id });
    expect(expected).toMatchObject({
      nickname: null,
      guide: false,
      languages: ['en', 'fr'],
      seat: ALICE.seat,
      home: 'Oxford',
    });
  });

  it('are null where there are none', async () => {
    expect(await users.findById(4711)).toBeNull();
    expect(await families.find('ffffffffffffffff', id)).toEqual({ user: await asTypeOrmReads(), family: null });
    expect(await families.find(FAMILY.id, 4711)).toEqual({ user: null, family: null });
  });

  it('are found as they are now', async () => {
    await users.findById(id);
    await application.dataSource.manager.update(Traveller, { id }, { nickname: 'Al' });
    expect(await users.findById(id)).toEqual({ ...(await asTypeOrmReads()), nickname: 'Al' });
  });

  it('are changed where they hold what they must, and one of many at once changes them', async () => {
    const at = new Date('2031-05-07T07:08:09.123Z');
    const expiresAt = new Date('2031-06-07T07:08:09.123Z');
    const rotate = (from: string, to: string) => families.rotate(FAMILY.id, { from, to, at, expiresAt });
    expect(await Promise.all(['b', 'c', 'd'].map((to) => rotate('a', to)))).toEqual(
      expect.arrayContaining([true, false, false]),
    );
    const { family } = await families.find(FAMILY.id, id);
    const current = family?.currentDigest ?? '';
    expect(family).toEqual({
      ...FAMILY,
      userId: id,
      currentDigest: current,
      formerDigest: 'a',
      rotatedAt: at,
      lastUsedAt: at,
      expiresAt,
    });
    expect(await families.rotate('ffffffffffffffff', { from: 'a', to: 'e', at, expiresAt })).toBe(false);
    await families.end(FAMILY.id, at);
    expect([current, await rotate(current, 'e')]).toEqual([expect.stringMatching(/^[bcd]$/), false]);
  });

  it('are TypeORM’s affair where a subscriber wants to hear of them', async () => {
    const heard: unknown[] = [];
    const subscriber: EntitySubscriberInterface = {
      afterLoad: (entity: object) => void heard.push(entity),
      beforeUpdate: ({ metadata }) => void heard.push(metadata.tableName),
    };
    application.dataSource.subscribers.push(subscriber);
    const user = await users.findById(id);
    const at = new Date('2031-05-07T07:08:09.123Z');
    await families.rotate(FAMILY.id, { from: 'a', to: 'b', at, expiresAt: at });
    expect(heard).toEqual([user, 'rest_auth_refresh_family']);
  });
});

const onPostgres = databases().includes('postgres') ? describe : describe.skip;

onPostgres('statements that PostgreSQL has prepared', () => {
  let application: TestApplication;
  let users: UserStore;
  let id: number;

  beforeEach(async () => {
    application = await startApplication({
      database: 'postgres',
      migrations: [createTables(Traveller)],
      options: { ...jwtOptions(), user: Traveller, ports: { passwordHasher: QuickHasher } },
    });
    users = application.app.get(UserStore, { strict: false });
    const { manager } = application.dataSource;
    ({ id } = await manager.save(manager.create(Traveller, ALICE)));
  });
  afterEach(() => application.close());

  /** How often it was asked what, as the host's log has it. */
  async function logged(act: () => Promise<unknown>): Promise<string[]> {
    const log = new StatementLog(application.dataSource);
    await act();
    return log.end();
  }

  const OURS = /^SELECT t0\."\w+", .* FROM .*"traveller" t0 WHERE t0\."traveller_no" = \$1$/;

  it('look the row up, one for each look', async () => {
    const twice = await logged(async () => [await users.findById(id), await users.findById(id)]);
    expect(twice).toEqual([expect.stringMatching(OURS), expect.stringMatching(OURS)]);
    const prepared = await application.dataSource.query(
      `SELECT statement FROM pg_prepared_statements WHERE name LIKE 'rest_auth_%'`,
    );
    expect(prepared).toEqual([{ statement: twice[0] }]);
  });

  it('rotate', async () => {
    const families = application.app.get(RefreshFamilyStore, { strict: false });
    await families.create({ ...FAMILY, userId: id });
    const at = new Date('2031-05-07T07:08:09.123Z');
    const [statement] = await logged(() => families.rotate(FAMILY.id, { from: 'a', to: 'b', at, expiresAt: at }));
    const prepared = await application.dataSource.query(
      `SELECT statement FROM pg_prepared_statements WHERE name LIKE 'rest_auth_%' AND statement LIKE 'UPDATE%'`,
    );
    expect([prepared, statement]).toEqual([
      [{ statement }],
      expect.stringMatching(
        / WHERE "id" = \$1 AND \("ended_at" IS NULL OR "ended_at" = \$7\) AND \("current_digest" IS NULL OR "current_digest" = \$8\)$/,
      ),
    ]);
  });

  it('are not used in a transaction, where one that fails would end it', async () => {
    const statements = await logged(() =>
      application.app.get(UnitOfWork, { strict: false }).run(() => users.findById(id)),
    );
    expect(statements.filter((statement) => OURS.test(statement))).toEqual([]);
  });

  it('do without a name where a pooler has given the connection to somebody else in between', async () => {
    // On every connection of the pool.
    const [expected] = await Promise.all(Array.from({ length: 10 }, () => users.findById(id)));
    await Promise.all(Array.from({ length: 10 }, () => application.dataSource.query('DEALLOCATE ALL')));
    // Some at once, of which more than one finds it out.
    expect(await Promise.all([1, 2, 3, 4].map(() => users.findById(id)))).toEqual([1, 2, 3, 4].map(() => expected));
    const after = await logged(async () => {
      expect(await users.findById(id)).toEqual(expected);
    });
    expect(after).toHaveLength(1);
  });

  it('do without a name once a migration has changed the type of a column', async () => {
    await users.findById(id);
    await application.dataSource.query('ALTER TABLE traveller ALTER COLUMN nick_name TYPE text');
    expect((await users.findById(id))?.username).toBe('alice');
  });
});
