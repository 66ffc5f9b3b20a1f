import { Injectable } from '@nestjs/common';

import { PasswordPolicy } from './password.policy.js';
import type { AuthUser } from '../users/auth-user.js';
import { FieldErrors } from '../../kernel/errors.js';
import { message } from '../../kernel/messages.js';

/** The two fields in which a new password is typed. */
export interface TypedTwice {
  readonly new_password1: string;
  readonly new_password2: string;
}

/** What change and reset ask of a new password: typed alike, then good enough; all is told under the second field, as Django's SetPasswordForm does. */
@Injectable()
export class NewPassword {
  constructor(private readonly policy: PasswordPolicy) {}

  async assertGood({ new_password1: first, new_password2: second }: TypedTwice, user: AuthUser): Promise<void> {
    if (first !== second) throw FieldErrors.of('new_password2', message('passwords_differ'));
    const problems = await this.policy.problems(second, user);
    if (problems.length > 0) throw FieldErrors.of('new_password2', ...problems);
  }
}
