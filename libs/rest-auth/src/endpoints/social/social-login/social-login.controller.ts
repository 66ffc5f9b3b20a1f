import { Post } from '@nestjs/common';

import { Anonymous, AuthGuard } from '../../../credentials/auth.guard.js';
import { CredentialReply } from '../../../credentials/credential-reply.js';
import { RequestInput } from '../../../credentials/request-input.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { RequestRate } from '../../../http/throttle.guard.js';
import { SocialIdentifier } from '../../../social-providers/social-identifier.js';
import { SocialMountController } from '../../../social-providers/social-mount.controller.js';
import { SocialLoginService } from './social-login.service.js';

/** `facebook/`, `github/`, …: gives credentials for what a provider has given. dj-rest-auth: `SocialLoginView`. */
@Endpoint('', ['POST', 'OPTIONS'], AuthGuard)
@RequestRate('socialLogin')
@Anonymous()
export class SocialLoginController extends SocialMountController {
  constructor(
    protected readonly identifier: SocialIdentifier,
    protected readonly input: RequestInput,
    protected readonly login: SocialLoginService,
    protected readonly reply: CredentialReply,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const input = await this.input.read(this.identifier.dto(this.provider), exchange);
    const outcome = await this.login.logIn(this.provider, input, exchange);
    if ('challenge' in outcome) return Answer.body(outcome.challenge.body, outcome.challenge.status);
    return this.reply.answer(outcome.issued, outcome.user, exchange, 200);
  }
}
