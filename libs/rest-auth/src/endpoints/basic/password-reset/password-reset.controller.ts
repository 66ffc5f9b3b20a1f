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
import { PasswordResetService } from './password-reset.service.js';

/** `password/reset/`: asks for a mail with a reset. */
@Endpoint('password/reset', ['POST', 'OPTIONS'], AuthGuard)
@RequestRate('passwordReset')
@Public()
export class PasswordResetController extends EndpointController {
  constructor(
    protected readonly dto: DtoClasses,
    protected readonly input: RequestInput,
    protected readonly passwordReset: PasswordResetService,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const { email } = await this.input.read(this.dto.passwordReset, exchange);
    await this.passwordReset.request(email, exchange);
    return Answer.detail(message('password_reset_sent'));
  }
}
