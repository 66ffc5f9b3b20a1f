/**
 * How many logins of one account have failed, whatever address they came from. Kept with the accounts and not with the other counts: what is forgotten there (a restart, a
 * flushed Redis) must not make passwords guessable without end.
 */
export abstract class LoginFailureStore {
  /**
   * Counts one more failure of the account that `key` stands for, and answers null; or, where it has `limit` of them already, counts nothing and answers when they are
   * forgotten. They begin anew at `endsAt` of the first one. However many count at the same time, no more than `limit` are told null.
   */
  abstract take(key: string, limit: number, now: Date, endsAt: Date): Promise<Date | null>;

  /** Takes one failure back that was counted before its outcome was known. One that is forgotten is no error. */
  abstract giveBack(key: string): Promise<void>;

  /** Forgets the failures of those accounts. Joins the transaction that is open. */
  abstract clear(keys: readonly string[]): Promise<void>;

  /** Takes away at most `limit` counts that ended at or before `expiredAt`, and answers how many. */
  abstract purge(expiredAt: Date, limit: number): Promise<number>;
}
