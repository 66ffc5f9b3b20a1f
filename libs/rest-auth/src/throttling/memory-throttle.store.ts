import type { Clock } from '../kernel/clock.js';
import { type ThrottleRecord, ThrottleStore } from './throttle.store.js';

/** As many keys are remembered for each rate; more would let whoever has many addresses fill the memory. */
const MOST_KEYS = 50_000;

interface Hit {
  readonly id: string;
  /** In milliseconds. */
  readonly at: number;
}

interface Hits {
  /** The oldest first; never more than the limit. */
  readonly log: Hit[];
  readonly expiresAt: number;
}

/**
 * In this process' memory: the default. Each rate has a room of its own, so that a flood of one (logins from many addresses) drives out nothing of another (failures of an
 * account). Where a room is full, whoever was longest not seen is forgotten.
 */
export class MemoryThrottleStore extends ThrottleStore {
  private count = 0;
  private readonly rooms = new Map<string, Map<string, Hits>>();

  constructor(
    private readonly clock: Clock,
    private readonly mostKeys: number = MOST_KEYS,
  ) {
    super();
  }

  override async increment(
    key: string,
    ttl: number,
    limit: number,
    _blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottleRecord> {
    const now = this.clock.now().getTime();
    const room = this.room(throttlerName);
    // What is further ahead than a window was counted while the clock was wrong: nobody waits until it is there again.
    const log = (room.get(key)?.log ?? []).filter(({ at }) => Math.abs(at - now) < ttl);
    const isBlocked = log.length >= limit;
    const leaving = log[log.length - limit]?.at ?? now;
    const id = String((this.count += 1));
    if (!isBlocked) log.push({ id, at: now });
    const expiresAt = (log.at(-1)?.at ?? now) + ttl;
    // Whoever was only looked for takes up no room.
    if (log.length > 0) this.keep(room, key, { log, expiresAt }, now);
    return {
      totalHits: log.length + (isBlocked ? 1 : 0),
      timeToExpire: seconds(expiresAt - now, ttl),
      isBlocked,
      timeToBlockExpire: isBlocked ? seconds(leaving + ttl - now, ttl) : 0,
      hit: isBlocked ? '' : id,
    };
  }

  override async giveBack(key: string, throttlerName: string, hit: string): Promise<void> {
    const room = this.room(throttlerName);
    const log = room.get(key)?.log ?? [];
    const index = log.findIndex(({ id }) => id === hit);
    if (index < 0) return;
    log.splice(index, 1);
    if (log.length === 0) room.delete(key);
  }

  override async clear(key: string, throttlerName: string): Promise<void> {
    this.room(throttlerName).delete(key);
  }

  private room(throttlerName: string): Map<string, Hits> {
    const room = this.rooms.get(throttlerName) ?? new Map<string, Hits>();
    this.rooms.set(throttlerName, room);
    return room;
  }

  /** A Map tells its keys in the order in which they were set: the first ones were longest not seen. */
  private keep(room: Map<string, Hits>, key: string, hits: Hits, now: number): void {
    room.delete(key);
    room.set(key, hits);
    // Two for each one that comes: what has expired is gone before long, with no timer.
    for (const [oldest, { expiresAt }] of [...first(room, 2)]) {
      if (expiresAt <= now || room.size > this.mostKeys) room.delete(oldest);
    }
  }
}

function* first<Entry>(entries: Iterable<Entry>, count: number): Generator<Entry> {
  for (const entry of entries) {
    if (count === 0) return;
    count -= 1;
    yield entry;
  }
}

/** Whole seconds, at least one; and no longer than the window, should the clock have been set back. */
function seconds(milliseconds: number, ttl: number): number {
  return Math.max(1, Math.ceil(Math.min(milliseconds, ttl) / 1000));
}
