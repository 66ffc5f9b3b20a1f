import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';

import { Exchanges } from '../../http/exchange.js';
import { SessionKind } from '../sessions/session.kind.js';
import { CsrfProtection } from './csrf-protection.js';

/**
 * Sets the CSRF cookie with the answer, so that a browser client that has none can get one: put it on a GET route of the host's own. Django:
 * `ensure_csrf_cookie`.
 */
@Injectable()
export class EnsureCsrfCookie implements NestInterceptor {
  constructor(
    private readonly exchanges: Exchanges,
    private readonly csrf: CsrfProtection,
    private readonly sessions: SessionKind,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const exchange = this.exchanges.of(context);
    exchange.setCookie(this.csrf.renew(exchange, await this.sessions.idOf(exchange)));
    exchange.writeCookies();
    return next.handle();
  }
}
