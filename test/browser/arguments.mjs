import { parseArgs } from 'node:util';

/** Credential cookies, CSRF, rotation and proven addresses: nothing else asks more of a client. */
const MOST_DEMANDING = 'hardened-jwt-cookie';

/**
 * `--all`: every instance, on both adapters. `--instance ID` and `--adapter NAME`: that one instead. `--only PATTERN`: the flows whose names match.
 * `--screenshots DIR`: where pictures of the pages are put; none without it.
 */
export function readArguments() {
  const { values } = parseArgs({
    options: {
      all: { type: 'boolean', default: false },
      instance: { type: 'string', default: MOST_DEMANDING },
      adapter: { type: 'string', default: 'express' },
      only: { type: 'string', default: '' },
      screenshots: { type: 'string' },
    },
  });
  return values;
}
