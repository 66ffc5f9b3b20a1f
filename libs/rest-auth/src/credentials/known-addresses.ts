import { Injectable } from '@nestjs/common';

import { AccountFinder } from '../accounts/users/account-finder.js';
import { UserStore } from '../accounts/users/user.store.js';
import { subjectOf } from '../throttling/account-failures.js';
import { addressKey } from '../throttling/address-key.js';
import { Throttle } from '../throttling/throttle.js';
import { CredentialIssuer } from './credential-issuer.js';
import { CredentialKinds } from './credential-kind.js';

/** As many logins are looked through. */
const LIMIT = 100;

/** From where the owners of accounts come: what their logins that are still good have noted, and where a reset was confirmed, which ends all of those. */
@Injectable()
export class KnownAddresses {
  constructor(
    private readonly users: UserStore,
    private readonly accounts: AccountFinder,
    private readonly issuer: CredentialIssuer,
    private readonly kinds: CredentialKinds,
    private readonly throttle: Throttle,
  ) {}

  /** Somebody has proven there to own the account of those names. Remembered for as long as failures are. */
  async note(names: readonly string[], address: string): Promise<void> {
    for (const name of names) await this.throttle.noteOwner(ownerOf(name, address));
  }

  /** Whether somebody of one of those names, or addresses, is logged in from there, or has proven there to own the account. */
  async isKnown(names: readonly string[], address: string): Promise<boolean> {
    for (const name of names) {
      if (await this.throttle.isOwner(ownerOf(name, address))) return true;
      const byName = await this.users.findByUsername(name);
      const byEmail = name.includes('@') ? (await this.accounts.findByEmail(name)).map(({ user }) => user) : [];
      const users = byName ? [byName, ...byEmail] : byEmail;
      // As many looks for nobody as there are lists of somebody's: how long the refusal takes must not tell who has an account.
      if (users.length === 0) await this.lookInVain(name);
      for (const user of users) {
        const logins = await this.issuer.list(user, LIMIT);
        if (logins.some((login) => addressKey(login.address) === address)) return true;
      }
    }
    return false;
  }

  private async lookInVain(name: string): Promise<void> {
    const kinds = new Set([...this.kinds.issued, ...this.kinds.recognised]);
    for (let look = 0; look < kinds.size; look += 1) await this.users.findByUsername(name);
  }
}

function ownerOf(name: string, address: string): string {
  return `owner of ${subjectOf(name)} from ${address}`;
}
