/** Which look has found something. */
export type Check = 'options' | 'tables' | 'users' | 'mail' | 'cookies' | 'database';

/** Something weak: what it is and what may happen, and how to mend it. */
export interface Finding {
  readonly check: Check;
  readonly problem: string;
  readonly remedy: string;
  /** Statements or names, for programs. */
  readonly details?: readonly string[];
}
