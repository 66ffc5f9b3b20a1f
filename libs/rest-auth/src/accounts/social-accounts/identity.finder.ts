import { Injectable } from '@nestjs/common';

import { EmailAddressStore } from '../emails/email-address.store.js';
import { UserStore } from '../users/user.store.js';
import { SocialAccountStore } from './social-account.store.js';
import type { AddressHolder, IdentityFound } from './social-identity.js';
import type { SocialIdentity } from './social-profile.js';

/** Enough to know whether an address is somebody's, and whose. */
const LIMIT = 5;

/** Looks up what decides whose an identity is. */
@Injectable()
export class IdentityFinder {
  constructor(
    private readonly accounts: SocialAccountStore,
    private readonly users: UserStore,
    private readonly addresses: EmailAddressStore,
  ) {}

  async find({ provider, profile, claimedEmail }: SocialIdentity): Promise<IdentityFound> {
    const account = await this.accounts.find(provider, profile.uid);
    const holders = account ? [] : await this.holdersOf(profile.email, claimedEmail);
    if (holders.length === 0) return { account, holders };
    // Whoever has come by the same identity since the first look has its address, too: they are no stranger.
    const written = await this.accounts.find(provider, profile.uid);
    return { account: written, holders: written ? [] : holders };
  }

  /** Those of the address itself, and those of what it looks like, who have proven another one. */
  private async holdersOf(email: string, claimedEmail: string): Promise<AddressHolder[]> {
    const holders = await this.holders(email);
    if (claimedEmail === email) return holders;
    const alike = await this.holders(claimedEmail);
    return [...holders, ...alike.map(({ userId }) => ({ userId, hasProven: false }))];
  }

  /** An unverified second address of somebody's is none: anybody could bar anybody else that way. */
  private async holders(email: string): Promise<AddressHolder[]> {
    if (email === '') return [];
    const rows = (await this.addresses.findByEmail(email, LIMIT)).filter(({ verified }) => verified);
    const holders = rows.map(({ userId }) => ({ userId, hasProven: true }));
    for (const { id } of await this.users.findByEmail(email, LIMIT)) {
      if (!holders.some(({ userId }) => String(userId) === String(id))) holders.push({ userId: id, hasProven: false });
    }
    return holders;
  }
}
