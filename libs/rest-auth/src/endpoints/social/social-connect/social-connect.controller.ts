import { Post } from '@nestjs/common';

import { AuthGuard, callerOf } from '../../../credentials/auth.guard.js';
import { CredentialReply } from '../../../credentials/credential-reply.js';
import { RequestInput } from '../../../credentials/request-input.js';
import { Answer } from '../../../http/answer.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { RequestRate } from '../../../http/throttle.guard.js';
import { notAuthenticated } from '../../../kernel/errors.js';
import { SocialIdentifier } from '../../../social-providers/social-identifier.js';
import { SocialMountController } from '../../../social-providers/social-mount.controller.js';
import { SocialConnectService } from './social-connect.service.js';

/** `facebook/connect/`, `github/connect/`, …: another way to log in for the caller. dj-rest-auth: `SocialConnectView`. */
@Endpoint('connect', ['POST', 'OPTIONS'], AuthGuard)
@RequestRate('socialConnect')
export class SocialConnectController extends SocialMountController {
  constructor(
    protected readonly identifier: SocialIdentifier,
    protected readonly input: RequestInput,
    protected readonly connections: SocialConnectService,
    protected readonly reply: CredentialReply,
  ) {
    super();
  }

  @Post()
  async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    const caller = callerOf(exchange);
    if (!caller) throw notAuthenticated();
    const input = await this.input.read(this.identifier.dto(this.provider), exchange);
    const issued = await this.connections.connect(this.provider, input, caller, exchange);
    return this.reply.answer(issued, caller.user, exchange, 200);
  }
}
