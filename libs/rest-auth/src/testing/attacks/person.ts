import type { UserId } from '../../accounts/users/auth-user.js';

/** What somebody on an attacked site is made of. */
export interface PersonToAdd {
  /** The key of somebody who is gone. Default: whichever the database gives. */
  readonly id?: UserId;
  /** Default: the name, at `example.test`. '' for none. */
  readonly email?: string;
  /** Whether they have proven it. Default true. */
  readonly verified?: boolean;
  /** Default: one that only they have. Null: none at all, as somebody who came by a provider. */
  readonly password?: string | null;
  /** The hash as it is stored, of `password`. Default: by the site's own hasher. */
  readonly storedPassword?: string;
  readonly isActive?: boolean;
  /** An identity at a provider. */
  readonly social?: { readonly provider: 'facebook' | 'github' | 'twitter'; readonly uid: string };
}

/** Somebody whose account an attack is about, or from. */
export interface Person {
  readonly id: UserId;
  readonly username: string;
  readonly email: string;
  /** '' where they have none. */
  readonly password: string;
}
