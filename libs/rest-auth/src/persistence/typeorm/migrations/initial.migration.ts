import type { Type } from '@nestjs/common';
import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

import type { AuthUser } from '../../../accounts/users/auth-user.js';
import { type TableMapping, type TableName, Tables } from '../table-mapping.js';

/**
 * TypeORM orders migrations by the number at the end of their names, a moment. Ours is the year 2100's: our tables refer to the host's users, so that whatever the host has
 * written by now comes first.
 */
const TIMESTAMP = 4102444800000;

const ALL: readonly TableName[] = [
  'emailAddress',
  'token',
  'session',
  'refreshFamily',
  'socialAccount',
  'passwordReset',
  'loginFailure',
  'outbox',
];

/**
 * One for each of the module's own tables that is not there already, under the names of `mapping`; the user table is the host's, and is only referred to.
 * Each bears its table's name: a table whose mapping changes later (from Django's layout to ours, say) leaves the others alone.
 */
export function initialMigrations(user: Type<AuthUser>, mapping: TableMapping): Type<MigrationInterface>[] {
  const tables = new Tables(mapping);
  return ALL.filter((table) => tables.isMigrated(table)).map(
    (table) =>
      class implements MigrationInterface {
        readonly name = `${tables.name(table)}_initial${TIMESTAMP}`;

        async up(runner: QueryRunner): Promise<void> {
          await runner.createTable(define(table, tables, runner, user));
        }

        async down(runner: QueryRunner): Promise<void> {
          await runner.dropTable(tables.name(table));
        }
      },
  );
}

type Columns = Readonly<Record<string, Omit<TableColumnOptions, 'name'>>>;

interface Definition {
  readonly columns: Columns;
  readonly indexes: readonly { columns: readonly string[]; unique: boolean }[];
}

function define(name: TableName, tables: Tables, runner: QueryRunner, user: Type<AuthUser>): Table {
  const { tablePath, primaryColumns } = runner.dataSource.getMetadata(user);
  const [key] = primaryColumns;
  if (!key) throw new TypeError(`${user.name} has no primary key.`);
  const { driver, namingStrategy, options } = runner.dataSource;
  const userKey = { type: driver.normalizeType(key), ...(key.length !== '' && { length: key.length }) };
  const { columns, indexes } = definitions(userKey)[name];
  const column = (property: string) => tables.column(name, property);
  const table = tables.name(name);
  // TypeORM names indexes and foreign keys after the whole path; by other names it would find them missing, and make them again.
  const path = driver.buildTableName(table, 'schema' in options ? options.schema : undefined);
  const userReference = 'userId' in columns ? [column('userId')] : [];
  return new Table({
    name: table,
    columns: Object.entries(columns).map(([property, options]) => ({
      ...options,
      name: column(property),
      type: driver.normalizeType({ type: options.type as never, length: options.length ?? '' }),
    })),
    indices: indexes.map(({ columns: properties, unique }) => {
      const columnNames = properties.map(column);
      return { name: namingStrategy.indexName(path, columnNames), columnNames, isUnique: unique };
    }),
    foreignKeys: userReference.map((columnName) => ({
      name: namingStrategy.foreignKeyName(path, [columnName], tablePath, [key.databaseName]),
      columnNames: [columnName],
      referencedTableName: tablePath,
      referencedColumnNames: [key.databaseName],
      onDelete: 'CASCADE',
      // Said out loud: MariaDB takes silence for RESTRICT, which TypeORM would then want changed.
      onUpdate: 'NO ACTION',
    })),
  });
}

function definitions(userKey: Omit<TableColumnOptions, 'name'>): Readonly<Record<TableName, Definition>> {
  const id = { type: 'varchar', length: '36', isPrimary: true };
  const counter = { type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' } as const;
  const digest = { type: 'varchar', length: '64' };
  const moment = { type: 'bigint' };
  const credential: Columns = {
    id,
    keyDigest: digest,
    userId: userKey,
    loginId: { type: 'varchar', length: '36' },
    method: { type: 'varchar', length: '20' },
    userAgent: { type: 'varchar', length: '255', isNullable: true },
    address: { type: 'varchar', length: '45', isNullable: true },
    createdAt: moment,
    lastUsedAt: moment,
    credentialsVersion: { type: 'varchar', length: '20' },
  };
  const index = (...columns: string[]) => ({ columns, unique: false });
  const unique = (...columns: string[]) => ({ columns, unique: true });
  return {
    emailAddress: {
      columns: {
        id: counter,
        userId: userKey,
        email: { type: 'varchar', length: '320' },
        emailKey: { type: 'varchar', length: '190' },
        verified: { type: 'boolean' },
        primary: { type: 'boolean' },
        verifiedKey: { type: 'varchar', length: '190', isNullable: true },
      },
      indexes: [unique('userId', 'emailKey'), index('emailKey'), unique('verifiedKey')],
    },
    token: {
      columns: {
        ...credential,
        readableKey: { type: 'varchar', length: '64', isNullable: true },
        readableOwnerId: { ...userKey, isNullable: true },
      },
      indexes: [unique('keyDigest'), index('userId'), unique('readableOwnerId'), index('lastUsedAt')],
    },
    session: { columns: credential, indexes: [unique('keyDigest'), index('userId'), index('lastUsedAt')] },
    refreshFamily: {
      columns: {
        id,
        userId: userKey,
        loginId: { type: 'varchar', length: '36' },
        method: { type: 'varchar', length: '20' },
        userAgent: { type: 'varchar', length: '255', isNullable: true },
        address: { type: 'varchar', length: '45', isNullable: true },
        currentDigest: { ...digest, isNullable: true },
        formerDigest: { ...digest, isNullable: true },
        rotatedAt: { ...moment, isNullable: true },
        createdAt: moment,
        lastUsedAt: moment,
        expiresAt: moment,
        endedAt: { ...moment, isNullable: true },
        credentialsVersion: { type: 'varchar', length: '20' },
      },
      indexes: [index('userId'), index('expiresAt')],
    },
    socialAccount: {
      columns: {
        id: counter,
        userId: userKey,
        provider: { type: 'varchar', length: '200' },
        uid: { type: 'varchar', length: '191' },
        identityDigest: digest,
        createdAt: moment,
        lastLoginAt: moment,
        sealedTokens: { type: 'text', isNullable: true },
      },
      indexes: [unique('identityDigest'), index('userId')],
    },
    passwordReset: {
      columns: {
        id,
        tokenDigest: digest,
        userId: { ...userKey, isNullable: true },
        accountState: { type: 'varchar', length: '64' },
        expiresAt: moment,
      },
      indexes: [unique('tokenDigest'), index('userId'), index('expiresAt')],
    },
    loginFailure: {
      columns: { id: { ...digest, isPrimary: true }, failures: { type: 'integer' }, endsAt: moment },
      indexes: [index('endsAt')],
    },
    outbox: {
      columns: {
        id: counter,
        sealed: { type: 'text', isNullable: true },
        createdAt: moment,
        attempts: { type: 'integer', default: 0 },
        dueAt: moment,
      },
      indexes: [index('dueAt')],
    },
  };
}
