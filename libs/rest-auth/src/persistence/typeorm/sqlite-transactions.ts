import { AsyncLocalStorage } from 'node:async_hooks';

import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

import { unavailable } from '../../kernel/errors.js';

/** How long a unit of work waits for a transaction of the host's to end. */
const PATIENCE_MILLISECONDS = 10_000;

const gates = new WeakMap<DataSource, SqliteTransactions>();

/**
 * SQLite through TypeORM is one connection, and a statement that is made while somebody's transaction is open becomes part of it, and is lost with it. So our
 * units of work and the host's transactions take turns: ours wait until no transaction is open, and one of the host's that is started
 * meanwhile begins when ours has ended. The host's plain writes are the host's affair (see docs/databases.md).
 */
export class SqliteTransactions {
  private readonly inside = new AsyncLocalStorage<true>();
  private readonly runner: QueryRunner;
  private queue: Promise<unknown> = Promise.resolve();
  private ours: Promise<unknown> | null = null;
  private ended: (() => void)[] = [];

  private constructor(private readonly dataSource: DataSource) {
    this.runner = dataSource.createQueryRunner();
    this.takeTurnsWithTheHost();
  }

  /** The one for that data source: two modules on one connection take turns too. Null where connections are pooled. */
  static of(dataSource: DataSource): SqliteTransactions | null {
    if (!/sqlite|sqljs|expo|capacitor|cordova|nativescript|react-native/.test(dataSource.options.type)) return null;
    const gate = gates.get(dataSource) ?? new SqliteTransactions(dataSource);
    gates.set(dataSource, gate);
    return gate;
  }

  /** Runs `work` in a transaction of its own, after those that came before. */
  run<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const turn = this.queue.then(async () => {
      await this.hostsEnd();
      // From the look to the start of the transaction nothing is awaited: nobody slips in between.
      const transaction = this.inside.run(true, () => this.dataSource.transaction(work));
      this.ours = transaction.catch(() => undefined);
      try {
        return await transaction;
      } finally {
        this.ours = null;
      }
    });
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async hostsEnd(): Promise<void> {
    while (this.runner.isTransactionActive) {
      let timer: NodeJS.Timeout | undefined;
      const ended = new Promise<void>((resolve) => this.ended.push(resolve));
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(unavailable(1));
        }, PATIENCE_MILLISECONDS);
      });
      await Promise.race([ended, late]).finally(() => {
        clearTimeout(timer);
      });
    }
  }

  /** The runner is one object for all of the connection, and ours to listen to. */
  private takeTurnsWithTheHost(): void {
    const { runner } = this;
    const start = runner.startTransaction.bind(runner);
    const commit = runner.commitTransaction.bind(runner);
    const rollback = runner.rollbackTransaction.bind(runner);
    runner.startTransaction = async (isolation) => {
      while (this.ours && !this.inside.getStore()) await this.ours;
      await start(isolation);
    };
    runner.commitTransaction = async () => {
      await commit();
      this.tellEnd();
    };
    runner.rollbackTransaction = async () => {
      try {
        await rollback();
      } finally {
        this.tellEnd();
      }
    };
  }

  private tellEnd(): void {
    if (this.runner.isTransactionActive) return;
    for (const resolve of this.ended.splice(0)) resolve();
  }
}
