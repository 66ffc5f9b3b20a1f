import type { Repository } from 'typeorm';

/** The row of that number; null for what is no number that such a column can hold, which would be an error of the database's. */
export async function findByCounter<Row extends { id: number }>(
  rows: Repository<Row>,
  id: number | string,
): Promise<Row | null> {
  const key = Number(id);
  // The text may come out of a key that anybody can write.
  if (!Number.isSafeInteger(key) || Math.abs(key) > 0x7fffffff) return null;
  return rows.createQueryBuilder('row').where('row.id = :key', { key }).getOne();
}
