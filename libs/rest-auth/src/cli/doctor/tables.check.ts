import { environment } from '../../environment.js';
import { schemaDifferences } from '../database/schema-differences.js';
import { missingColumns, type ModuleTable, tablesOf } from '../database/module-tables.js';
import { statesOf, type TableState } from '../database/table-state.js';
import type { Instance } from '../host/instance.js';
import type { Finding } from './finding.js';

/** Whether the tables are there, and as this version needs them. */
export async function checkTables(instance: Instance, module: string): Promise<Finding[]> {
  const command = `npx nestjs-rest-auth migrations ${module}`;
  const states = await statesOf(tablesOf(instance));
  const inState = (...wanted: TableState[]) =>
    [...states].filter(([, state]) => wanted.includes(state)).map(([table]) => table);
  return [
    ...synchronizeProblems(instance, command),
    ...missing(inState('pending'), command),
    ...lost(inState('lost'), command),
    ...toBeMadeTwice(instance, inState('present')),
    ...(await different(instance, inState('executed', 'present'))),
    ...(await incomplete(instance, inState('host'))),
    ...hostMissing(inState('host-missing')),
  ];
}

function missing(tables: readonly ModuleTable[], command: string): Finding[] {
  if (tables.length === 0) return [];
  return [
    {
      check: 'tables',
      problem: `${namesOf(tables)} not there: requests that need ${tables.length > 1 ? 'them' : 'it'} fail with 500.`,
      remedy: `Run the migrations (${command} --run), or write them into your project (${command} --write DIR).`,
      details: pathsOf(tables),
    },
  ];
}

function lost(tables: readonly ModuleTable[], command: string): Finding[] {
  if (tables.length === 0) return [];
  return [
    {
      check: 'tables',
      problem: `${namesOf(tables)} gone, although the migration has run: requests that need ${tables.length > 1 ? 'them' : 'it'} fail with 500.`,
      remedy: `Restore the database, or write a migration of your own (${command} --write DIR).`,
      details: pathsOf(tables),
    },
  ];
}

/** Made by `synchronize`, and about to be made again by a migration that the data source lists. */
function toBeMadeTwice({ dataSource }: Instance, tables: readonly ModuleTable[]): Finding[] {
  const listed = new Set(dataSource.migrations.map(({ name }) => name));
  const twice = tables.filter(({ migration }) => migration && listed.has(migration.name));
  if (twice.length === 0) return [];
  return [
    {
      check: 'tables',
      problem: `${namesOf(twice)} there, but the data source lists a migration that would make ${twice.length > 1 ? 'them' : 'it'} and has not run: the next migration:run fails.`,
      remedy:
        'Have TypeORM note it as done, once: `typeorm migration:run --fake` (it notes everything that is pending).',
      details: pathsOf(twice),
    },
  ];
}

async function different({ dataSource }: Instance, tables: readonly ModuleTable[]): Promise<Finding[]> {
  if (tables.length === 0) return [];
  const names = tables.map(({ metadata }) => metadata.tableName);
  const differences = await schemaDifferences(dataSource, names);
  const findings: Finding[] = [];
  for (const { metadata } of tables) {
    const statements = differences.get(metadata.tableName);
    if (!statements) continue;
    const columns = await missingColumns(dataSource, metadata);
    findings.push({
      check: 'tables',
      problem: `The table ${metadata.tableName} is not as this version needs it${
        columns.length > 0
          ? `, without ${columns.join(', ')}: requests that need it fail with 500`
          : ': see --json for what differs'
      }.`,
      remedy: 'Have TypeORM write the difference: `typeorm migration:generate`.',
      details: statements,
    });
  }
  return findings;
}

/** Of a table that the host answers for only the columns count. */
async function incomplete({ dataSource }: Instance, tables: readonly ModuleTable[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, metadata } of tables) {
    const columns = await missingColumns(dataSource, metadata);
    if (columns.length === 0) continue;
    findings.push({
      check: 'tables',
      problem: `The table ${metadata.tableName} has no column ${columns.join(', ')}: requests that need it fail with 500.`,
      remedy: `Add what is missing, or say in \`tables.${name}.columns\` what it is called there.`,
      details: columns,
    });
  }
  return findings;
}

function hostMissing(tables: readonly ModuleTable[]): Finding[] {
  return tables.map(({ name, metadata }) => ({
    check: 'tables',
    problem: `The table ${metadata.tablePath} is not there, although \`tables.${name}\` says so.`,
    remedy: `Correct the name, or leave \`tables.${name}\` out, so that the module’s migrations make a table.`,
    details: [metadata.tablePath],
  }));
}

function synchronizeProblems({ dataSource }: Instance, command: string): Finding[] {
  if (!environment.isProduction || !dataSource.options.synchronize) return [];
  return [
    {
      check: 'database',
      problem:
        '`synchronize` of the data source is true: a change of an entity can drop a column with all that is in it.',
      remedy: `Make it false, and take migrations: ${command} --write DIR.`,
    },
  ];
}

function namesOf(tables: readonly ModuleTable[]): string {
  const paths = pathsOf(tables);
  return tables.length > 1 ? `The tables ${paths.join(', ')} are` : `The table ${paths.join()} is`;
}

function pathsOf(tables: readonly ModuleTable[]): string[] {
  return tables.map(({ metadata }) => metadata.tablePath);
}
