import { Injectable } from '@nestjs/common';

import { AccountFinder } from '../accounts/users/account-finder.js';
import { UserStore } from '../accounts/users/user.store.js';
import { addressKey } from '../throttling/address-key.js';
import { CredentialIssuer } from './credential-issuer.js';

/** As many logins are looked through. */
const LIMIT = 100;

/** From where users have logged in: what their logins that are still good have noted. */
@Injectable()
export class KnownAddresses {
  constructor(
    private readonly users: UserStore,
    private readonly accounts: AccountFinder,
    private readonly issuer: CredentialIssuer,
  ) {}

  /** Whether somebody of one of those names, or addresses, is logged in from there. */
  async isKnown(names: readonly string[], address: string): Promise<boolean> {
    for (const name of names) {
      const byName = await this.users.findByUsername(name);
      const byEmail = name.includes('@') ? (await this.accounts.findByEmail(name)).map(({ user }) => user) : [];
      for (const user of byName ? [byName, ...byEmail] : byEmail) {
        const logins = await this.issuer.list(user, LIMIT);
        if (logins.some((login) => addressKey(login.address) === address)) return true;
      }
    }
    return false;
  }
}
