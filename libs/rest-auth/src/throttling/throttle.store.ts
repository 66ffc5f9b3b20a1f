/** What came of a hit. The names, and the seconds, are those of `@nestjs/throttler`. */
export interface ThrottleRecord {
  /** The hits within the window, this one among them; one that is blocked counts for this answer alone. */
  readonly totalHits: number;
  /** Seconds until none of them is left; always above 0. */
  readonly timeToExpire: number;
  /** Whether it is one too many. */
  readonly isBlocked: boolean;
  /** Seconds until the next one is taken; 0 for one that is not blocked. */
  readonly timeToBlockExpire: number;
  /** Names the hit, for `giveBack`; '' for one that is blocked. */
  readonly hit: string;
}

/**
 * Where hits are counted: a sliding log, as DRF's. A hit that is one too many is not counted, so that asking on and on does not lengthen the wait. It is a `ThrottlerStorage`
 * too: a host with a `ThrottlerModule` of its own can hand it the same one. No method ever fails: what cannot be reached must not break a login.
 */
export abstract class ThrottleStore {
  /**
   * Counts a hit unless there are `limit` of them within the last `ttl` milliseconds; in one act, whatever else happens at the same time. With a `limit` of 0 it only tells
   * how many there are. `blockDuration` is there for
   * `@nestjs/throttler` and has no say: a block ends when the oldest hit does.
   */
  abstract increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottleRecord>;

  /** Takes a hit back that `increment` has counted: a login that was right is no failure. One that has expired is no error. */
  abstract giveBack(key: string, throttlerName: string, hit: string): Promise<void>;

  /** Forgets all hits of that key. */
  abstract clear(key: string, throttlerName: string): Promise<void>;
}
