import type { Type } from '@nestjs/common';
import type { ObjectLiteral } from 'typeorm';

import type { SocialAccountRemoval } from '../../accounts/social-accounts/social-account.store.js';
import type { UserId } from '../../accounts/users/auth-user.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** What a counter's key looks like: its column holds no other, and the database answers some others with an error. */
function isCounterKey(id: number | string): boolean {
  const key = Number(id);
  return Number.isInteger(key) && Math.abs(key) <= 0x7fffffff && String(key) === String(id);
}

/**
 * Removes a row of the user's, after what belongs to it (`removeParts`); where one of some providers' must stay, all of the user's rows are locked first, in the order of their keys: who
 * removes another one at the same moment waits, and then sees what is left.
 */
export function removeRow<Row extends { id: number; userId: UserId; provider: string }>(
  work: TypeOrmUnitOfWork,
  entity: Type<Row>,
  userId: UserId,
  id: number | string,
  keepOneOf: readonly string[],
  removeParts: (key: number) => Promise<unknown> = () => Promise.resolve(),
): Promise<SocialAccountRemoval> {
  return work.run(async () => {
    if (!isCounterKey(id)) return 'not_found';
    if (keepOneOf.length > 0) {
      const rows = work.manager
        .createQueryBuilder(entity, 'row')
        .where('row.userId = :userId', { userId })
        .orderBy('row.id');
      // SQLite has no row locks, and needs none: its transactions take turns.
      const isSqlite = work.manager.dataSource.options.type === 'better-sqlite3';
      const all = await (isSqlite ? rows : rows.setLock('pessimistic_write')).getMany();
      const [only, ...others] = all.filter(({ provider }) => keepOneOf.includes(provider));
      if (others.length === 0 && only && String(only.id) === String(id)) return 'is_last';
    }
    await removeParts(Number(id));
    const { affected } = await work.write((manager) =>
      manager.getRepository<ObjectLiteral>(entity).delete({ id: Number(id), userId }),
    );
    return affected === 1 ? 'removed' : 'not_found';
  });
}
