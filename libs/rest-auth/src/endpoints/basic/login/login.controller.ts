import { Post } from '@nestjs/common';

import { Anonymous, AuthGuard } from '../../../credentials/auth.guard.js';
import { CredentialReply } from '../../../credentials/credential-reply.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { RequestRate } from '../../../http/throttle.guard.js';
import { DtoClasses } from '../../../rest-auth.dto.js';
import { RequestInput } from '../../../credentials/request-input.js';
import { LoginService } from './login.service.js';

/** `login/`: gives credentials for a password. */
@Endpoint('login', ['POST', 'OPTIONS'], AuthGuard)
@RequestRate('login')
@Anonymous()
export class LoginController extends EndpointController {
  constructor(
    protected readonly dto: DtoClasses,
    protected readonly input: RequestInput,
    protected readonly login: LoginService,
    protected readonly reply: CredentialReply,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const outcome = await this.login.logIn(await this.input.read(this.dto.login, exchange), exchange);
    if ('challenge' in outcome) return Answer.body(outcome.challenge.body, outcome.challenge.status);
    return this.reply.answer(outcome.issued, outcome.user, exchange, 200);
  }
}
