/** A mail that waits; what it says is sealed. */
export interface OutboxEntry {
  readonly id: number;
  /** The sealed mail; null for an entry that stands for no mail. */
  readonly sealed: string | null;
  readonly createdAt: Date;
  readonly attempts: number;
}

/** Where mails wait until they are sent; written in the transaction of what they tell. */
export abstract class OutboxStore {
  /** Puts a sealed mail in; null for an entry that costs the same and is no mail. */
  abstract add(sealed: string | null, createdAt: Date): Promise<void>;

  /** Takes the oldest entry that is due for one sender alone, until `leasedUntil`; null when there is none. */
  abstract claim(now: Date, leasedUntil: Date): Promise<OutboxEntry | null>;

  /** Takes away what was sent, or given up. */
  abstract remove(id: OutboxEntry['id']): Promise<void>;

  /** Puts a failed one back, to be tried again. */
  abstract postpone(id: OutboxEntry['id'], attempts: number, nextAttemptAt: Date): Promise<void>;
}
