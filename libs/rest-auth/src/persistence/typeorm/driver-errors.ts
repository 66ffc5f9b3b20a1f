import { QueryFailedError } from 'typeorm';

/** Whether a statement was refused by a unique index: SQLSTATE 23505, MySQL's 1062, SQLite's own codes. */
export function isUniqueViolation(error: unknown): boolean {
  return ['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'].includes(codeOf(error));
}

/** Whether two transactions have waited for each other, and this one was ended for it: it may be tried again from its start. */
export function isDeadlock(error: unknown): boolean {
  return ['40001', '40P01', 'ER_LOCK_DEADLOCK'].includes(codeOf(error));
}

/** Whether a text has characters that its column's charset lacks: MySQL's 1267 where it is compared, and 1366 where it is written. */
export function isOutsideCharset(error: unknown): boolean {
  return ['ER_CANT_AGGREGATE_2COLLATIONS', 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof QueryFailedError ? String(Reflect.get(error.driverError, 'code')) : '';
}
