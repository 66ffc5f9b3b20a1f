import { BaseUser, restAuthEntities, restAuthMigrations, type TableMapping } from 'nestjs-rest-auth';
import {
  Column,
  DataSource,
  Entity,
  PrimaryColumn,
  type ObjectLiteral,
  PrimaryGeneratedColumn,
  type QueryRunner,
} from 'typeorm';

import { createTables } from '../support/create-tables.js';
import { databases, type DatabaseName, testDatabase } from '../support/test-database.js';
import { Profile, User } from '../support/test-user.js';

@Entity('uuid_user')
class UuidUser extends BaseUser {
  @PrimaryGeneratedColumn('uuid')
  override readonly id!: string;
}

@Entity('big_user')
class BigUser extends BaseUser {
  @PrimaryGeneratedColumn({ type: 'bigint', name: 'user_no' })
  override readonly id!: string;
}

@Entity('named_user')
class NamedUser extends BaseUser {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  override readonly id!: string;

  @Column({ type: 'varchar', length: 10, default: '' })
  role = '';
}

type UserClass = new () => BaseUser;

interface Setup {
  user: UserClass;
  tables?: TableMapping;
}

const SETUPS: Record<string, Setup> = {
  'default names': { user: User },
  'a prefix': { user: User, tables: { prefix: 'acme_' } },
  'a renamed table and column': {
    user: User,
    tables: {
      token: { name: 'api_keys', columns: { keyDigest: 'sha', userId: 'owner' } },
      emailAddress: { name: 'mail_addresses', columns: { userId: 'owner', verifiedKey: 'proven' } },
    },
  },
  'a prefix and a renamed table': { user: User, tables: { prefix: 'acme_', outbox: { name: 'letters' } } },
  'users by uuid': { user: UuidUser },
  'users by bigint, in a column of another name': { user: BigUser },
  'users by a text': { user: NamedUser },
};

const CASES = databases().flatMap((database) =>
  Object.entries(SETUPS)
    // SQLite counts by an INTEGER PRIMARY KEY alone.
    .filter(([, { user }]) => database !== 'sqlite' || user !== BigUser)
    .map(([name, setup]): [string, DatabaseName, Setup] => [name, database, setup]),
);

/** A data source whose tables were made by migrations alone. */
async function migrated(database: DatabaseName, { user, tables }: Setup) {
  const { options, drop } = await testDatabase(database);
  const dataSource = await new DataSource({
    ...options,
    entities: [user, ...(user === User ? [Profile] : []), ...Object.values(restAuthEntities(user, tables))],
    migrations: [user === User ? createTables(User, Profile) : createTables(user), ...restAuthMigrations(user, tables)],
    migrationsTransactionMode: 'each',
  }).initialize();
  await dataSource.runMigrations();
  return {
    dataSource,
    entities: restAuthEntities(user, tables),
    close: async () => {
      await dataSource.destroy();
      await drop();
    },
  };
}

type Migrated = Awaited<ReturnType<typeof migrated>>;

async function withMigrated(database: DatabaseName, setup: Setup, act: (migrated: Migrated) => Promise<void>) {
  const made = await migrated(database, setup);
  try {
    await act(made);
  } finally {
    await made.close();
  }
}

