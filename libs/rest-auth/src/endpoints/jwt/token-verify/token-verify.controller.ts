import { Post } from '@nestjs/common';

import { Anonymous, AuthGuard } from '../../../credentials/auth.guard.js';
import { invalidOrExpired, JwtTokens } from '../../../credentials/jwt/jwt.tokens.js';
import { RequestInput } from '../../../credentials/request-input.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { RequestRate } from '../../../http/throttle.guard.js';
import { DtoClasses } from '../../../rest-auth.dto.js';

/** `token/verify/`: whether a token is good. */
@Endpoint('token/verify', ['POST', 'OPTIONS'], AuthGuard)
@RequestRate('tokenVerify')
@Anonymous()
export class TokenVerifyController extends EndpointController {
  constructor(
    protected readonly dto: DtoClasses,
    protected readonly input: RequestInput,
    protected readonly tokens: JwtTokens,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const { token } = await this.input.read(this.dto.tokenVerify, exchange);
    if (!(await this.tokens.verify(token))) throw invalidOrExpired();
    return Answer.body({});
  }
}
