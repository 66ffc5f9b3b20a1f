import type { UserId } from '../users/auth-user.js';

/** An address of a user. allauth: `EmailAddress`. */
export interface EmailAddress {
  readonly id: number | string;
  readonly userId: UserId;
  /** In the form of `foldEmail`, unless another application wrote it. */
  readonly email: string;
  readonly verified: boolean;
  readonly primary: boolean;
}

/**
 * Where the addresses of users are kept. A user has an address once; many may have the same while it is unverified; only one can have it
 * verified, decided by a unique index (unless `email.unique` is off).
 */
export abstract class EmailAddressStore {
  /** Writes an address, unverified. Throws `UniqueViolation` when the user has it already. */
  abstract create(userId: UserId, email: string, primary: boolean): Promise<EmailAddress>;

  /** The row with that key, or null. */
  abstract findById(id: EmailAddress['id']): Promise<EmailAddress | null>;

  /** All rows with that address, whatever its letter case, verified first, then oldest first, at most `limit`. */
  abstract findByEmail(email: string, limit: number): Promise<EmailAddress[]>;

  /** Whether this user has proven this address. */
  abstract isVerified(userId: UserId, email: string): Promise<boolean>;

  /**
   * Marks a row verified, if it is unverified and still bears `email`: answers whether it did. Throws `UniqueViolation` when another user
   * has proven the address before.
   */
  abstract verify(id: EmailAddress['id'], email: string): Promise<boolean>;
}
