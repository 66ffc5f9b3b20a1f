import type { AuthUser, NewUser, UserId } from './auth-user.js';

/**
 * Where users are kept: the host's own table.
 *
 * Names are compared by `usernameKey()`, addresses by `emailKey()`; uniqueness of names is decided by a unique index and told by
 * `UniqueViolation`.
 */
export abstract class UserStore<User extends AuthUser = AuthUser> {
  /** The user with that key, inactive ones included; null when there is none, or when `id` is no key at all. */
  abstract findById(id: UserId): Promise<User | null>;

  /** The user with that name, whatever its letter case and Unicode form; null when there is none. */
  abstract findByUsername(username: string): Promise<User | null>;

  /** The users whose own address this is, oldest first, at most `limit`; none for ''. Address rows are the `EmailAddressStore`'s. */
  abstract findByEmail(email: string, limit: number): Promise<User[]>;

  /** Writes a new user; `extra` are properties of the host's entity. Throws `UniqueViolation` when a name is taken. */
  abstract create(user: NewUser, extra: Readonly<Record<string, unknown>>): Promise<User>;

  /**
   * Writes the given properties (a nested object into the row that the relation of that name leads to, made if absent) and answers
   * the user as it is then. Throws `UniqueViolation` when a name is taken.
   */
  abstract update(user: User, changes: Readonly<Record<string, unknown>>): Promise<User>;

  /**
   * Replaces the password's hash: answers false when somebody was faster. A hash that is merely renewed (`changedAt` null) replaces the one that `user` had; a new
   * password replaces whatever renewal there was meanwhile, but no other new password, and `changedAt` voids the credentials from before.
   */
  abstract replacePassword(user: User, hash: string, changedAt: Date | null): Promise<boolean>;
}
