import { Post } from '@nestjs/common';

import { Anonymous, AuthGuard } from '../../../credentials/auth.guard.js';
import { RequestInput } from '../../../credentials/request-input.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { RequestRate } from '../../../http/throttle.guard.js';
import { DtoClasses } from '../../../rest-auth.dto.js';
import { TokenRefreshService } from './token-refresh.service.js';

/** `token/refresh/`: another access token for a refresh token, of the body or of the cookie. */
@Endpoint('token/refresh', ['POST', 'OPTIONS'], AuthGuard)
@RequestRate('tokenRefresh')
@Anonymous()
export class TokenRefreshController extends EndpointController {
  constructor(
    protected readonly dto: DtoClasses,
    protected readonly input: RequestInput,
    protected readonly tokenRefresh: TokenRefreshService,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const { refresh } = await this.input.read(this.dto.tokenRefresh, exchange);
    return Answer.body(await this.tokenRefresh.refresh(refresh ?? null, exchange));
  }
}
