import type { CommandContext } from '../command-context.js';
import { type ModuleTable, tablesOf } from '../database/module-tables.js';
import { statesOf, type TableState } from '../database/table-state.js';
import { ExitCode, wrongUse } from '../exit-code.js';
import { withHost } from '../host/host.js';
import { type Instance, instancesAt } from '../host/instance.js';
import { DEFAULT_NAME, type FileFormat } from './migration-file.js';
import { runMigrations } from './run-migrations.js';
import { writeMigration } from './write-migration.js';

export interface MigrationsOptions {
  readonly path?: string;
  readonly run?: boolean;
  readonly write?: string;
  readonly name?: string;
  readonly format?: FileFormat;
  readonly all?: boolean;
}

/** `migrations MODULE`: lists the migrations of the module's tables, runs those that are pending, or writes them into a file of the host's. */
export async function migrations(context: CommandContext, options: MigrationsOptions): Promise<ExitCode> {
  const { terminal, reference } = context;
  const { run = false, write, all = false, name, format } = options;
  if (run && write !== undefined) throw wrongUse('--run and --write are two ways: take one of them.');
  if (write === undefined && (all || name !== undefined || format !== undefined)) {
    throw wrongUse('--name, --format and --all say what --write DIR writes: give it too.');
  }
  return withHost(reference, context, async (host) => {
    const instances = instancesAt(host.instances, options.path);
    if (run) return runMigrations(instances, terminal);
    if (write !== undefined) {
      return writeMigration(instances, { directory: write, name: name ?? DEFAULT_NAME, format, all }, terminal);
    }
    for (const instance of instances) terminal.print(await listing(instance));
    return ExitCode.ok;
  });
}

async function listing(instance: Instance): Promise<string> {
  const states = await statesOf(tablesOf(instance));
  const lines = [...states].map(([table, state]) => `  ${lineOf(table, state)}`);
  const pending = [...states.values()].filter((state) => state === 'pending').length;
  return [`${instance.path}/ on ${instance.dataSource.options.type}: ${pending} pending`, ...lines].join('\n');
}

function lineOf({ name, metadata, migration }: ModuleTable, state: TableState): string {
  const label = LABELS[state].padEnd(9);
  return migration
    ? `${label} ${migration.name}${NOTES[state] ?? ''}`
    : `${label} ${metadata.tablePath} (as \`tables.${name}\` says)`;
}

const LABELS: Readonly<Record<TableState, string>> = {
  executed: 'executed',
  pending: 'pending',
  present: 'present',
  lost: 'lost',
  host: 'yours',
  'host-missing': 'missing',
};

const NOTES: Partial<Record<TableState, string>> = {
  present: ' (the table is there, made by something else)',
  lost: ' (executed, but the table is gone)',
};
