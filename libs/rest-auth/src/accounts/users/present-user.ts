import { Injectable } from '@nestjs/common';

import { notAuthenticated } from '../../kernel/errors.js';
import type { AuthUser } from './auth-user.js';
import { UserStore } from './user.store.js';

/** For what takes its time between recognising a caller and writing for them. */
@Injectable()
export class PresentUser {
  constructor(private readonly users: UserStore) {}

  /**
   * The user as they are now, and as nobody changes their password until the transaction that is open has ended. Throws a refusal (401) where they are gone or inactive by now, or
   * have another password than they had: whoever called may be whom it was changed against.
   */
  async hold(former: AuthUser): Promise<AuthUser> {
    const user = await this.users.findById(former.id);
    const isSame = user?.isActive && user.password === former.password;
    // Replaced by itself, which locks the row.
    if (!isSame || !(await this.users.replacePassword(user, user.password, null))) throw notAuthenticated();
    return user;
  }
}
