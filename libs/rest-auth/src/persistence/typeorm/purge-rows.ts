import type { Type } from '@nestjs/common';
import type { ObjectLiteral } from 'typeorm';

import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/**
 * Takes away at most `limit` rows that match, and answers how many. In two statements, because MySQL knows no limit inside of IN: what has expired stays
 * so, and may be gone by the second.
 */
export async function purgeRows<Row extends { id: string }>(
  work: TypeOrmUnitOfWork,
  entity: Type<Row>,
  expired: ObjectLiteral,
  limit: number,
): Promise<number> {
  const rows = await work.manager
    .createQueryBuilder(entity, 'row')
    .select('row.id')
    .where(expired)
    .limit(limit)
    .getMany();
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  await work.write((manager) => manager.delete(entity, ids));
  return ids.length;
}
