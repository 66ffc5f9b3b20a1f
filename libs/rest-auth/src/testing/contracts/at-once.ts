import assert from 'node:assert/strict';

import { UniqueViolation } from '../../kernel/unit-of-work.js';

/** How many callers take part in a race. */
export const CALLERS = 10;

/** What so many callers were answered who called at the same moment. One that failed fails all. */
export function atOnce<Result>(call: (caller: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
}

/** Asks the same of all, and that one of them alone succeeds, the others being told of a `UniqueViolation`. Answers what it was given. */
export async function oneSucceeds<Result>(call: (caller: number) => Promise<Result>): Promise<Result | undefined> {
  const results = await Promise.allSettled(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
  const winners = results.filter((result) => result.status === 'fulfilled');
  for (const result of results) {
    if (result.status === 'rejected') assertUniqueViolation(result.reason);
  }
  assert.equal(winners.length, 1, `${String(winners.length)} of ${String(CALLERS)} callers succeeded`);
  return winners[0]?.value;
}

/** Asks that a write is refused as taken, by the error that callers know. */
export async function isTaken(write: () => Promise<unknown>): Promise<void> {
  await assert.rejects(write, (error) => {
    assertUniqueViolation(error);
    return true;
  });
}

function assertUniqueViolation(error: unknown): void {
  assert.ok(error instanceof UniqueViolation, `a UniqueViolation was to be thrown, and not ${String(error)}`);
}
