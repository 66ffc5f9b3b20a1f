import { kindOf } from './kernel/option-values.js';
import { unknownOptions } from './kernel/unknown-options.js';
import { RATE_DEFAULTS } from './rest-auth.defaults.js';
import { parseRate } from './throttling/rate.js';

/** What is wrong with `throttling` as it was given. */
export function throttlingProblems(throttling: unknown): string[] {
  if (throttling === undefined || throttling === false) return [];
  if (!isObject(throttling)) {
    return [`\`throttling\` is ${kindOf(throttling)}: give it an object, or false for no limits at all.`];
  }
  const { rates, sharedRate, redis } = throttling;
  return [
    ...unknownOptions(throttling, ['rates', 'sharedRate', 'redis'], 'throttling.'),
    ...ratesProblems(rates),
    ...(sharedRate === undefined || sharedRate === null ? [] : rateProblems('sharedRate', sharedRate, 'null')),
    ...(redis === undefined || redis === null ? [] : redisProblems(redis)),
  ];
}

function ratesProblems(rates: unknown): string[] {
  if (rates === undefined || rates === false) return [];
  if (!isObject(rates)) return [`\`throttling.rates\` is ${kindOf(rates)}: give it an object, or false for none.`];
  return [
    ...unknownOptions(rates, Object.keys(RATE_DEFAULTS), 'throttling.rates.'),
    ...Object.entries(rates)
      .filter(([name, rate]) => name in RATE_DEFAULTS && rate !== undefined && rate !== false)
      .flatMap(([name, rate]) => rateProblems(`rates.${name}`, rate, 'false')),
  ];
}

function rateProblems(name: string, rate: unknown, none: string): string[] {
  if (parseRate(rate)) return [];
  const given = typeof rate === 'string' ? `"${rate}"` : kindOf(rate);
  return [
    `\`throttling.${name}\` is ${given}: use so many in so long, as in "30/min" or "5/5min" (s, m, h or d, also as sec, min, hour, day; a year at most), or ${none} for none.`,
  ];
}

function redisProblems(redis: unknown): string[] {
  if (!isObject(redis)) return [`\`throttling.redis\` is ${kindOf(redis)}: give it \`{ client }\`, or null for none.`];
  const { client, prefix, timeoutMilliseconds } = redis;
  const problems = unknownOptions(redis, ['client', 'prefix', 'timeoutMilliseconds'], 'throttling.redis.');
  if (!isObject(client) || typeof client['eval'] !== 'function') {
    problems.push('`throttling.redis.client` has no `eval`: give it a client of `ioredis`.');
  }
  if (prefix !== undefined && typeof prefix !== 'string') {
    problems.push(`\`throttling.redis.prefix\` is ${kindOf(prefix)}: give it a text.`);
  }
  const isTime = typeof timeoutMilliseconds === 'number' && timeoutMilliseconds >= 1 && timeoutMilliseconds <= 10_000;
  if (timeoutMilliseconds !== undefined && !isTime) {
    const given = typeof timeoutMilliseconds === 'number' ? timeoutMilliseconds : kindOf(timeoutMilliseconds);
    problems.push(`\`throttling.redis.timeoutMilliseconds\` is ${given}: use a number from 1 to 10000.`);
  }
  return problems;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
