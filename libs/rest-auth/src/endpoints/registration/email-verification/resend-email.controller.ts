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

/** `registration/resend-email/`: mails another key. */
@Endpoint('registration/resend-email', ['POST', 'OPTIONS'], AuthGuard)
@RequestRate('resendEmail')
@Public()
export class ResendEmailController extends EndpointController {
  constructor(
    protected readonly dto: DtoClasses,
    protected readonly input: RequestInput,
    protected readonly verification: EmailVerificationService,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const { email } = await this.input.read(this.dto.resendEmail, exchange);
    await this.verification.resend(email, exchange);
    return Answer.detail(message('ok'));
  }
}
