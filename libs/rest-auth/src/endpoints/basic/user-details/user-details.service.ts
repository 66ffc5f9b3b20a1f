import { Injectable } from '@nestjs/common';

import type { AuthUser } from '../../../accounts/users/auth-user.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import { FieldErrors } from '../../../kernel/errors.js';
import { message } from '../../../kernel/messages.js';
import { UniqueViolation } from '../../../kernel/unit-of-work.js';

/** Writes what a user may change of itself. */
@Injectable()
export class UserDetailsService {
  constructor(private readonly users: UserStore) {}

  async update(user: AuthUser, changes: Readonly<Record<string, unknown>>): Promise<AuthUser> {
    if (Object.keys(changes).length === 0) return user;
    try {
      return await this.users.update(user, changes);
    } catch (error) {
      // Somebody took the name between the look and the write.
      if (error instanceof UniqueViolation) throw FieldErrors.of('username', message('username_taken'));
      throw error;
    }
  }
}
