import { Injectable } from '@nestjs/common';

import type { AuthUser, NewUser } from '../../../accounts/users/auth-user.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import type { RegisterDto } from './register.dto.js';

/**
 * Writes a new user. Runs in the registration's transaction, with the input checked and the password hashed; what it writes besides joins that
 * transaction (see `UnitOfWork`). dj-rest-auth: `RegisterSerializer.custom_signup`, allauth: `AccountAdapter.save_user`.
 */
export abstract class RegistrationStrategy<Input extends Partial<RegisterDto> = RegisterDto> {
  /**
   * The user as written. `extra` holds the input's further fields under the names of the entity's properties. Throws `UniqueViolation` when
   * somebody was faster.
   */
  abstract save(user: NewUser, extra: Readonly<Record<string, unknown>>, input: Input): Promise<AuthUser>;
}

/** The user's row, further fields included: the default, and a base to extend. */
@Injectable()
export class UserRowRegistrationStrategy extends RegistrationStrategy<Partial<RegisterDto>> {
  constructor(protected readonly users: UserStore) {
    super();
  }

  override save(
    user: NewUser,
    extra: Readonly<Record<string, unknown>>,
    _input: Partial<RegisterDto>,
  ): Promise<AuthUser> {
    return this.users.create(user, extra);
  }
}
