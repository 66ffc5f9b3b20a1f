import { Get, Post } from '@nestjs/common';

import { AuthGuard, Public } from '../../../credentials/auth.guard.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { RequestRate } from '../../../http/throttle.guard.js';
import { message } from '../../../kernel/messages.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';
import { LogoutService } from './logout.service.js';

/** `logout/`: ends what the request bears. Of the body nothing but a refresh token is ever looked at, so that no body stands in the way. */
@Endpoint('logout', ['GET', 'POST', 'HEAD', 'OPTIONS'], AuthGuard)
@RequestRate('logout')
@Public()
export class LogoutController extends EndpointController {
  constructor(
    protected readonly settings: RestAuthSettings,
    protected readonly logout: LogoutService,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const notice = await this.logout.logOut(exchange);
    return notice ? Answer.detail(notice.detail, notice.status) : Answer.detail(message('logged_out'));
  }

  @Get()
  async get(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    return this.settings.logout.onGet ? this.post(exchange) : this.refuseMethod(exchange.request);
  }
}
