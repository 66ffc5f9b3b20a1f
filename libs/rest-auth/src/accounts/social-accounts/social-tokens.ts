import { Injectable } from '@nestjs/common';

import { KeyRing } from '../../kernel/secrets.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import type { UserId } from '../users/auth-user.js';
import { SocialAccountStore } from './social-account.store.js';
import type { ProviderTokens, SocialIdentity } from './social-profile.js';

const LONGEST = 32 * 1024;

/**
 * The tokens by which the host can act for its users at a provider, kept encrypted and only with `socialLogin.storeTokens`. allauth: `SocialToken`, which keeps
 * them readable.
 */
@Injectable()
export class SocialTokens {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly accounts: SocialAccountStore,
    private readonly keys: KeyRing,
  ) {}

  /** What is kept of an identity's tokens: null where nothing is. */
  seal({ provider, profile, tokens }: SocialIdentity): string | null {
    if (!this.settings.socialLogin.storeTokens) return null;
    const text = JSON.stringify({ provider, uid: profile.uid, tokens });
    // Larger than any token: not every database's columns would take it.
    return text.length <= LONGEST ? this.keys.encrypt('social-tokens', text) : null;
  }

  /** The newest tokens that the user has given us for that provider; null for none. */
  async find(userId: UserId, provider: string): Promise<ProviderTokens | null> {
    const all = await this.accounts.listByUser(userId);
    const kept = all.filter((account) => account.provider === provider && account.sealedTokens !== null);
    const newest = kept.sort((left, right) => right.lastLoginAt.getTime() - left.lastLoginAt.getTime())[0];
    if (!newest?.sealedTokens) return null;
    const text = this.keys.decrypt('social-tokens', newest.sealedTokens);
    if (text === null) return null;
    const sealed = JSON.parse(text) as { provider: string; uid: string; tokens: ProviderTokens };
    // One that was copied into another row is nobody's.
    return sealed.provider === newest.provider && sealed.uid === newest.uid ? sealed.tokens : null;
  }
}
