import { Post } from '@nestjs/common';

import { AuthGuard, Public } from '../../../credentials/auth.guard.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { RequestRate } from '../../../http/throttle.guard.js';
import { message } from '../../../kernel/messages.js';
import { DtoClasses } from '../../../rest-auth.dto.js';
import { RequestInput } from '../../../credentials/request-input.js';
import { EmailVerificationService } from './email-verification.service.js';

/** `registration/verify-email/`, and the same under `registration/account-confirm-email/`: proves an address by a mailed key. */
@Endpoint(['registration/verify-email', 'registration/account-confirm-email'], ['POST', 'OPTIONS', 'HEAD'], AuthGuard)
@RequestRate('verifyEmail')
@Public()
export class VerifyEmailController extends EndpointController {
  constructor(
    protected readonly dto: DtoClasses,
    protected readonly input: RequestInput,
    protected readonly verification: EmailVerificationService,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const { key } = await this.input.read(this.dto.verifyEmail, exchange);
    await this.verification.verify(key, exchange);
    return Answer.detail(message('ok'));
  }
}
