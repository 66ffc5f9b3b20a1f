import { Injectable } from '@nestjs/common';

import { UserStore } from '../accounts/users/user.store.js';
import { errorName } from '../kernel/log-text.js';

/** How the accounts are, in the shape that `@nestjs/terminus` asks of health indicators. */
export type RestAuthHealthResult = Readonly<
  Record<string, { readonly status: 'up' } | { readonly status: 'down'; readonly message: string }>
>;

/** A monitor must hear that it is down before it gives up by itself. */
const TIMEOUT_MILLISECONDS = 3000;

/** A health indicator: `health.check([() => accounts.check()])`. A provider of every instance of the module; it needs nothing of `@nestjs/terminus`. */
@Injectable()
export class RestAuthHealth {
  constructor(private readonly users: UserStore) {}

  /** Whether users can be looked up, within that time (default 3000). Never rejects; of an error nothing is told but its kind. */
  async check(
    key = 'restAuth',
    { timeoutMilliseconds = TIMEOUT_MILLISECONDS }: { timeoutMilliseconds?: number } = {},
  ): Promise<RestAuthHealthResult> {
    try {
      await inTime(this.users.findByUsername(''), timeoutMilliseconds);
      return { [key]: { status: 'up' } };
    } catch (error) {
      return { [key]: { status: 'down', message: errorName(error) } };
    }
  }
}

async function inTime(look: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Timeout());
    }, milliseconds);
  });
  await Promise.race([look, late]).finally(() => {
    clearTimeout(timer);
  });
}

class Timeout extends Error {
  override readonly name = 'Timeout';
}
