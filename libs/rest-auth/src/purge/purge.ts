import { Injectable } from '@nestjs/common';

import { PasswordResetTokens } from '../accounts/passwords/password-reset.tokens.js';
import { type CredentialKindName, CredentialKinds } from '../credentials/credential-kind.js';
import { Clock } from '../kernel/clock.js';
import { LoginFailureStore } from '../throttling/login-failure.store.js';

/** How many rows a purge has taken away, by what they were: the names of the credential kinds, `passwordReset` and `loginFailure`. */
export type PurgeCounts = Readonly<Partial<Record<CredentialKindName | 'passwordReset' | 'loginFailure', number>>>;

/** Few enough that no statement holds its locks for long. */
const BATCH_SIZE = 500;
/** A statement names each of its rows, and no database takes any number of parameters. */
const LARGEST_BATCH = 10_000;

/**
 * Takes away the rows that have expired. They are refused in any case; this is for the room that they take. Call it from a scheduler of the host's, once
 * an hour or a day; several processes may do so at the same time. Sent mails leave their table by themselves, and verification keys are not stored.
 * Django: `clearsessions`.
 */
@Injectable()
export class Purge {
  constructor(
    private readonly kinds: CredentialKinds,
    private readonly resets: PasswordResetTokens,
    private readonly failures: LoginFailureStore,
    private readonly clock: Clock,
  ) {}

  /** Runs until nothing is left that has expired, `batchSize` rows (default 500, at most 10 000) by a statement, each in a transaction of its own. */
  async run({ batchSize = BATCH_SIZE }: { batchSize?: number } = {}): Promise<PurgeCounts> {
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > LARGEST_BATCH) {
      throw new RangeError(`\`batchSize\` is ${batchSize}: use a whole number from 1 to ${LARGEST_BATCH}.`);
    }
    const counts: { -readonly [Name in keyof PurgeCounts]: number } = {};
    for (const kind of new Set([...this.kinds.issued, ...this.kinds.recognised])) {
      counts[kind.name] = await inBatches((limit) => kind.purge(limit), batchSize);
    }
    counts.passwordReset = await inBatches((limit) => this.resets.purge(limit), batchSize);
    const expiredAt = this.clock.now();
    counts.loginFailure = await inBatches((limit) => this.failures.purge(expiredAt, limit), batchSize);
    return counts;
  }
}

async function inBatches(purge: (limit: number) => Promise<number>, batchSize: number): Promise<number> {
  for (let total = 0; ;) {
    const count = await purge(batchSize);
    total += count;
    if (count < batchSize) return total;
  }
}
