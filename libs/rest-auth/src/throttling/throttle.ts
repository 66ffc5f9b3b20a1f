import { Injectable } from '@nestjs/common';

import type { UserId } from '../accounts/users/auth-user.js';
import { type Refusal, throttled } from '../kernel/errors.js';
import { KeyRing } from '../kernel/secrets.js';
import { type RateName, RestAuthSettings } from '../rest-auth.settings.js';
import { type Limit, parseRate } from './rate.js';
import { ThrottleStore } from './throttle.store.js';

/** A rate of the options, or the one that dj-rest-auth's views share. */
export type LimitName = RateName | 'sharedRate';

/** A hit that was counted, or one too many. */
export interface Counted {
  /** How many there are within the window, this one among them. */
  readonly hits: number;
  /** Seconds until there is room again; 0 for one that was counted. */
  readonly waitSeconds: number;
  /** Takes it back. */
  giveBack(): Promise<void>;
}

/** Where owners are remembered: apart from all counts, so that no flood of those drives them out. */
const OWNERS = 'owners';
/** More resets than that within the window are not remembered. */
const MOST_NOTES = 10;

/** Where nothing is limited. */
const FREE: Counted = { hits: 0, waitSeconds: 0, giveBack: () => Promise.resolve() };

/** Counts what the rates limit. Whom it counts for is kept as a keyed digest: neither names nor addresses stand in a store. */
@Injectable()
export class Throttle {
  private readonly limits: ReadonlyMap<string, Limit>;

  constructor(
    settings: RestAuthSettings,
    private readonly store: ThrottleStore,
    private readonly keys: KeyRing,
  ) {
    const { rates, sharedRate } = settings.throttling || { rates: {}, sharedRate: null };
    this.limits = new Map(
      Object.entries({ ...rates, sharedRate }).flatMap(([name, rate]) => {
        const limit = parseRate(rate);
        return limit ? [[name, limit] as const] : [];
      }),
    );
  }

  /** Whether any rate is set. */
  get limitsAnything(): boolean {
    return this.limits.size > 0;
  }

  /** The limit of that name, or null for none. */
  limit(name: LimitName): Limit | null {
    return this.limits.get(name) ?? null;
  }

  /** What stands for a subject (an address, an account) in a store. */
  key(subject: string): string {
    return this.keys.sign('throttling', subject);
  }

  /** Counts a hit, or tells how long to wait. */
  async count(name: LimitName, subject: string): Promise<Counted> {
    const limit = this.limit(name);
    if (!limit) return FREE;
    const key = this.key(subject);
    const milliseconds = limit.seconds * 1000;
    const record = await this.store.increment(key, milliseconds, limit.limit, milliseconds, name);
    return {
      hits: record.totalHits,
      waitSeconds: record.timeToBlockExpire,
      giveBack: async () => {
        if (!record.isBlocked) await this.store.giveBack(key, name, record.hit);
      },
    };
  }

  /** Counts a hit; throws the refusal of one too many. `userId` is whoever is logged in. */
  async take(name: LimitName, subject: string, userId: UserId | null = null): Promise<void> {
    const { waitSeconds } = await this.count(name, subject);
    if (waitSeconds > 0) throw this.refusal(name, waitSeconds, userId);
  }

  /** Forgets what was counted for a subject. */
  async forget(name: LimitName, subject: string): Promise<void> {
    if (this.limit(name)) await this.store.clear(this.key(subject), name);
  }

  /** Remembers where an account's owner has been seen, for as long as failures of the account are. */
  async noteOwner(subject: string): Promise<void> {
    await this.lookForOwner(subject, MOST_NOTES);
  }

  /** Whether its owner has been seen there. */
  async isOwner(subject: string): Promise<boolean> {
    return (await this.lookForOwner(subject, 0)) > 1;
  }

  /** A hit is the note; with a limit of 0 it is a look, and counts nothing. */
  private async lookForOwner(subject: string, limit: number): Promise<number> {
    const milliseconds = (this.limit('loginFailuresByAccount')?.seconds ?? 0) * 1000;
    if (milliseconds === 0) return 0;
    const { totalHits } = await this.store.increment(this.key(subject), milliseconds, limit, milliseconds, OWNERS);
    return totalHits;
  }

  /** The 429. */
  refusal(name: LimitName, seconds: number, userId: UserId | null = null): Refusal {
    return throttled(seconds, { rate: name, ...(userId !== null && { userId }) });
  }
}
