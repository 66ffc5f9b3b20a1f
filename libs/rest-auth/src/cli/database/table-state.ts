import type { DataSource } from '../host/instance.js';
import { type ModuleTable, type QueryRunner, withRunner } from './module-tables.js';

/**
 * What has become of a table: `executed` (made by the module's migration), `pending` (to be made by it), `present` (there, and made by something else: a migration
 * of the host's, `synchronize`), `lost` (its migration was executed, and it is gone). A table that the host says is there is `host`, or `host-missing`.
 */
export type TableState = 'executed' | 'pending' | 'present' | 'lost' | 'host' | 'host-missing';

/** Looks at each table. */
export async function statesOf(tables: readonly ModuleTable[]): Promise<Map<ModuleTable, TableState>> {
  const states = new Map<ModuleTable, TableState>();
  for (const dataSource of new Set(tables.map((table) => table.dataSource))) {
    await withRunner(dataSource, async (runner) => {
      const executed = await executedMigrations(dataSource, runner);
      for (const table of tables) {
        if (table.dataSource !== dataSource) continue;
        const isThere = await runner.hasTable(table.metadata.tablePath);
        states.set(table, stateOf(table, isThere, executed));
      }
    });
  }
  return states;
}

function stateOf({ migration }: ModuleTable, isThere: boolean, executed: ReadonlySet<string>): TableState {
  if (!migration) return isThere ? 'host' : 'host-missing';
  if (executed.has(migration.name)) return isThere ? 'executed' : 'lost';
  return isThere ? 'present' : 'pending';
}

/** The names in TypeORM's own table of migrations. */
async function executedMigrations({ options, driver, manager }: DataSource, runner: QueryRunner): Promise<Set<string>> {
  const name = options.migrationsTableName ?? 'migrations';
  const path = driver.buildTableName(name, 'schema' in options ? options.schema : undefined, driver.database);
  if (!(await runner.hasTable(path))) return new Set();
  const rows = await manager.createQueryBuilder(runner).select().from(path, name).getRawMany<{ name: string }>();
  return new Set(rows.map((row) => row.name));
}
