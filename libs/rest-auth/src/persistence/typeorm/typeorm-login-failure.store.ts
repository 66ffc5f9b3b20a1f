import type { Type } from '@nestjs/common';
import { In, LessThanOrEqual, MoreThan } from 'typeorm';

import { UniqueViolation } from '../../kernel/unit-of-work.js';
import { LoginFailureStore } from '../../throttling/login-failure.store.js';
import { purgeRows } from './purge-rows.js';
import type { LoginFailureRow } from './rows.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** A count that ends later than so many windows from now was begun while a clock was ahead, or the window longer. It is over: no account stays full for years. */
const WINDOWS = 2;

/** How often somebody else may make, or take away, the row between two looks. */
const ATTEMPTS = 5;

/** Failures in a table of the module's: a row for each account that somebody has failed to log in to. */
export class TypeOrmLoginFailureStore extends LoginFailureStore {
  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<LoginFailureRow>,
  ) {
    super();
  }

  override async take(key: string, limit: number, now: Date, endsAt: Date): Promise<Date | null> {
    for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
      if (await this.isCounted(key, limit, now, endsAt)) return null;
      const row = await this.work.manager.getRepository(this.entity).findOneBy({ id: key });
      if (row && row.endsAt > now && row.endsAt <= farthest(now, endsAt) && row.failures >= limit) return row.endsAt;
      if (!row && (await this.isMade(key, endsAt))) return null;
    }
    // So many count at this very moment that one more guess will not do.
    return endsAt;
  }

  override async giveBack(key: string): Promise<void> {
    await this.work.write((manager) =>
      manager.getRepository(this.entity).decrement({ id: key, failures: MoreThan(0) }, 'failures', 1),
    );
  }

  override async clear(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.work.write((manager) => manager.getRepository(this.entity).delete({ id: In([...keys]) }));
  }

  override purge(expiredAt: Date, limit: number): Promise<number> {
    return purgeRows(this.work, this.entity, { endsAt: LessThanOrEqual(expiredAt) }, limit);
  }

  /** In one statement, so that of two that find the last place one gets it. */
  private async isCounted(key: string, limit: number, now: Date, endsAt: Date): Promise<boolean> {
    const { affected } = await this.work.write((manager) => {
      const update = manager.createQueryBuilder().update(this.entity);
      const column = (property: keyof LoginFailureRow) =>
        manager.dataSource.driver.escape(
          manager.dataSource.getMetadata(this.entity).findColumnWithPropertyName(property)?.databaseName ?? property,
        );
      const isOver = `(${column('endsAt')} <= :now OR ${column('endsAt')} > :farthest)`;
      return update
        .set({
          // MySQL writes one after the other: the count is written while the moment is still the old one.
          failures: () => `CASE WHEN ${isOver} THEN 1 ELSE ${column('failures')} + 1 END`,
          endsAt: () => `CASE WHEN ${isOver} THEN :endsAt ELSE ${column('endsAt')} END`,
        })
        .where(`${column('id')} = :key AND (${isOver} OR ${column('failures')} < :limit)`)
        .setParameters({
          ...{ key, limit, now: now.getTime(), endsAt: endsAt.getTime() },
          farthest: farthest(now, endsAt).getTime(),
        })
        .execute();
    });
    return affected === 1;
  }

  private async isMade(key: string, endsAt: Date): Promise<boolean> {
    try {
      await this.work.write((manager) => manager.getRepository(this.entity).insert({ id: key, failures: 1, endsAt }));
      return true;
    } catch (error) {
      // Somebody was faster.
      if (error instanceof UniqueViolation) return false;
      throw error;
    }
  }
}

function farthest(now: Date, endsAt: Date): Date {
  return new Date(now.getTime() + WINDOWS * (endsAt.getTime() - now.getTime()));
}
