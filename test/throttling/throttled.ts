import type { RestAuthOptions } from 'nestjs-rest-auth';

import { PASSWORD } from '../support/accounts.js';
import { Client, type Reply } from '../support/client.js';
import { httpAdapter } from '../support/http-adapter.mjs';
import { QuickHasher } from '../support/quick-hasher.js';
import { startApplication, type TestApplication, type TestOptions } from '../support/test-application.js';

export const ALICE = { username: 'alice', password: PASSWORD };
export const WRONG = { username: 'alice', password: 'wrong' };
export const REFUSED = [400, { non_field_errors: ['Unable to log in with provided credentials.'] }];

/** How many hashes were looked at since it was last set to 0. */
export const hashing = { count: 0 };

class CountingHasher extends QuickHasher {
  override verify(password: string, stored: string | null): Promise<boolean> {
    hashing.count += 1;
    return super.verify(password, stored);
  }
}

/** An application that limits, behind a proxy on this machine. */
export async function startThrottled(
  options: Partial<RestAuthOptions> = {},
  more: Omit<TestOptions, 'options'> = {},
): Promise<TestApplication> {
  const ports = { passwordHasher: CountingHasher, ...options.ports };
  const adapter = await httpAdapter({ trustProxy: 'loopback' });
  return startApplication({ adapter, ...more, options: { throttling: {}, ...options, ports } });
}

/** Somebody at another address: what the proxy says. */
export function from(application: { url: string }, address: string): Client {
  return new Client(application, { 'X-Forwarded-For': address });
}

/** What a request that is one too many is told. */
export function throttled(seconds: number): [number, unknown] {
  const unit = seconds === 1 ? 'second' : 'seconds';
  return [429, { detail: `Request was throttled. Expected available in ${String(seconds)} ${unit}.` }];
}

/** Asks so often, and answers the statuses, each with how often it came in a row. */
export async function statuses(times: number, ask: (index: number) => Promise<Reply>): Promise<[number, number][]> {
  const runs: [number, number][] = [];
  for (let index = 0; index < times; index += 1) {
    const { status } = await ask(index);
    const last = runs.at(-1);
    if (last?.[0] === status) last[1] += 1;
    else runs.push([status, 1]);
  }
  return runs;
}
