import { Injectable } from '@nestjs/common';

import type { SocialIdentity } from '../../../accounts/social-accounts/social-profile.js';
import type { AuthUser, NewUser } from '../../../accounts/users/auth-user.js';
import { UserStore } from '../../../accounts/users/user.store.js';

/**
 * Writes a user who comes by a provider for the first time. Runs in the registration's transaction, which what it writes besides joins (see `UnitOfWork`).
 * allauth: `SocialAccountAdapter.save_user` and `populate_user`.
 */
export abstract class SocialRegistrationStrategy {
  /**
   * The user as written. The draft is made from the identity, whose profile is by the provider's word and its owner's: copy nothing of it that decides what
   * somebody may do. Throws `UniqueViolation` when somebody was faster with the name.
   */
  abstract save(user: NewUser, identity: SocialIdentity): Promise<AuthUser>;
}

/** The user's row: the default, and a base to extend. */
@Injectable()
export class UserRowSocialRegistrationStrategy extends SocialRegistrationStrategy {
  constructor(protected readonly users: UserStore) {
    super();
  }

  override save(user: NewUser, _identity: SocialIdentity): Promise<AuthUser> {
    return this.users.create(user, {});
  }
}
