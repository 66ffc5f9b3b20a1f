import { restAuthEntities, restAuthMigrations } from '../../index.js';
import type { DataSource, Instance } from '../host/instance.js';

export type QueryRunner = ReturnType<DataSource['createQueryRunner']>;
export type EntityMetadata = ReturnType<DataSource['getMetadata']>;
export type Migration = InstanceType<ReturnType<typeof restAuthMigrations>[number]> & { readonly name: string };
export type ModuleTableName = keyof ReturnType<typeof restAuthEntities>;

/** One of the module's tables, under the name that the host has given it. */
export interface ModuleTable {
  readonly name: ModuleTableName;
  readonly dataSource: DataSource;
  readonly metadata: EntityMetadata;
  /** The module's own migration; null for a table that the host says is there: Django's, or `existing`. */
  readonly migration: Migration | null;
}

/** The seven tables of an instance. */
export function tablesOf({ structure, dataSource }: Instance): ModuleTable[] {
  const { user, tables } = structure;
  const migrations = restAuthMigrations(user, tables).map((type) => new type() as Migration);
  return Object.entries(restAuthEntities(user, tables)).map(([name, entity]) => {
    const metadata = dataSource.getMetadata(entity);
    const isOf = ({ name: migration }: Migration) => migration.startsWith(`${metadata.tableNameWithoutPrefix}_initial`);
    return { name: name as ModuleTableName, dataSource, metadata, migration: migrations.find(isOf) ?? null };
  });
}

/** The tables of several instances; two that share a table have it once. */
export function tablesOfAll(instances: readonly Instance[]): ModuleTable[] {
  const tables: ModuleTable[] = [];
  for (const table of instances.flatMap(tablesOf)) {
    const isSame = ({ dataSource, metadata }: ModuleTable) =>
      dataSource === table.dataSource && metadata.tablePath === table.metadata.tablePath;
    if (!tables.some(isSame)) tables.push(table);
  }
  return tables;
}

/** The host's table of users. */
export function userTable({ structure, dataSource }: Instance): EntityMetadata {
  return dataSource.getMetadata(structure.user);
}

/** Does something over one connection, and gives it back. */
export async function withRunner<Result>(
  dataSource: DataSource,
  act: (runner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  try {
    return await act(runner);
  } finally {
    await runner.release();
  }
}

/** The columns of an entity that its table lacks; all of them where there is no table. */
export async function missingColumns(dataSource: DataSource, metadata: EntityMetadata): Promise<string[]> {
  const table = await withRunner(dataSource, (runner) => runner.getTable(metadata.tablePath));
  const present = new Set((table?.columns ?? []).map(({ name }) => name));
  return metadata.columns.map(({ databaseName }) => databaseName).filter((name) => !present.has(name));
}
