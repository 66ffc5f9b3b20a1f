import { Get } from '@nestjs/common';

import { AuthGuard, callerOf } from '../../../credentials/auth.guard.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { notAuthenticated } from '../../../kernel/errors.js';
import { SocialAccountsService } from './social-accounts.service.js';

/** `socialaccounts/`: by which providers the caller can log in. dj-rest-auth: `SocialAccountListView`. */
@Endpoint('', ['GET', 'HEAD', 'OPTIONS'], AuthGuard)
export class SocialAccountsController extends EndpointController {
  constructor(protected readonly accounts: SocialAccountsService) {
    super();
  }

  @Get()
  async list(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const caller = callerOf(exchange);
    if (!caller) throw notAuthenticated();
    const accounts = await this.accounts.list(caller);
    return Answer.body(
      accounts.map(({ id, provider, uid, createdAt, lastLoginAt }) => ({
        id,
        provider,
        uid,
        last_login: lastLoginAt.toISOString(),
        date_joined: createdAt.toISOString(),
      })),
    );
  }
}