/** The statements that would make the tables what the entities say. */
async function differences(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

async function withRunner<Result>(dataSource: DataSource, act: (runner: QueryRunner) => Promise<Result>) {
  const runner = dataSource.createQueryRunner();
  try {
    return await act(runner);
  } finally {
    await runner.release();
  }
}

/** The tables that are there, the host's own and TypeORM's left out. */
async function tableNames(dataSource: DataSource): Promise<string[]> {
  const rows: { name: string }[] = await dataSource.query(tableQuery(dataSource));
  return rows
    .map(({ name }) => name)
    .filter((name) => !/user$|^migrations$|^sqlite_|^app_profile$/.test(name))
    .sort();
}

function tableQuery({ options }: DataSource): string {
  if (options.type === 'postgres')
    return `SELECT tablename AS name FROM pg_tables WHERE schemaname = '${options.schema ?? ''}'`;
  if (options.type === 'mariadb')
    return 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
  return "SELECT name FROM sqlite_master WHERE type = 'table'";
}

/** The columns and indexes of a table, by their names in the database. */
async function describeTable(dataSource: DataSource, name: string) {
  return withRunner(dataSource, async (runner) => {
    const table = await runner.getTable(name);
    return {
      lengths: Object.fromEntries((table?.columns ?? []).map((column) => [column.name, column.length])),
      unique: (table?.indices ?? [])
        .filter(({ isUnique }) => isUnique)
        .map(({ columnNames }) => columnNames.join())
        .sort(),
      plain: (table?.indices ?? [])
        .filter(({ isUnique }) => !isUnique)
        .map(({ columnNames }) => columnNames.join())
        .sort(),
      keys: (table?.foreignKeys ?? []).map(
        ({ columnNames, referencedTableName, referencedColumnNames, onDelete }) =>
          `${columnNames.join()} -> ${referencedTableName.split('.').at(-1) ?? ''}.${referencedColumnNames.join()} ${onDelete ?? ''}`,
      ),
    };
  });
}

function newUser(user: UserClass, username: string): BaseUser {
  const made = Object.assign(new user(), { username, password: '!' });
  return user === NamedUser ? Object.assign(made, { id: `id-of-${username}` }) : made;
}

/** A row of each kind for that user. */
async function addRows({ dataSource, entities }: Migrated, userId: never, mark: string): Promise<void> {
  const at = new Date('2031-01-01T00:00:00.000Z');
  const credential = {
    userId,
    loginId: 'login',
    method: 'password' as const,
    userAgent: null,
    address: null,
    createdAt: at,
    lastUsedAt: at,
    credentialsVersion: '0',
  };
  await dataSource
    .getRepository<ObjectLiteral>(entities.emailAddress)
    .insert({ userId, email: `${mark}@example.com`, emailKey: mark, verified: false, primary: false });
  await dataSource.getRepository(entities.token).insert({ ...credential, id: mark, keyDigest: mark });
  await dataSource.getRepository(entities.session).insert({ ...credential, id: mark, keyDigest: mark });
  await dataSource.getRepository(entities.refreshFamily).insert({ ...credential, id: mark, expiresAt: at });
  await dataSource.getRepository<ObjectLiteral>(entities.socialAccount).insert({
    ...{ userId, provider: 'github', uid: mark, identityDigest: mark },
    ...{ createdAt: at, lastLoginAt: at, sealedTokens: null },
  });
  await dataSource
    .getRepository(entities.passwordReset)
    .insert({ id: mark, tokenDigest: mark, userId, accountState: 's', expiresAt: at });
}

async function countRows({ dataSource, entities }: Migrated): Promise<Record<string, number>> {
  const counts: [string, number][] = [];
  for (const [name, entity] of Object.entries(entities)) {
    counts.push([name, await dataSource.getRepository(entity).count()]);
  }
  return Object.fromEntries(counts);
}

describe('the shipped migrations', () => {
  it.each(CASES)('with %s on %s make what the entities say', async (_, database, setup) => {
    await withMigrated(database, setup, async ({ dataSource }) => {
      expect(await differences(dataSource)).toEqual([]);
    });
  });

  it.each(CASES)('with %s on %s can be undone, and done again', async (_, database, setup) => {
    await withMigrated(database, setup, async ({ dataSource }) => {
      const made = await tableNames(dataSource);
      for (let table = 1; table <= made.length; table += 1) await dataSource.undoLastMigration();
      const left = await tableNames(dataSource);
      await dataSource.runMigrations();
      expect([made.length, left, await tableNames(dataSource)]).toEqual([8, [], made]);
    });
  });

  it.each(CASES)('with %s on %s take a user’s rows with the user, and no other’s', async (_, database, setup) => {
    await withMigrated(database, setup, async (made) => {
      const users = made.dataSource.getRepository(setup.user);
      const alice = await users.save(newUser(setup.user, 'alice'));
      const bob = await users.save(newUser(setup.user, 'bob'));
      await addRows(made, alice.id as never, 'alice');
      await addRows(made, bob.id as never, 'bob');
      const before = await countRows(made);
      await users.delete({ username: 'alice' });
      expect([before, await countRows(made)]).toEqual([
        {
          emailAddress: 2,
          token: 2,
          session: 2,
          refreshFamily: 2,
          socialAccount: 2,
          passwordReset: 2,
          loginFailure: 0,
          outbox: 0,
        },
        {
          emailAddress: 1,
          token: 1,
          session: 1,
          refreshFamily: 1,
          socialAccount: 1,
          passwordReset: 1,
          loginFailure: 0,
          outbox: 0,
        },
      ]);
    });
  });

  it.each(CASES)('with %s on %s refuse rows of nobody', async (_, database, setup) => {
    await withMigrated(database, setup, async (made) => {
      const { user } = setup;
      const nobody = user === UuidUser ? '00000000-0000-4000-8000-000000000000' : user === NamedUser ? 'nobody' : 4711;
      await expect(addRows(made, nobody as never, 'nobody')).rejects.toThrow(/foreign key/i);
    });
  });

  it.each(databases())('name everything as the mapping says on %s', async (database) => {
    const tables: TableMapping = {
      prefix: 'acme_',
      token: { name: 'api_keys', columns: { keyDigest: 'sha', userId: 'owner' } },
    };
    await withMigrated(database, { user: User, tables }, async ({ dataSource }) => {
      expect(await tableNames(dataSource)).toEqual([
        'acme_email_address',
        'acme_login_failure',
        'acme_mail_outbox',
        'acme_password_reset',
        'acme_refresh_family',
        'acme_session',
        'acme_social_account',
        'api_keys',
      ]);
      expect(await describeTable(dataSource, 'api_keys')).toMatchObject({
        unique: ['readable_owner_id', 'sha'],
        plain: ['last_used_at', 'owner'],
        keys: ['owner -> app_user.id CASCADE'],
      });
    });
  });

  it.each(databases())('leave alone what is there already on %s', async (database) => {
    const tables: TableMapping = {
      emailAddress: { layout: 'django' },
      token: { layout: 'django' },
      socialAccount: { layout: 'django' },
      session: { name: 'app_session', existing: true },
    };
    const { options, drop } = await testDatabase(database);
    const dataSource = await new DataSource({
      ...options,
      entities: [User, Profile, ...Object.values(restAuthEntities(User, tables))],
      migrations: [createTables(User, Profile), ...restAuthMigrations(User, tables)],
    }).initialize();
    try {
      await dataSource.runMigrations();
      const made = await tableNames(dataSource);
      for (let table = 1; table <= made.length; table += 1) await dataSource.undoLastMigration();
      expect([made, await tableNames(dataSource)]).toEqual([
        ['rest_auth_login_failure', 'rest_auth_mail_outbox', 'rest_auth_password_reset', 'rest_auth_refresh_family'],
        [],
      ]);
    } finally {
      await dataSource.destroy();
      await drop();
    }
  });

  it('make a table that leaves the layout of Django later, and no other', () => {
    const namesFor = (tables: TableMapping) =>
      restAuthMigrations(User, tables).map((migration) => new migration().name);
    const before = namesFor({ emailAddress: { layout: 'django' }, token: { layout: 'django' } });
    const after = namesFor({ emailAddress: { layout: 'django' } });
    expect(after.filter((name) => !before.includes(name))).toEqual(['rest_auth_token_initial4102444800000']);
  });

  it.each(databases())('hold 320 characters of address, and what else there is, on %s', async (database) => {
    await withMigrated(database, { user: User }, async ({ dataSource }) => {
      const { lengths } = await describeTable(dataSource, 'rest_auth_email_address');
      const user = await describeTable(dataSource, 'app_user');
      const token = await describeTable(dataSource, 'rest_auth_token');
      const social = await describeTable(dataSource, 'rest_auth_social_account');
      expect([
        lengths['email'],
        lengths['email_key'],
        lengths['verified_key'],
        user.lengths['email'],
        user.lengths['email_key'],
        user.lengths['username'],
        user.lengths['username_key'],
        token.lengths['key_digest'],
        token.lengths['user_agent'],
        token.lengths['address'],
        social.lengths['provider'],
        social.lengths['uid'],
        social.lengths['identity_digest'],
      ]).toEqual(['320', '190', '190', '320', '190', '150', '190', '64', '255', '45', '200', '191', '64']);
    });
  });

  it.each(databases())('keep unique what must be unique, and find what is looked up, on %s', async (database) => {
    await withMigrated(database, { user: User }, async ({ dataSource }) => {
      const indexes = [];
      for (const table of await tableNames(dataSource)) {
        const { unique, plain } = await describeTable(dataSource, table);
        indexes.push({ table, unique, plain });
      }
      expect(indexes).toEqual([
        { table: 'rest_auth_email_address', unique: ['user_id,email_key', 'verified_key'], plain: ['email_key'] },
        { table: 'rest_auth_login_failure', unique: [], plain: ['ends_at'] },
        { table: 'rest_auth_mail_outbox', unique: [], plain: ['due_at'] },
        { table: 'rest_auth_password_reset', unique: ['token_digest'], plain: ['expires_at', 'user_id'] },
        { table: 'rest_auth_refresh_family', unique: [], plain: ['expires_at', 'user_id'] },
        { table: 'rest_auth_session', unique: ['key_digest'], plain: ['last_used_at', 'user_id'] },
        { table: 'rest_auth_social_account', unique: ['identity_digest'], plain: ['user_id'] },
        { table: 'rest_auth_token', unique: ['key_digest', 'readable_owner_id'], plain: ['last_used_at', 'user_id'] },
      ]);
    });
  });

  it.each(databases())(
    'let many users have one unproven address, and one user alone a proven one, on %s',
    async (database) => {
      await withMigrated(database, { user: User }, async ({ dataSource, entities }) => {
        const users = dataSource.getRepository<BaseUser>(User);
        const [alice, bob] = [await users.save(newUser(User, 'alice')), await users.save(newUser(User, 'bob'))];
        const addresses = dataSource.getRepository(entities.emailAddress);
        const shared = { email: 'Shared@example.com', emailKey: 'shared@example.com', verified: false, primary: false };
        const proven = { verified: true, verifiedKey: 'shared@example.com' };
        await addresses.insert({ ...shared, userId: alice.id });
        await addresses.insert({ ...shared, userId: bob.id });
        await addresses.update({ userId: alice.id }, proven);
        await expect(addresses.update({ userId: bob.id }, proven)).rejects.toThrow(/unique|duplicate/i);
        await expect(addresses.insert({ ...shared, userId: bob.id })).rejects.toThrow(/unique|duplicate/i);
        expect(await addresses.find({ order: { id: 'ASC' } })).toEqual([
          { ...shared, ...proven, id: 1, userId: 1 },
          { ...shared, id: 2, userId: 2, verifiedKey: null },
        ]);
      });
    },
  );

  it.each(databases())('of two mappings live in one database on %s', async (database) => {
    const { options, drop } = await testDatabase(database);
    const mappings: TableMapping[] = [
      {},
      { prefix: 'staff_' },
      // No prefix of its own, but other names for all.
      {
        emailAddress: { name: 'a' },
        token: { name: 'b' },
        session: { name: 'c' },
        refreshFamily: { name: 'f' },
        socialAccount: { name: 'g' },
        passwordReset: { name: 'd' },
        loginFailure: { name: 'h' },
        outbox: { name: 'e' },
      },
    ];
    const dataSource = await new DataSource({
      ...options,
      entities: [User, Profile, ...mappings.flatMap((tables) => Object.values(restAuthEntities(User, tables)))],
      migrations: [createTables(User, Profile), ...mappings.flatMap((tables) => restAuthMigrations(User, tables))],
    }).initialize();
    try {
      await dataSource.runMigrations();
      expect([(await tableNames(dataSource)).length, await differences(dataSource)]).toEqual([24, []]);
    } finally {
      await dataSource.destroy();
      await drop();
    }
  });

  it('see a table that is not what the entities say', async () => {
    await withMigrated('sqlite', { user: User }, async ({ dataSource }) => {
      await dataSource.query('ALTER TABLE rest_auth_token DROP COLUMN user_agent');
      expect(await differences(dataSource)).not.toEqual([]);
    });
  });
});
