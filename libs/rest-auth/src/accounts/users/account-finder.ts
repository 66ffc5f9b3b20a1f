import { Injectable } from '@nestjs/common';

import { foldEmail } from '../../kernel/text.js';
import { EmailAddressStore } from '../emails/email-address.store.js';
import type { AuthUser } from './auth-user.js';
import { UserStore } from './user.store.js';

/** A user, and the stored form of the address by which it was found. */
export interface FoundByEmail {
  readonly user: AuthUser;
  readonly email: string;
}

/** More accounts with one address than this are not looked at: each costs a hash at login, and a mail at a reset. */
const LIMIT = 5;

/** Finds whose address something is: by the rows of addresses and by the users' own. allauth: `filter_users_by_email`. */
@Injectable()
export class AccountFinder {
  constructor(
    private readonly users: UserStore,
    private readonly addresses: EmailAddressStore,
  ) {}

  /**
   * Everybody with that address, or, where somebody has proven it, that one alone. Inactive users are among them; what that means is the
   * caller's to say.
   */
  async findByEmail(typed: string): Promise<FoundByEmail[]> {
    const email = foldEmail(typed);
    const rows = await this.addresses.findByEmail(email, LIMIT);
    const verified = rows.filter((row) => row.verified);
    const found: FoundByEmail[] = [];
    for (const row of verified.length > 0 ? verified : rows) {
      const user = await this.users.findById(row.userId);
      if (user) found.push({ user, email: row.email });
    }
    if (verified.length > 0) return found;
    for (const user of await this.users.findByEmail(email, LIMIT)) {
      if (!found.some((other) => other.user.id === user.id)) found.push({ user, email: user.email });
    }
    return found.slice(0, LIMIT);
  }
}
