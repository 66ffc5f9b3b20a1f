import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import { callerOf } from '../../../credentials/auth.guard.js';
import { Exchanges } from '../../../http/exchange.js';
import { FailureShaper } from '../../../http/failure-shaper.js';
import { notAuthenticated, Refusal } from '../../../kernel/errors.js';
import { message } from '../../../kernel/messages.js';

/** The guards that a registration must pass. dj-rest-auth: `REGISTER_PERMISSION_CLASSES`. */
export abstract class RegistrationGuards {
  abstract readonly classes: readonly Type<CanActivate>[];
}

/** Asks the host's guards. Who is not logged in learns that first, and a guard's own words are for those who are, as in DRF. */
@Injectable()
export class RegistrationGuard implements CanActivate {
  constructor(
    private readonly guards: RegistrationGuards,
    private readonly modules: ModuleRef,
    private readonly exchanges: Exchanges,
    private readonly shaper: FailureShaper,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const exchange = this.exchanges.of(context);
    for (const type of this.guards.classes) {
      const guard = this.modules.get(type);
      try {
        if ((await guard.canActivate(context)) === true) continue;
        throw new Refusal('permission_denied', message('permission_denied'));
      } catch (error) {
        const isRefusal = error instanceof ForbiddenException || error instanceof Refusal;
        if (isRefusal && !callerOf(exchange)) throw this.shaper.shape(notAuthenticated(), exchange);
        throw error;
      }
    }
    return true;
  }
}
