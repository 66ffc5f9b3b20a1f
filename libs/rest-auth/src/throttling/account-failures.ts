import { Injectable } from '@nestjs/common';

import { addSeconds, Clock } from '../kernel/clock.js';
import { foldName } from '../kernel/text.js';
import { UnitOfWork } from '../kernel/unit-of-work.js';
import { LoginFailureStore } from './login-failure.store.js';
import { Throttle } from './throttle.js';

/** A failure that is counted before anybody knows whether it is one. Each method answers the seconds to wait: 0 for none. */
export interface Attempt {
  readonly waitSeconds: number;
  /** It was one. */
  readonly failed: () => Promise<number>;
  /** It was none. */
  giveBack(): Promise<void>;
}

const NAME = 'loginFailuresByAccount';

/**
 * The failures of one account, from wherever they come. Two count them: the throttle's store, which is fast and may forget, and the database, which is asked once there is
 * reason to. So a login costs no statement more unless another one of the account is under way or has failed within the window; and what the store has forgotten is worth one
 * guess for each process, for the failure of that one is counted in the database and read there.
 */
@Injectable()
export class AccountFailures {
  constructor(
    private readonly throttle: Throttle,
    private readonly failures: LoginFailureStore,
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
  ) {}

  /** Counts one in advance. */
  async attempt(account: string): Promise<Attempt> {
    const subject = subjectOf(account);
    const counted = await this.throttle.count(NAME, subject);
    const { hits, waitSeconds } = counted;
    const isAlone = hits === 1;
    let wait = waitSeconds;
    try {
      if (wait === 0 && hits > 1) wait = await this.take(subject);
    } catch (error) {
      // A database that is away must not fill up an account.
      await counted.giveBack();
      throw error;
    }
    if (wait > 0) await counted.giveBack();
    return {
      waitSeconds: wait,
      failed: async () => (isAlone ? this.take(subject) : 0),
      giveBack: async () => {
        await counted.giveBack();
        if (hits > 1) await this.failures.giveBack(this.throttle.key(subject));
      },
    };
  }

  /** Whoever proves to own the account begins anew. Joins the transaction that is open. */
  async forget(accounts: readonly string[]): Promise<void> {
    if (!this.throttle.limit(NAME)) return;
    const subjects = accounts.map(subjectOf);
    await this.failures.clear(subjects.map((subject) => this.throttle.key(subject)));
    this.work.afterCommit(async () => {
      for (const subject of subjects) await this.throttle.forget(NAME, subject);
    });
  }

  /** Seconds to wait, or 0 for a failure that was counted. */
  private async take(subject: string): Promise<number> {
    const limit = this.throttle.limit(NAME);
    if (!limit) return 0;
    const now = this.clock.now();
    const endsAt = addSeconds(now, limit.seconds);
    const until = await this.failures.take(this.throttle.key(subject), limit.limit, now, endsAt);
    return until ? Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)) : 0;
  }
}

/** By name or by address, in any letter case and Unicode form: one account. */
export function subjectOf(account: string): string {
  return `account ${foldName(account)}`;
}
