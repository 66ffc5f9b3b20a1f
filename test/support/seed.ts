import { randomInt } from 'node:crypto';
import { basename } from 'node:path';

/**
 * The seed of a spec's generated cases: `TEST_SEED`, else another one in each run. It is printed, so that a run can be had again:
 * `TEST_SEED=123 npm test -- test/hostile/usernames`.
 */
export function testSeed(url: string): number {
  const given = process.env['TEST_SEED'];
  const seed = given === undefined ? randomInt(2 ** 31) : Number(given);
  if (!Number.isSafeInteger(seed)) throw new TypeError('TEST_SEED is a whole number.');
  process.stdout.write(`${basename(new URL(url).pathname)}: TEST_SEED=${seed}\n`);
  return seed;
}

/** How many cases are generated: as many as a merge can wait for, and ten times as many with `TEST_THOROUGH` (`npm run verify:full`). */
export function runs(count: number): number {
  return process.env['TEST_THOROUGH'] ? count * 10 : count;
}
