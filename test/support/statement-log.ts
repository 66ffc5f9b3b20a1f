import type { DataSource, Logger } from 'typeorm';

import type { DatabaseName } from './test-database.js';

/** Keeps the statements that a data source makes, from now until its end. */
export class StatementLog implements Logger {
  private readonly statements: string[] = [];
  private readonly former: Logger;

  constructor(private readonly dataSource: DataSource) {
    this.former = dataSource.logger;
    dataSource.logger = this;
  }

  /** What was made. */
  end(): string[] {
    this.dataSource.logger = this.former;
    return this.statements;
  }

  logQuery(statement: string): void {
    this.statements.push(statement);
  }

  logQueryError(): void {
    // Whoever made the statement hears of it.
  }

  logQuerySlow(): void {
    // Nothing to keep.
  }

  logSchemaBuild(): void {
    // Nothing to keep.
  }

  logMigration(): void {
    // Nothing to keep.
  }

  log(): void {
    // Nothing to keep.
  }
}

/** The outbox is emptied after the answer, by itself: what that costs is counted on its own. */
export const isOutboxAtWork = (statement: string) =>
  statement.includes('mail_outbox') && !statement.startsWith('INSERT');

/** TypeORM reads a row's generated columns after its insert, where the database does not return them with it. */
const isReadOfInserted = (statement: string, index: number, all: readonly string[]) => {
  const [, table] = /^INSERT INTO (["`]\w+["`])/.exec(all[index - 1] ?? '') ?? [];
  return table !== undefined && statement.startsWith('SELECT') && statement.includes(`FROM ${table}`);
};

const isTransaction = (statement: string) => /^(?:START|BEGIN|COMMIT|ROLLBACK)/.test(statement);

/**
 * What an act has cost, the same on every database. On SQLite every write takes its turn in a transaction of the module's own, so that those which were meant
 * (`transactions`) cannot be told from the others.
 */
export function countStatements(statements: readonly string[], database: DatabaseName, transactions: number) {
  const made = statements.filter((statement) => !isOutboxAtWork(statement));
  const counted = made.filter(
    (...entry) => !(isTransaction(entry[0]) || (database !== 'postgres' && isReadOfInserted(...entry))),
  );
  const begun = database === 'sqlite' ? transactions : made.filter((statement) => statement.startsWith('START')).length;
  return { statements: counted.length, transactions: begun, made };
}
