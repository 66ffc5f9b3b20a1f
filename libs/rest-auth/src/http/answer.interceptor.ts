import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';

import { MessageCatalogue } from '../kernel/messages.js';
import { Answer } from './answer.js';
import { Exchanges } from './exchange.js';

/** Writes an `Answer`: its status, its cookies, its text. A handler that answers anything else is left alone. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor<unknown, unknown> {
  constructor(
    private readonly exchanges: Exchanges,
    private readonly catalogue: MessageCatalogue,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const exchange = this.exchanges.of(context);
    return next.handle().pipe(
      map((answer) => {
        exchange.writeCookies();
        if (!(answer instanceof Answer)) return answer;
        exchange.setStatus(answer.status);
        if (answer.detail) return { detail: this.catalogue.text(answer.detail, exchange.languages) };
        return answer.body ?? undefined;
      }),
    );
  }
}
