import type { Type } from '@nestjs/common';
import { type DataSource, type EntityMetadata, QueryFailedError, type QueryRunner } from 'typeorm';

import { digest } from '../../kernel/secrets.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** Which row of a table. */
export interface RowKey<Row extends object> {
  readonly entity: Type<Row>;
  readonly id: unknown;
}

interface Part {
  readonly columns: EntityMetadata['columns'];
}

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly parts: readonly Part[];
}

/** What of `pg` is used. */
interface Client {
  query(config: { name?: string; text: string; values: unknown[]; rowMode: 'array' }): Promise<{ rows: unknown[][] }>;
}

/**
 * What PostgreSQL says where a connection does not have what was prepared on it, or the table has changed since: a pooler that hands connections on after each transaction (PgBouncer), or a migration. Without a name a
 * statement is right everywhere.
 */
const NAME_IS_NO_GOOD = new Set(['26000', '42P05', '0A000']);

/**
 * Rows by their keys, on PostgreSQL by prepared statements. TypeORM writes the text of a statement anew each time, the database plans it anew, and both take longer than finding the row; here that is done
 * once for each connection. What TypeORM does to rows besides (relations, listeners, subscribers, inheritance) is left to it, and so is whatever stands in a transaction.
 */
export class PreparedRows {
  private readonly statements = new Map<string, Statement | null>();
  private isNamed = true;

  constructor(private readonly work: TypeOrmUnitOfWork) {}

  /** The row, and the other table's in the same statement, each null where there is none; null in their place where only TypeORM can look. */
  async find<Row extends object, Other extends object>(
    key: RowKey<Row>,
    other?: RowKey<Other>,
  ): Promise<{ row: Row | null; other: Other | null } | null> {
    const { manager } = this.work;
    // A host's subscriber, whenever it came, wants to hear of every row.
    const isLeft = manager.queryRunner !== undefined || manager.dataSource.subscribers.length > 0;
    const statement = isLeft ? null : this.statement(manager.dataSource, key.entity, other?.entity);
    if (!statement) return null;
    const found = await this.run(manager.dataSource, statement, other ? [key.id, other.id] : [key.id]);
    const [first, second] = statement.parts;
    const values = found ?? [];
    return {
      row: first ? this.hydrate(key.entity, first, values) : null,
      other: second && other ? this.hydrate(other.entity, second, values.slice(first?.columns.length)) : null,
    };
  }

  private hydrate<Row extends object>(entity: Type<Row>, { columns }: Part, values: readonly unknown[]): Row | null {
    const isThere = columns.some((column, index) => column.isPrimary && (values[index] ?? null) !== null);
    if (!isThere) return null;
    const { manager } = this.work;
    const row = manager.create(entity);
    columns.forEach((column, index) => {
      column.setEntityValue(row, manager.dataSource.driver.prepareHydratedValue(values[index], column));
    });
    return row;
  }

  private async run(dataSource: DataSource, statement: Statement, values: unknown[]): Promise<unknown[] | undefined> {
    const runner = dataSource.createQueryRunner(dataSource.defaultReplicationModeForReads());
    try {
      const client: unknown = await runner.connect();
      if (!isClient(client)) throw new TypeError('A connection of `pg` is expected.');
      return (await this.ask(client, runner, statement, values)).rows[0];
    } finally {
      await runner.release();
    }
  }

  private async ask(client: Client, runner: QueryRunner, { name, text }: Statement, values: unknown[]) {
    const { logger } = runner.dataSource;
    // Others may find out meanwhile that names are no good; this one was sent with or without one.
    const { isNamed } = this;
    const ask = (more: { name?: string }) => {
      logger.logQuery(text, values, runner);
      return client.query({ ...more, text, values, rowMode: 'array' });
    };
    try {
      return await ask(isNamed ? { name } : {}).catch((error: unknown) => {
        if (!isNamed || !NAME_IS_NO_GOOD.has(codeOf(error))) throw error;
        this.isNamed = false;
        return ask({});
      });
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      logger.logQueryError(failure, text, values, runner);
      throw new QueryFailedError(text, values, failure);
    }
  }

  private statement(dataSource: DataSource, entity: Type, other: Type | undefined): Statement | null {
    const metadata = [entity, ...(other ? [other] : [])].map((each) => dataSource.getMetadata(each));
    const id = metadata.map(({ tablePath }) => tablePath).join(' ');
    const known = this.statements.get(id);
    if (known !== undefined) return known;
    const made = canPrepare(dataSource, metadata) ? write(dataSource, metadata) : null;
    this.statements.set(id, made);
    return made;
  }
}

/** Whether a statement of ours and TypeORM's would come to the same. */
function canPrepare({ options, driver }: DataSource, all: readonly EntityMetadata[]): boolean {
  return (
    options.type === 'postgres' &&
    !options.entitySkipConstructor &&
    // TypeORM's own clock tells which statements are slow.
    options.maxQueryExecutionTime === undefined &&
    all.every(
      (metadata) =>
        metadata.tableType === 'regular' &&
        metadata.primaryColumns.length === 1 &&
        metadata.primaryColumns.every(
          ({ propertyName, isSelect, isVirtual }) => propertyName === 'id' && isSelect && !isVirtual,
        ) &&
        metadata.deleteDateColumn === undefined &&
        metadata.columns.every(
          ({ isVirtualProperty, type }) =>
            !isVirtualProperty && !driver.spatialTypes.some((spatial) => spatial === type),
        ) &&
        [
          metadata.eagerRelations,
          metadata.lazyRelations,
          metadata.embeddeds,
          metadata.relationIds,
          metadata.afterLoadListeners,
          metadata.childEntityMetadatas,
        ].every((none) => none.length === 0),
    )
  );
}

function write({ driver }: DataSource, all: readonly EntityMetadata[]): Statement {
  const parts = all.map((metadata, index) => ({
    alias: `t${index}`,
    columns: metadata.columns.filter(({ isSelect, isVirtual }) => isSelect && !isVirtual),
    path: metadata.tablePath
      .split('.')
      .map((name) => driver.escape(name))
      .join('.'),
    key: `t${index}.${driver.escape(metadata.primaryColumns[0]?.databaseName ?? '')} = $${index + 1}`,
  }));
  const columns = parts.flatMap(({ alias, columns: own }) =>
    own.map(({ databaseName }) => `${alias}.${driver.escape(databaseName)}`),
  );
  const [first, ...joined] = parts;
  const text = [
    `SELECT ${columns.join(', ')} FROM ${first?.path ?? ''} t0`,
    ...joined.map(({ path, alias, key }) => `LEFT JOIN ${path} ${alias} ON ${key}`),
    `WHERE ${first?.key ?? ''}`,
  ].join(' ');
  return { name: `rest_auth_${digest(text).slice(0, 16)}`, text, parts };
}

function isClient(connection: unknown): connection is Client {
  return typeof connection === 'object' && connection !== null && 'query' in connection;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
