import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { Clock } from '../../index.js';
import { type ModuleTable, tablesOfAll, withRunner } from '../database/module-tables.js';
import { statesOf } from '../database/table-state.js';
import { errorText } from '../error-text.js';
import { CommandFailure, ExitCode, wrongUse } from '../exit-code.js';
import type { DataSource, Instance } from '../host/instance.js';
import { ownVersion } from '../own-package.js';
import type { Terminal } from '../terminal.js';
import { type FileFormat, migrationSource } from './migration-file.js';

export interface WriteOptions {
  readonly directory: string;
  readonly name: string;
  readonly format: FileFormat | undefined;
  /** Also tables that are there already. */
  readonly all: boolean;
}

/** Writes one migration file of the host's own, which makes the tables that are missing by statements for the host's database. */
export async function writeMigration(
  instances: readonly Instance[],
  { directory, name, format, all }: WriteOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (!/^[A-Za-z]\w*$/.test(name))
    throw wrongUse(`--name ${name} is no name of a class: take letters and digits, as in RestAuthTables.`);
  const [first] = instances;
  if (!first || instances.some(({ dataSource }) => dataSource !== first.dataSource)) {
    throw wrongUse(
      `The instances have data sources of their own: choose one by --path (${instances.map(({ path }) => path).join(', ')}).`,
    );
  }
  const folder = resolve(directory);
  assertFree(folder, name);
  const states = await statesOf(tablesOfAll(instances));
  const wanted = [...states]
    .filter(([, state]) => all || state === 'pending' || state === 'lost')
    .map(([table]) => table);
  const tables = wanted.filter(({ migration }) => migration !== null);
  if (tables.length === 0) {
    terminal.print(
      'Nothing was written: every table is there already. --all writes them none the less, for a database that is still empty.',
    );
    return ExitCode.ok;
  }
  const timestamp = first.get(Clock).now().getTime();
  const form = formatFor(folder, format);
  const { up, down } = await statementsFor(first.dataSource, tables);
  const comment = `The tables of nestjs-rest-auth ${ownVersion()} on ${first.dataSource.options.type}. Written by \`nestjs-rest-auth migrations\`; yours from now on.`;
  const source = migrationSource({ className: `${name}${timestamp}`, up, down, comment }, form);
  const file = join(folder, `${timestamp}-${name}.${form === 'ts' ? 'ts' : 'js'}`);
  write(file, source);
  terminal.print(`${relative('.', file)} was written: ${tables.map(({ metadata }) => metadata.tableName).join(', ')}.`);
  terminal.print(
    'It stands in the place of `restAuthMigrations()`: take that out of your data source, if it is there.',
  );
  return ExitCode.ok;
}

/** The statements by which TypeORM makes those tables, and takes them away again; none is executed. */
async function statementsFor(dataSource: DataSource, tables: readonly ModuleTable[]) {
  return withRunner(dataSource, async (runner) => {
    runner.enableSqlMemory();
    try {
      for (const { migration } of tables) await migration?.up(runner);
      const { upQueries, downQueries } = runner.getMemorySql();
      return { up: upQueries.map(({ query }) => query), down: downQueries.map(({ query }) => query).reverse() };
    } finally {
      // Some drivers have one runner for all.
      runner.disableSqlMemory();
    }
  });
}

/** A second file of that name would make the tables twice. */
function assertFree(folder: string, name: string): void {
  if (!existsSync(folder)) return;
  const present = readdirIn(folder).find((file) => /-(\w+)\.[cm]?[jt]s$/.exec(file)?.[1] === name);
  if (present === undefined) return;
  throw new CommandFailure(
    ExitCode.cannotWrite,
    `${join(relative('.', folder), present)} is there already: nothing was written. Take it away, or give the new one another --name.`,
  );
}

function readdirIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

function write(file: string, source: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source, { flag: 'wx' });
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(path: string, error: unknown): CommandFailure {
  return new CommandFailure(ExitCode.cannotWrite, `${relative('.', path)} cannot be written: ${errorText(error)}`);
}

/** TypeScript where the project is; JavaScript in the project's own form of modules. */
function formatFor(folder: string, format: FileFormat | undefined): 'ts' | 'esm' | 'cjs' {
  const project = projectOf(folder);
  const isTypeScript = project !== null && existsSync(join(project, 'tsconfig.json'));
  if ((format ?? (isTypeScript ? 'ts' : 'js')) === 'ts') return 'ts';
  const manifest: unknown = project === null ? {} : JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  return (manifest as { type?: unknown }).type === 'module' ? 'esm' : 'cjs';
}

function projectOf(folder: string): string | null {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : projectOf(parent);
}
