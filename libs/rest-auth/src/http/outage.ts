/**
 * Whether an error says that the database (or whatever lies behind a port) cannot be reached, is overloaded or has no memory left,
 * so that the caller should come back later. Drivers tell it by a code, TypeORM wraps theirs in `driverError`.
 */
export function isOutage(error: unknown): boolean {
  for (let current: unknown = error, depth = 0; isObject(current) && depth < 4; depth += 1) {
    if (typeof current['code'] === 'string' && OUTAGE.test(current['code'])) return true;
    if (typeof current['message'] === 'string' && OUTAGE_TEXT.test(current['message'])) return true;
    current = current['driverError'] ?? current['cause'];
  }
  return false;
}

// Node's network errors; SQLSTATE classes 08 (connection), 53 (resources), 57P (operator intervention), 55P03 and 40 (locks, to
// be tried again); MySQL's and SQLite's names; what Node says of threads and native code.
const OUTAGE =
  /^(?:ECONN\w+|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08\w{3}|53\w{3}|57P\w{2}|57014|55P03|40\w{3}|PROTOCOL_\w+|POOL_\w+|ER_CON_COUNT_ERROR|ER_LOCK_\w+|ER_SERVER_SHUTDOWN|SQLITE_BUSY\w*|ENOMEM|ERR_WORKER_\w+|ERR_DLOPEN_FAILED)$/;
// The last is argon2's.
const OUTAGE_TEXT =
  /Connection terminated|timeout exceeded when trying to connect|Pool is closed|Cannot use a pool after|Client has encountered a connection error|Query read timeout|^Memory allocation error/i;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
