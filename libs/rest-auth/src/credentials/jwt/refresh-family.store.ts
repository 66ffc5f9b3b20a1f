import type { AuthUser, UserId } from '../../accounts/users/auth-user.js';
import type { CredentialOrigin } from '../credential-kind.js';

/** The refresh tokens of one login: at any time one of them is good. */
export interface RefreshFamily extends CredentialOrigin {
  /** The id of the login. */
  readonly id: string;
  readonly userId: UserId;
  /** The digest of the `jti` that is good; null while none has been rotated, and any of the family is. */
  readonly currentDigest: string | null;
  /** The digest of the one before it. */
  readonly formerDigest: string | null;
  readonly rotatedAt: Date | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  /** When the last of its tokens ends: until then it must be known which of them are void. */
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  /** `credentialsVersion` of the user. */
  readonly credentialsVersion: string;
}

/** What is noted of a rotation. */
export interface Rotation {
  /** The digest of the `jti` that was presented. */
  readonly from: string;
  /** The digest of the new one. */
  readonly to: string;
  readonly at: Date;
  /** When the last token of the family ends. */
  readonly expiresAt: Date;
}

/**
 * Where is kept which refresh tokens are void. A denylist: a token of a family that is not here is good, for another server that signs with our key
 * may have made it. Simple JWT: `OutstandingToken`, `BlacklistedToken`.
 */
export abstract class RefreshFamilyStore {
  /** The family and the user, each null where there is none; asked for together, for one look should do. */
  abstract find(id: string, userId: UserId): Promise<{ family: RefreshFamily | null; user: AuthUser | null }>;

  /** Writes a family. Throws `UniqueViolation` when there is one of that id. */
  abstract create(family: RefreshFamily): Promise<void>;

  /** Makes another token the good one: answers false when `from` was not, or the family has ended; of many at once one wins. */
  abstract rotate(id: string, rotation: Rotation): Promise<boolean>;

  /** Notes that it was used, and when its last token ends now. */
  abstract touch(id: string, usedAt: Date, expiresAt: Date): Promise<void>;

  /** Binds it to another version of its user's credentials. */
  abstract rebind(id: string, credentialsVersion: string): Promise<void>;

  /** Ends it: answers false when there is none, or it has ended before. */
  abstract end(id: string, at: Date): Promise<boolean>;

  /** Ends all of the user's, but for one. */
  abstract endByUser(userId: UserId, exceptId: string | null, at: Date): Promise<void>;

  /** The user's, at most `limit`, the last used first; not those that were ended. */
  abstract listByUser(userId: UserId, limit: number): Promise<RefreshFamily[]>;

  /** Takes away at most `limit` of those whose last token ended then or before, and answers how many. */
  abstract purge(expiredAt: Date, limit: number): Promise<number>;
}
