/** So many in so long. */
export interface Limit {
  readonly limit: number;
  readonly seconds: number;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const RATE = /^(\d{1,9})\/(\d{0,9})(s|sec|second|m|min|minute|h|hour|d|day)$/;

/** No window is longer: moments must stay within what a date can be. */
const LONGEST_SECONDS = 366 * 86_400;

/** What `30/min` or `5/5min` says; null when it says nothing. */
export function parseRate(rate: unknown): Limit | null {
  const match = typeof rate === 'string' ? RATE.exec(rate) : null;
  if (!match) return null;
  const [, limit, count, unit = ''] = match;
  const seconds = (count === '' ? 1 : Number(count)) * (SECONDS[unit.charAt(0)] ?? 0);
  return Number(limit) > 0 && seconds > 0 && seconds <= LONGEST_SECONDS ? { limit: Number(limit), seconds } : null;
}
