import { UnitOfWork } from '../../kernel/unit-of-work.js';
import { TypeOrmUnitOfWork } from '../../persistence/typeorm/typeorm-unit-of-work.js';
import type { RestAuthInstance } from '../../rest-auth.instance.js';

type DataSource = TypeOrmUnitOfWork['manager']['dataSource'];
type Logger = DataSource['logger'];

/** A statement, and what was given with it. */
export interface WatchedStatement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** The statements that an instance's data source makes, from now until its end. What is kept elsewhere makes none. */
export class StatementWatch implements Logger {
  private readonly made: WatchedStatement[] = [];
  private readonly dataSource: DataSource | null;
  private readonly former: Logger | null;

  constructor(instance: RestAuthInstance) {
    const work = instance.get(UnitOfWork);
    this.dataSource = work instanceof TypeOrmUnitOfWork ? work.manager.dataSource : null;
    this.former = this.dataSource?.logger ?? null;
    if (this.dataSource) this.dataSource.logger = this;
  }

  /** What was made. */
  end(): readonly WatchedStatement[] {
    if (this.dataSource && this.former) this.dataSource.logger = this.former;
    return this.made;
  }

  logQuery(text: string, parameters?: unknown[]): void {
    this.made.push({ text, parameters: parameters ?? [] });
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
