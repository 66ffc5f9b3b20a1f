import { Post, type Type } from '@nestjs/common';

import { AuthGuard, Public } from '../../../credentials/auth.guard.js';
import { CredentialReply } from '../../../credentials/credential-reply.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { toSources } from '../../../http/fields/sources.js';
import { RequestRate } from '../../../http/throttle.guard.js';
import { FieldErrors } from '../../../kernel/errors.js';
import { message } from '../../../kernel/messages.js';
import { UniqueViolation } from '../../../kernel/unit-of-work.js';
import { DtoClasses } from '../../../rest-auth.dto.js';
import { RequestInput } from '../../../credentials/request-input.js';
import type { RegisterDto } from './register.dto.js';
import { RegisterService } from './register.service.js';
import { RegistrationGuard } from './registration.guard.js';

/** The fields that registration itself understands; any others are the host's. */
const OWN_FIELDS = ['username', 'email', 'password1', 'password2'];

/** `registration/`: makes a user. */
@Endpoint('registration', ['POST', 'OPTIONS'], AuthGuard, RegistrationGuard)
@RequestRate('registration')
// Who registers leaves a session that the browser may have; a guard of the host's still sees only one that is proven.
@Public({ csrf: 'lenient' })
export class RegisterController extends EndpointController {
  constructor(
    protected readonly dto: DtoClasses,
    protected readonly input: RequestInput,
    protected readonly registration: RegisterService,
    protected readonly reply: CredentialReply,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    return this.register(this.dto.register, exchange);
  }

  /** The whole of it, for a DTO class of your own: what a subclass at another path calls. */
  protected async register(dto: Type<Partial<RegisterDto>>, exchange: Exchange): Promise<Answer> {
    const input = await this.input.read(dto, exchange, { forNobody: true });
    try {
      const outcome = await this.registration.register(input, toSources(dto, input, OWN_FIELDS), exchange);
      if ('verificationSent' in outcome) return Answer.detail(message('verification_sent'), 201);
      return this.reply.answer(outcome.issued, outcome.user, exchange, 201);
    } catch (error) {
      if (!(error instanceof UniqueViolation)) throw error;
      // Somebody was faster. A second look tells which field it is; if none, a column of the host's own clashes.
      await this.input.read(dto, exchange, { forNobody: true });
      throw FieldErrors.nonField('conflict');
    }
  }
}
