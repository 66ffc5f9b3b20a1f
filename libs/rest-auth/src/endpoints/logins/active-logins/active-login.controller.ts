import { Delete, Param } from '@nestjs/common';

import { AuthGuard, callerOf } from '../../../credentials/auth.guard.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { notAuthenticated } from '../../../kernel/errors.js';
import { ActiveLoginsService } from './active-logins.service.js';

/** `logins/:id/`: DELETE ends one of the caller's logins. */
@Endpoint('logins/:id', ['DELETE', 'OPTIONS'], AuthGuard)
export class ActiveLoginController extends EndpointController {
  constructor(protected readonly logins: ActiveLoginsService) {
    super();
  }

  @Delete()
  async end(@Param('id') id: string, @CurrentExchange() exchange: Exchange): Promise<Answer> {
    const caller = callerOf(exchange);
    if (!caller) throw notAuthenticated();
    await this.logins.end(caller, id, exchange);
    return Answer.empty();
  }
}
