import { Injectable } from '@nestjs/common';

import { EmailAddressStore } from '../emails/email-address.store.js';
import type { AuthUser } from './auth-user.js';
import { FieldErrors } from '../../kernel/errors.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';

/** Something that is still to be done before credentials are given: a second factor. Its body is the answer. */
export interface LoginChallenge {
  readonly status: number;
  readonly body: object;
}

/** May somebody who has proven who they are log in? */
export abstract class LoginPolicy<User extends AuthUser = AuthUser> {
  /** Null: yes. A challenge: not yet. Throws `FieldErrors` for no. */
  abstract check(user: User): Promise<LoginChallenge | null>;
}

/** Under mandatory verification the user's own address must be proven: the default. */
@Injectable()
export class VerifiedEmailLoginPolicy extends LoginPolicy {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly addresses: EmailAddressStore,
  ) {
    super();
  }

  override async check(user: AuthUser): Promise<LoginChallenge | null> {
    if (this.settings.email.verification === 'mandatory' && !(await this.addresses.isVerified(user.id, user.email))) {
      throw FieldErrors.nonField('email_not_verified');
    }
    return null;
  }
}
