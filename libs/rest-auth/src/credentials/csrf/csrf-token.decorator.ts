import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';

import { Exchanges } from '../../http/exchange.js';
import { SessionKind } from '../sessions/session.kind.js';
import { CsrfProtection } from './csrf-protection.js';

/** Finds or makes the token of a request, and sees to the cookie. */
@Injectable()
export class CsrfTokenPipe implements PipeTransform<ExecutionContext, Promise<string>> {
  constructor(
    private readonly exchanges: Exchanges,
    private readonly csrf: CsrfProtection,
    private readonly sessions: SessionKind,
  ) {}

  async transform(context: ExecutionContext): Promise<string> {
    const exchange = this.exchanges.of(context);
    const cookie = this.csrf.renew(exchange, await this.sessions.idOf(exchange));
    exchange.setCookie(cookie);
    exchange.writeCookies();
    return cookie.value;
  }
}

const context = createParamDecorator((_: unknown, executionContext) => executionContext);

/** The CSRF token for a form's hidden field `csrfmiddlewaretoken`; the cookie that belongs to it is set with the answer. Django: `get_token`. */
export const CsrfToken = (): ParameterDecorator => context(CsrfTokenPipe);
