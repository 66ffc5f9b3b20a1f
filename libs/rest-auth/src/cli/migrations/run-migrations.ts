import { type Migration, type ModuleTable, tablesOfAll, userTable, withRunner } from '../database/module-tables.js';
import { statesOf } from '../database/table-state.js';
import { errorText } from '../error-text.js';
import { CommandFailure, ExitCode } from '../exit-code.js';
import type { DataSource, Instance } from '../host/instance.js';
import { withProgress } from '../progress.js';
import type { Terminal } from '../terminal.js';

/** Runs what is pending of the module's own migrations, each in a transaction of its own, and none of the host's. */
export async function runMigrations(instances: readonly Instance[], terminal: Terminal): Promise<ExitCode> {
  for (const instance of instances) await assertUsersAreThere(instance);
  const states = await statesOf(tablesOfAll(instances));
  const pending = [...states].filter(([, state]) => state === 'pending').map(([table]) => table);
  const executed: string[] = [];
  try {
    await withProgress(terminal, 'Migrating', pending, async (table) => {
      executed.push(...(await runOne(table)));
    });
  } finally {
    for (const name of executed) terminal.print(`executed  ${name}`);
  }
  terminal.print(
    executed.length === 0 ? 'Nothing is pending.' : `${executed.length} of ${pending.length} migrations were executed.`,
  );
  return ExitCode.ok;
}

async function runOne({ dataSource, migration }: ModuleTable): Promise<string[]> {
  if (!migration) return [];
  try {
    const done = await withMigrations(dataSource, [migration]).runMigrations({ transaction: 'each' });
    return done.map(({ name }) => name);
  } catch (error) {
    throw new CommandFailure(
      ExitCode.failed,
      `The migration ${migration.name} failed: ${errorText(error)}\nThose before it are done; this one and those after it are not.`,
      { cause: error },
    );
  }
}

/** The same data source with those migrations alone: TypeORM has no other way to run some and not all. */
function withMigrations(dataSource: DataSource, migrations: readonly Migration[]): DataSource {
  return Object.create(dataSource, { migrations: { value: migrations } }) as DataSource;
}

/** Our tables refer to it. */
async function assertUsersAreThere(instance: Instance): Promise<void> {
  const { name, tablePath } = userTable(instance);
  if (await withRunner(instance.dataSource, (runner) => runner.hasTable(tablePath))) return;
  throw new CommandFailure(
    ExitCode.failed,
    `The table of ${name}, ${tablePath}, is not there, and the module’s tables refer to it: run your own migrations first.`,
  );
}
