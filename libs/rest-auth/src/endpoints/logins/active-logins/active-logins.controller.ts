import { Delete, Get } from '@nestjs/common';

import { AuthGuard, callerOf } from '../../../credentials/auth.guard.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { notAuthenticated } from '../../../kernel/errors.js';
import { ActiveLoginsService } from './active-logins.service.js';

/** `logins/`: where the caller is logged in; DELETE ends all logins but the caller's own. */
@Endpoint('logins', ['GET', 'DELETE', 'HEAD', 'OPTIONS'], AuthGuard)
export class ActiveLoginsController extends EndpointController {
  constructor(protected readonly logins: ActiveLoginsService) {
    super();
  }

  @Get()
  async list(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const caller = callerOf(exchange);
    if (!caller) throw notAuthenticated();
    const logins = await this.logins.list(caller.user);
    return Answer.body(
      logins.map((login) => ({
        id: login.loginId,
        kinds: login.kinds,
        method: login.method,
        created_at: login.createdAt.toISOString(),
        last_used_at: login.lastUsedAt.toISOString(),
        user_agent: login.userAgent,
        address: login.address,
        current: login.loginId === caller.credential.loginId,
      })),
    );
  }

  @Delete()
  async endOthers(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const caller = callerOf(exchange);
    if (!caller) throw notAuthenticated();
    await this.logins.endOthers(caller, exchange);
    return Answer.empty();
  }
}
