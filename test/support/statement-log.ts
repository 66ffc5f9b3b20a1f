import type { DataSource, Logger } from 'typeorm';

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
