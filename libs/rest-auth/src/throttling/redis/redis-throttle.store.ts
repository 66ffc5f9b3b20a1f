import type { Clock } from '../../kernel/clock.js';
import { randomHex } from '../../kernel/secrets.js';
import type { RedisClient, RedisThrottling } from '../../rest-auth.settings.js';
import { MemoryThrottleStore } from '../memory-throttle.store.js';
import { type ThrottleRecord, ThrottleStore } from '../throttle.store.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { CLEAR, GIVE_BACK, INCREMENT } from './scripts.js';

/** Long enough for a network, and short enough that nobody notices the one time that it is waited for in vain. */
const TIMEOUT_MILLISECONDS = 50;

/** Marks a hit that was counted in this process. */
const HERE = 'here:';

/**
 * In Redis, for several processes. Where it does not answer in time, or with an error, this process counts by itself until it does. It holds nothing but counts: one that is
 * flushed forgets who has to wait, and nothing else.
 */
export class RedisThrottleStore extends ThrottleStore {
  private readonly client: RedisClient;
  private readonly prefix: string;
  private readonly here: MemoryThrottleStore;
  private readonly breaker: CircuitBreaker;

  constructor(
    { client, prefix = 'rest-auth:', timeoutMilliseconds = TIMEOUT_MILLISECONDS }: RedisThrottling,
    private readonly clock: Clock,
  ) {
    super();
    this.client = client;
    this.prefix = prefix;
    this.here = new MemoryThrottleStore(clock);
    this.breaker = new CircuitBreaker(clock, timeoutMilliseconds);
  }

  override increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottleRecord> {
    const now = this.clock.now().getTime();
    // Two hits of one millisecond are two.
    const hit = `${now}-${randomHex(8)}`;
    return this.breaker.run(
      async () => recordOf(await this.run(INCREMENT, key, throttlerName, now, ttl, limit, hit), ttl, hit),
      async () => {
        const record = await this.here.increment(key, ttl, limit, blockDuration, throttlerName);
        return { ...record, hit: record.isBlocked ? '' : HERE + record.hit };
      },
    );
  }

  override async giveBack(key: string, throttlerName: string, hit: string): Promise<void> {
    if (hit.startsWith(HERE)) await this.here.giveBack(key, throttlerName, hit.slice(HERE.length));
    else await this.tell(GIVE_BACK, key, throttlerName, hit);
  }

  override async clear(key: string, throttlerName: string): Promise<void> {
    await this.here.clear(key, throttlerName);
    await this.tell(CLEAR, key, throttlerName);
  }

  /** What cannot be told now expires by itself. */
  private async tell(script: string, key: string, throttlerName: string, ...given: string[]): Promise<void> {
    await this.breaker.run(
      async () => {
        await this.run(script, key, throttlerName, ...given);
      },
      () => Promise.resolve(),
    );
  }

  private run(script: string, key: string, throttlerName: string, ...given: (string | number)[]): Promise<unknown> {
    return this.client.eval(script, 1, `${this.prefix}${throttlerName}:${key}`, ...given);
  }
}

function recordOf(answer: unknown, ttl: number, hit: string): ThrottleRecord {
  const [totalHits, blocked, leaves, expires] = Array.isArray(answer) ? answer.map(Number) : [];
  if (!totalHits || leaves === undefined || expires === undefined || Number.isNaN(leaves + expires)) {
    throw new Error('an answer that is none');
  }
  const isBlocked = blocked === 1;
  // No longer than the window, should a clock have been set back.
  const seconds = (milliseconds: number) => Math.max(1, Math.ceil(Math.min(milliseconds, ttl) / 1000));
  return {
    totalHits,
    timeToExpire: seconds(expires),
    isBlocked,
    timeToBlockExpire: isBlocked ? seconds(leaves) : 0,
    hit: isBlocked ? '' : hit,
  };
}
