import { Injectable } from '@nestjs/common';

import type { AuthUser } from '../accounts/users/auth-user.js';
import { type LoginChallenge, LoginPolicy } from '../accounts/users/login.policy.js';
import { EventTeller } from '../events/event-teller.js';
import type { Exchange } from '../http/exchange.js';
import { Failure } from '../kernel/errors.js';

/** Asks the policy whether somebody who has proven who they are may log in, and tells of it where they may not, or not yet. */
@Injectable()
export class LoginAdmission {
  constructor(
    private readonly policy: LoginPolicy,
    private readonly events: EventTeller,
  ) {}

  /** As `LoginPolicy.check`. */
  async check(user: AuthUser, method: 'password' | 'social', exchange: Exchange): Promise<LoginChallenge | null> {
    const whom = { userId: user.id, method };
    try {
      const challenge = await this.policy.check(user);
      if (challenge) this.events.tell({ type: 'login_challenged', ...whom }, exchange);
      return challenge;
    } catch (error) {
      if (error instanceof Failure) this.events.tell({ type: 'login_failed', ...whom, reason: 'policy' }, exchange);
      throw error;
    }
  }
}
