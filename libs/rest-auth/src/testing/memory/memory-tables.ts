import type { EmailAddress } from '../../accounts/emails/email-address.store.js';
import type { PasswordReset } from '../../accounts/passwords/password-reset.store.js';
import type { SocialAccount } from '../../accounts/social-accounts/social-account.store.js';
import type { AuthUser } from '../../accounts/users/auth-user.js';
import type { StoredCredential } from '../../credentials/credential-kind.js';
import { UnitOfWork } from '../../kernel/unit-of-work.js';

/** Everything that is kept. A row is never changed: another one takes its place, so that a list of them is a state to come back to. */
interface Rows {
  readonly users: readonly AuthUser[];
  readonly addresses: readonly EmailAddress[];
  readonly socialAccounts: readonly SocialAccount[];
  readonly resets: readonly PasswordReset[];
  readonly credentials: readonly StoredCredential[];
  /** Mails that wait, sealed; null for what is none. */
  readonly mails: readonly (string | null)[];
}

/** Tables in memory, for specs of the rules that write into several: what a transaction has written is gone when it fails. */
export class MemoryTables extends UnitOfWork {
  rows: Rows = { users: [], addresses: [], socialAccounts: [], resets: [], credentials: [], mails: [] };
  private lastId = 0;
  /** What waits for the commit; null: no transaction is open. */
  private effects: (() => void | Promise<void>)[] | null = null;

  /** A key that no row has. */
  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  /** Puts other rows in the place of those of some tables. */
  write(changed: Partial<Rows>): void {
    this.rows = { ...this.rows, ...changed };
  }

  override async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.effects) return work();
    const before = this.rows;
    const effects: (() => void | Promise<void>)[] = (this.effects = []);
    try {
      return await work();
    } catch (error) {
      this.rows = before;
      effects.length = 0;
      throw error;
    } finally {
      this.effects = null;
      for (const effect of effects) void effect();
    }
  }

  override afterCommit(effect: () => void | Promise<void>): void {
    if (this.effects) this.effects.push(effect);
    else void effect();
  }
}
