import type { UserId } from '../users/auth-user.js';

/** Somebody's identity at a provider, by which they log in here. allauth: `SocialAccount`. */
export interface SocialAccount {
  /** Answers call it `id`, and a path names it. */
  readonly id: number | string;
  readonly userId: UserId;
  /** Under which name the provider's identities are kept: `github`. */
  readonly provider: string;
  /** Who it is there. Compared letter by letter. */
  readonly uid: string;
  /** When it was connected. Answers call it `date_joined`. */
  readonly createdAt: Date;
  readonly lastLoginAt: Date;
  /** The provider's tokens, encrypted; null where they are not kept. */
  readonly sealedTokens: string | null;
}

/** What one is made of; its last login is its making. */
export type NewSocialAccount = Omit<SocialAccount, 'id' | 'lastLoginAt'>;

/** How the removal of an account went. `is_last`: it was the user's last, and stays. */
export type SocialAccountRemoval = 'removed' | 'not_found' | 'is_last';

/**
 * Where identities at providers are kept. An identity (provider and uid) is one user's, decided by a unique index and told by `UniqueViolation`; a user may
 * have any number of them.
 */
export abstract class SocialAccountStore {
  /** The account of that identity, or null. */
  abstract find(provider: string, uid: string): Promise<SocialAccount | null>;

  /** The user's accounts, oldest first. */
  abstract listByUser(userId: UserId): Promise<SocialAccount[]>;

  /** Writes an account. Throws `UniqueViolation` when somebody has that identity already. */
  abstract create(account: NewSocialAccount): Promise<SocialAccount>;

  /** Notes a login, and the tokens that came with it; null leaves those that are there. False where the account is gone by now: nobody comes in by it any more. */
  abstract noteLogin(id: SocialAccount['id'], at: Date, sealedTokens: string | null): Promise<boolean>;

  /**
   * Removes an account of that user's. Of the accounts at the providers of `keepOneOf` it never removes the only one that is left, however many removals run at the same time: each
   * waits for the others and sees what they did. With none named, any can go.
   */
  abstract remove(userId: UserId, id: SocialAccount['id'], keepOneOf: readonly string[]): Promise<SocialAccountRemoval>;

  /** Removes all of the user's. */
  abstract removeByUser(userId: UserId): Promise<void>;
}
