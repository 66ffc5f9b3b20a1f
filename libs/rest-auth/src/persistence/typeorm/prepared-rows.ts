import type { Type } from '@nestjs/common';
import { type DataSource, type EntityMetadata, QueryFailedError } from 'typeorm';

import { digest } from '../../kernel/secrets.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** Which row of a table. */
export interface RowKey<Row extends object> {
  readonly entity: Type<Row>;
  readonly id: unknown;
}

type Columns = EntityMetadata['columns'];

interface Statement {
  readonly name: string;
  readonly text: string;
  /** By table: those that are read, or those that the parameters are for. */
  readonly columns: readonly Columns[];
}

/** What of `pg` is used. */
interface Pool {
  query(config: { name: string | undefined; text: string; values: unknown[]; rowMode: 'array' }): Promise<Result>;
}

interface Result {
  readonly rows: unknown[][];
  readonly rowCount: number | null;
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
    const entities = other ? [key.entity, other.entity] : [key.entity];
    const statement = this.statement('look-up', entities, selectOf);
    if (!statement) return null;
    const { rows } = await this.ask(statement, other ? [key.id, other.id] : [key.id]);
    const [values = []] = rows;
    const [first = [], second = []] = statement.columns;
    return {
      row: this.hydrate(key.entity, first, values),
      other: other ? this.hydrate(other.entity, second, values.slice(first.length)) : null,
    };
  }

  /**
   * Writes those values into the row, where each property of `held` is null or what is given of it: whether it was so, of many at once for one. Null where only TypeORM can
   * write them. An act of that name always writes and asks the same properties.
   */
  async change<Row extends object>(
    act: string,
    { entity, id }: RowKey<Row>,
    values: Partial<Row>,
    held: Partial<Row>,
  ): Promise<boolean | null> {
    const statement = this.statement(act, [entity], ([metadata]) =>
      metadata && isPlainlyWritten(metadata) ? updateOf(metadata, Object.keys(values), Object.keys(held)) : null,
    );
    if (!statement) return null;
    const { driver } = this.work.manager.dataSource;
    const given = [id, ...Object.values(values), ...Object.values(held)];
    const [columns = []] = statement.columns;
    const parameters = columns.map((column, index) => driver.preparePersistentValue(given[index], column) as unknown);
    return (await this.ask(statement, parameters)).rowCount === 1;
  }

  private hydrate<Row extends object>(entity: Type<Row>, columns: Columns, values: readonly unknown[]): Row | null {
    const isThere = columns.some((column, index) => column.isPrimary && (values[index] ?? null) !== null);
    if (!isThere) return null;
    const { manager } = this.work;
    const { driver } = manager.dataSource;
    const row = manager.create(entity);
    columns.forEach((column, index) => {
      column.setEntityValue(row, driver.prepareHydratedValue(values[index], column));
    });
    return row;
  }

  private async ask({ name, text }: Statement, values: unknown[]): Promise<Result> {
    const { dataSource } = this.work.manager;
    const { logger } = dataSource;
    const pool = poolOf(dataSource);
    if (!isPool(pool)) throw new TypeError('A pool of `pg` is expected.');
    // Others may find out meanwhile that names are no good; this one was sent with or without one.
    const { isNamed } = this;
    const ask = (by: string | undefined) => {
      logger.logQuery(text, values);
      return pool.query({ name: by, text, values, rowMode: 'array' });
    };
    try {
      return await ask(isNamed ? name : undefined).catch((error: unknown) => {
        if (!isNamed || !NAME_IS_NO_GOOD.has(codeOf(error))) throw error;
        this.isNamed = false;
        return ask(undefined);
      });
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      logger.logQueryError(failure, text, values);
      throw new QueryFailedError(text, values, failure);
    }
  }

  /** The statement of that act on the tables of those entities, made once; null where it is TypeORM's affair. */
  private statement(act: string, entities: readonly Type[], draft: Draft): Statement | null {
    const { dataSource, queryRunner } = this.work.manager;
    // A host's subscriber, whenever it came, wants to hear of every row.
    if (queryRunner !== undefined || dataSource.subscribers.length > 0) return null;
    const id = `${act} ${entities.map((entity) => dataSource.getMetadata(entity).tablePath).join()}`;
    const known = this.statements.get(id);
    if (known !== undefined) return known;
    const all = entities.map((entity) => dataSource.getMetadata(entity));
    const drafted = isPool(poolOf(dataSource)) && canPrepare(dataSource, all) ? draft(all) : null;
    const made = drafted && { ...drafted, name: `rest_auth_${digest(drafted.text).slice(0, 16)}` };
    this.statements.set(id, made);
    return made;
  }
}

/** A statement before it has its name. */
type Draft = (all: readonly EntityMetadata[]) => Omit<Statement, 'name'> | null;

/** Whether a statement of ours and TypeORM's would come to the same. */
function canPrepare({ options, driver }: DataSource, all: readonly EntityMetadata[]): boolean {
  return (
    options.type === 'postgres' &&
    // TypeORM chooses among the servers.
    !driver.isReplicated &&
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

/** Whether an update of ours and TypeORM's would come to the same. */
function isPlainlyWritten(metadata: EntityMetadata): boolean {
  const { updateDateColumn, versionColumn, beforeUpdateListeners, afterUpdateListeners } = metadata;
  return !updateDateColumn && !versionColumn && [...beforeUpdateListeners, ...afterUpdateListeners].length === 0;
}

function selectOf(all: readonly EntityMetadata[]): Omit<Statement, 'name'> {
  const tables = all.map((metadata, index) => ({
    columns: metadata.columns.filter(({ isSelect, isVirtual }) => isSelect && !isVirtual),
    name: `${tableOf(metadata)} t${index}`,
    key: metadata.primaryColumns.map((column) => `t${index}.${nameOf(column)} = $${index + 1}`).join(),
  }));
  const read = tables.flatMap(({ columns }, index) => columns.map((column) => `t${index}.${nameOf(column)}`));
  const [first, ...joined] = tables;
  const text = [
    `SELECT ${read.join(', ')} FROM ${first?.name ?? ''}`,
    ...joined.map(({ name, key }) => `LEFT JOIN ${name} ON ${key}`),
    `WHERE ${first?.key ?? ''}`,
  ].join(' ');
  return { text, columns: tables.map(({ columns }) => columns) };
}

function updateOf(metadata: EntityMetadata, written: readonly string[], held: readonly string[]) {
  const columns = ['id', ...written, ...held].flatMap((name) => metadata.findColumnWithPropertyName(name) ?? []);
  const [key = '', ...rest] = columns.map((column, index) => `${nameOf(column)} = $${index + 1}`);
  const conditions = columns.slice(1 + written.length).map((column) => `${nameOf(column)} IS NULL`);
  const text = [
    `UPDATE ${tableOf(metadata)} SET ${rest.slice(0, written.length).join(', ')} WHERE ${key}`,
    ...conditions.map((isNull, index) => `(${isNull} OR ${rest[written.length + index] ?? ''})`),
  ].join(' AND ');
  return { text, columns: [columns] };
}

function tableOf({ tablePath, dataSource: { driver } }: EntityMetadata): string {
  return tablePath
    .split('.')
    .map((name) => driver.escape(name))
    .join('.');
}

function nameOf({ databaseName, entityMetadata: { dataSource } }: Columns[number]): string {
  return dataSource.driver.escape(databaseName);
}

function poolOf({ driver }: DataSource): unknown {
  return Reflect.get(driver, 'master');
}

function isPool(master: unknown): master is Pool {
  return typeof master === 'object' && master !== null && 'query' in master;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
