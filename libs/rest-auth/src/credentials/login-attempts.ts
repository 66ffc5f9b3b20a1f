import { Injectable } from '@nestjs/common';

import type { AuthUser } from '../accounts/users/auth-user.js';
import type { PasswordCredentials } from '../accounts/users/password.authenticator.js';
import type { Exchange } from '../http/exchange.js';
import { UnitOfWork } from '../kernel/unit-of-work.js';
import type { RateName } from '../rest-auth.settings.js';
import { AccountFailures, subjectOf } from '../throttling/account-failures.js';
import { addressKey } from '../throttling/address-key.js';
import { Throttle } from '../throttling/throttle.js';
import { KnownAddresses } from './known-addresses.js';

/** One of the counts of a failure. */
interface Count {
  readonly name: RateName;
  readonly waitSeconds: number;
  readonly failed?: () => Promise<number>;
  giveBack(): Promise<void>;
}

/**
 * Logins that fail are counted by the address that they come from, by account and address, and by account. Each is counted before the password is looked at and given back when
 * it was right, so that a hundred guesses at a time are no more than one after the other; and whoever has to wait is told so without a look, whatever the password.
 */
@Injectable()
export class LoginAttempts {
  constructor(
    private readonly throttle: Throttle,
    private readonly accounts: AccountFailures,
    private readonly known: KnownAddresses,
    private readonly work: UnitOfWork,
  ) {}

  /** Who it is, or null for a failure, which counts. What `authenticate` throws is no failure. */
  async run<User>(
    { username, email }: Pick<PasswordCredentials, 'username' | 'email'>,
    exchange: Exchange,
    authenticate: () => Promise<User | null>,
  ): Promise<User | null> {
    const counts = await this.reserve(distinct([username, email]), exchange);
    let user: User | null = null;
    let isFailure = false;
    try {
      user = await authenticate();
      isFailure = user === null;
    } finally {
      if (!isFailure) await release(counts);
    }
    if (isFailure) await this.note(counts);
    return user;
  }

  /** Whoever proves to own the account may try again at once, from where they are. Joins the transaction that is open. */
  async forget({ username, email }: Pick<AuthUser, 'username' | 'email'>, exchange: Exchange): Promise<void> {
    const names = [username, email].filter((name) => name !== '');
    await this.accounts.forget(names);
    const address = addressKey(exchange.address);
    this.work.afterCommit(async () => {
      await this.known.note(names, address);
      for (const name of names) await this.throttle.forget('loginFailuresByAccountAndAddress', pair(name, address));
    });
  }

  /** The last word may be that it was one too many: the database has just told. */
  private async note(counts: readonly Count[]): Promise<void> {
    for (const { name, failed } of counts) this.assertRoom([{ name, waitSeconds: (await failed?.()) ?? 0 }]);
  }

  private async reserve(names: readonly string[], exchange: Exchange): Promise<Count[]> {
    const counts: Count[] = [];
    const accounts: Count[] = [];
    try {
      const address = addressKey(exchange.address);
      counts.push(
        ...(await Promise.all([
          this.count('loginFailures', `address ${address}`),
          ...names.map((name) => this.count('loginFailuresByAccountAndAddress', pair(name, address))),
        ])),
      );
      this.assertRoom(counts);
      // One after the other: where the database is away for the second, the first is given back.
      for (const name of names) accounts.push(await this.countAccount(name));
      const isFull = accounts.some(({ waitSeconds }) => waitSeconds > 0);
      // A stranger who has used up the account's failures must not keep its owner out.
      if (isFull && (await this.known.isKnown(names, address))) await release(accounts.splice(0));
      this.assertRoom(accounts);
      return [...counts, ...accounts];
    } catch (error) {
      // All of them, or none.
      await release([...counts, ...accounts]);
      throw error;
    }
  }

  private async count(name: RateName, subject: string): Promise<Count> {
    return { name, ...(await this.throttle.count(name, subject)) };
  }

  private async countAccount(account: string): Promise<Count> {
    return { name: 'loginFailuresByAccount', ...(await this.accounts.attempt(account)) };
  }

  private assertRoom(counts: readonly Pick<Count, 'name' | 'waitSeconds'>[]): void {
    const [longest] = [...counts].sort((left, right) => right.waitSeconds - left.waitSeconds);
    if (longest && longest.waitSeconds > 0) throw this.throttle.refusal(longest.name, longest.waitSeconds);
  }
}

/** The names that are given; one name in both fields is one failure. */
function distinct(given: readonly (string | null)[]): string[] {
  const names = given.filter((name) => name !== null);
  return [...new Map(names.map((name) => [subjectOf(name), name])).values()];
}

async function release(counts: readonly Count[]): Promise<void> {
  await Promise.all(counts.filter(({ waitSeconds }) => waitSeconds === 0).map((count) => count.giveBack()));
}

function pair(name: string, address: string): string {
  return `${subjectOf(name)} from ${address}`;
}
