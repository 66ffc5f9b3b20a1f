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
import { PasswordResetConfirmService } from './password-reset-confirm.service.js';

/** `password/reset/confirm/`: a new password by a mailed token. */
@Endpoint('password/reset/confirm', ['POST', 'OPTIONS'], AuthGuard)
@RequestRate('passwordResetConfirm')
@Public()
export class PasswordResetConfirmController extends EndpointController {
  constructor(
    protected readonly dto: DtoClasses,
    protected readonly input: RequestInput,
    protected readonly passwordResetConfirm: PasswordResetConfirmService,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    await this.passwordResetConfirm.confirm(await this.input.read(this.dto.passwordResetConfirm, exchange), exchange);
    return Answer.detail(message('password_reset_done'));
  }
}
