import { Injectable } from '@nestjs/common';

import { Clock } from '../../kernel/clock.js';
import type { UserId } from '../users/auth-user.js';
import { type SocialAccount, SocialAccountStore } from './social-account.store.js';
import type { SocialIdentity } from './social-profile.js';
import { SocialTokens } from './social-tokens.js';

/** An identity that was found is nobody's by now: whoever asked must look again. */
export class IdentityGone extends Error {
  override readonly name = 'IdentityGone';
}

/** Writes whose an identity is. Joins the transaction that is open. */
@Injectable()
export class IdentityKeeper {
  constructor(
    private readonly accounts: SocialAccountStore,
    private readonly tokens: SocialTokens,
    private readonly clock: Clock,
  ) {}

  /** Gives the identity to that user. Throws `UniqueViolation` when somebody has it by now. */
  connect(userId: UserId, identity: SocialIdentity): Promise<SocialAccount> {
    const { provider, profile } = identity;
    const sealedTokens = this.tokens.seal(identity);
    return this.accounts.create({ userId, provider, uid: profile.uid, createdAt: this.clock.now(), sealedTokens });
  }

  /** Notes that its owner has come by it. Throws `IdentityGone` when it was taken from them meanwhile: by a disconnect, a reset, or a link. */
  async noteLogin(account: SocialAccount, identity: SocialIdentity): Promise<void> {
    const isThere = await this.accounts.noteLogin(account.id, this.clock.now(), this.tokens.seal(identity));
    if (!isThere) throw new IdentityGone();
  }
}
