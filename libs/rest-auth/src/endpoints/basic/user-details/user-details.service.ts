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
      if (!(error instanceof UniqueViolation)) throw error;
      const { username } = changes;
      const holder = typeof username === 'string' ? await this.users.findByUsername(username) : null;
      // Somebody took the name between the look and the write; or a column of the host's own clashes.
      if (holder && holder.id !== user.id) throw FieldErrors.of('username', message('username_taken'));
      throw FieldErrors.nonField('conflict');
    }
  }
}
