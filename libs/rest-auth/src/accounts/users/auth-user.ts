import { randomAlphanumeric } from '../../kernel/secrets.js';

/** The host's own key type: a number or a text (uuid, bigint). Answers bear it as it is. */
export type UserId = number | string;

/**
 * What the module needs of the host's user. The host's entity satisfies it by having these properties; it may have any others. `BaseUser` has
 * them all.
 */
export interface AuthUser {
  /** The primary key. Answers call it `pk`. */
  readonly id: UserId;
  /** As its owner wrote it; at most 150 characters. */
  username: string;
  /** The present address, or '' where there is none; at most 320 characters. */
  email: string;
  firstName: string;
  lastName: string;
  /** A hash in a format that the `PasswordHasher` understands, or one starting with `!` for no usable password (Django's sign). */
  password: string;
  /** An inactive user cannot log in, and is told no more than a wrong password is told. */
  isActive: boolean;
  /**
   * When the password was last changed or reset; credentials from before are void. Null: never. Columns may keep whole milliseconds
   * only.
   */
  credentialsChangedAt: Date | null;
  /** Since when the user exists, where the entity has such a column: JSON Web Tokens from before are another's, who had the same key. Django: `date_joined`. */
  readonly dateJoined?: Date | null;
}

/** What a new user is made of; properties beyond these come from a register DTO's own fields. */
export interface NewUser extends Omit<AuthUser, 'id'> {
  /** The moment of the registration; kept where the entity has such a property. Django: `date_joined`. */
  readonly dateJoined: Date;
}

/** Django's sign for a password that nobody can have. */
export const UNUSABLE_PASSWORD = '!';

/** What stands in a hash's place for somebody who has no password. Each is another one, so that a compare-and-set tells them apart. Django: `make_password(None)`. */
export function unusablePassword(): string {
  return UNUSABLE_PASSWORD + randomAlphanumeric(40);
}

/** Whether a stored hash could ever match a password. */
export function hasUsablePassword(user: Pick<AuthUser, 'password'>): boolean {
  return user.password !== '' && !user.password.startsWith(UNUSABLE_PASSWORD);
}
