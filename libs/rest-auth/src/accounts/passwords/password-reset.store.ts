import type { UserId } from '../users/auth-user.js';

/** A reset that was asked for and not used yet. */
export interface PasswordReset {
  readonly id: string;
  readonly userId: UserId;
  readonly expiresAt: Date;
  /** What the account was like then; a reset is void once that has changed. */
  readonly accountState: string;
}

/** Where resets wait. Tokens are hashed inside: what lies here opens nothing. */
export abstract class PasswordResetStore {
  /** Keeps a token. With no user it writes a row that nothing matches, so that unknown addresses cost what known ones do. */
  abstract create(token: string, userId: UserId | null, accountState: string, expiresAt: Date): Promise<void>;

  /** The reset of that token, expired ones included; null when there is none or it was used. */
  abstract find(token: string): Promise<PasswordReset | null>;

  /** Takes a reset away: answers true for one caller alone. */
  abstract consume(id: PasswordReset['id']): Promise<boolean>;

  /** Takes away whatever waits for that user. */
  abstract deleteByUser(userId: UserId): Promise<void>;

  /** Takes away at most `limit` of those that expired then or before, also those without a user, and answers how many. */
  abstract purge(expiredAt: Date, limit: number): Promise<number>;
}
