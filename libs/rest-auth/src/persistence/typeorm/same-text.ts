import type { DataSource } from 'typeorm';

import { isOutsideCharset } from './driver-errors.js';

/**
 * The condition that a column of a table without key columns holds `:folded` in any letter case, or `:typed` exactly. For tables that are not ours.
 *
 * MariaDB and MySQL compare by collation: as a rule it overlooks letter case (one called `…_bin` or `…_cs` does not) and can use the index, but it takes é for e too, which would be another user. The
 * second look, at the bytes, is for that. The others compare exactly; an index on `LOWER(column)` is the host's to make.
 */
export function hasSameText({ options }: DataSource, column: string): string {
  if (options.type !== 'mysql' && options.type !== 'mariadb') {
    return `(LOWER(${column}) = :folded OR ${column} = :typed)`;
  }
  const bytes = (text: string) => `CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`;
  return (
    `((${column} = :folded AND ${bytes(`LOWER( ${column} )`)} = ${bytes(':folded')}) OR ` +
    `(${column} = :typed AND ${bytes(column)} = ${bytes(':typed')}))`
  );
}

/** The rows that `find` finds by such a condition: none for a text that no column of that charset can hold (utf8mb3, latin1), which would be an error of MySQL's. */
export async function rowsWithSameText<Row>(find: () => Promise<Row[]>): Promise<Row[]> {
  try {
    return await find();
  } catch (error) {
    if (isOutsideCharset(error)) return [];
    throw error;
  }
}
