import { Param, Post } from '@nestjs/common';

import { AuthGuard, callerOf } from '../../../credentials/auth.guard.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { notAuthenticated } from '../../../kernel/errors.js';
import { SocialAccountsService } from './social-accounts.service.js';

/** `socialaccounts/:id/disconnect/`: takes a way to log in from the caller. dj-rest-auth: `SocialAccountDisconnectView`. */
@Endpoint(':id/disconnect', ['POST', 'OPTIONS'], AuthGuard)
export class SocialAccountDisconnectController extends EndpointController {
  constructor(protected readonly accounts: SocialAccountsService) {
    super();
  }

  @Post()
  async disconnect(@Param('id') id: string, @CurrentExchange() exchange: Exchange): Promise<Answer> {
    const caller = callerOf(exchange);
    if (!caller) throw notAuthenticated();
    await this.accounts.disconnect(caller, id, exchange);
    return Answer.body({});
  }
}
