import { Post } from '@nestjs/common';

import { AuthGuard, callerOf } from '../../../credentials/auth.guard.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { RequestRate } from '../../../http/throttle.guard.js';
import { notAuthenticated } from '../../../kernel/errors.js';
import { message } from '../../../kernel/messages.js';
import { DtoClasses } from '../../../rest-auth.dto.js';
import { RequestInput } from '../../../credentials/request-input.js';
import { PasswordChangeService } from './password-change.service.js';

/** `password/change/`: a new password for the caller. */
@Endpoint('password/change', ['POST', 'OPTIONS'], AuthGuard)
@RequestRate('passwordChange')
export class PasswordChangeController extends EndpointController {
  constructor(
    protected readonly dto: DtoClasses,
    protected readonly input: RequestInput,
    protected readonly passwordChange: PasswordChangeService,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const caller = callerOf(exchange);
    if (!caller) throw notAuthenticated();
    const input = await this.input.read(this.dto.passwordChange, exchange).catch((error: unknown) => {
      this.passwordChange.noteRefusal(error, caller, exchange);
      throw error;
    });
    for (const cookie of await this.passwordChange.change(caller, input, exchange)) exchange.setCookie(cookie);
    return Answer.detail(message('password_changed'));
  }
}
