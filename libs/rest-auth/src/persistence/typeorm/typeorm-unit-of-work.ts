import { AsyncLocalStorage } from 'node:async_hooks';

import { Injectable, Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';

import { errorName } from '../../kernel/log-text.js';
import { UniqueViolation, UnitOfWork } from '../../kernel/unit-of-work.js';
import { SqliteTransactions } from './sqlite-transactions.js';
import { isDeadlock, isUniqueViolation } from './driver-errors.js';

interface Transaction {
  readonly manager: EntityManager;
  readonly effects: (() => void | Promise<void>)[];
}

/** How often a transaction is tried that the database has ended because it and another waited for each other. */
const ATTEMPTS = 3;

/** Units of work as TypeORM transactions. A host's own strategy injects it and writes through `manager` to take part. */
@Injectable()
export class TypeOrmUnitOfWork extends UnitOfWork {
  private readonly logger = new Logger('RestAuth');
  private readonly open = new AsyncLocalStorage<Transaction>();

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  /** The manager of the transaction that is open, or the data source's own. */
  get manager(): EntityManager {
    return this.open.getStore()?.manager ?? this.dataSource.manager;
  }

  override async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.open.getStore()) return work();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (attempt === ATTEMPTS || !isDeadlock(error)) throw error;
      }
    }
  }

  private async attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    const effects: Transaction['effects'] = [];
    const inTransaction = (manager: EntityManager) => this.open.run({ manager, effects }, work);
    const sqlite = SqliteTransactions.of(this.dataSource);
    let result: Result;
    try {
      result = await (sqlite ? sqlite.run(inTransaction) : this.dataSource.transaction(inTransaction));
    } catch (error) {
      throw isUniqueViolation(error) ? new UniqueViolation() : error;
    }
    for (const effect of effects) this.perform(effect);
    return result;
  }

  override afterCommit(effect: () => void | Promise<void>): void {
    const transaction = this.open.getStore();
    if (transaction) transaction.effects.push(effect);
    else this.perform(effect);
  }

  /** One write, on its own or in the transaction that is open. For stores: every write of theirs goes through here. */
  async write<Result>(write: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const isAlone = !this.open.getStore();
    if (isAlone && SqliteTransactions.of(this.dataSource)) return this.run(() => this.write(write));
    try {
      return await write(this.manager);
    } catch (error) {
      throw isUniqueViolation(error) ? new UniqueViolation() : error;
    }
  }

  private perform(effect: () => void | Promise<void>): void {
    // Whatever it does must not believe itself in the transaction that has ended.
    this.open.exit(() => {
      Promise.resolve()
        .then(effect)
        .catch((error: unknown) => {
          this.logger.error(`Something to be done after a commit failed: ${errorName(error)}`);
        });
    });
  }
}
