import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable, Logger } from '@nestjs/common';

import { FieldErrors, Refusal, unavailable } from '../kernel/errors.js';
import { errorName } from '../kernel/log-text.js';
import { message, MessageCatalogue } from '../kernel/messages.js';
import { stackOf } from '../kernel/stack.js';
import { type Exchange, Exchanges } from './exchange.js';
import { FailureShaper } from './failure-shaper.js';
import { isOutage } from './outage.js';

/** Answers every failure of our own routes as DRF does. */
@Catch()
@Injectable()
export class ErrorFilter implements ExceptionFilter<unknown> {
  private readonly logger = new Logger('RestAuth');

  constructor(
    private readonly exchanges: Exchanges,
    private readonly shaper: FailureShaper,
    private readonly catalogue: MessageCatalogue,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const exchange = this.exchanges.of(host);
    // A global guard of the host's refuses before the edge has spoken.
    exchange.setHeader('Cache-Control', 'no-store');
    exchange.setHeader('Referrer-Policy', 'no-referrer');
    const answer = this.answerTo(error, exchange);
    exchange.send(answer.getStatus(), bodyOf(answer));
  }

  private answerTo(error: unknown, exchange: Exchange): HttpException {
    if (error instanceof HttpException) return error;
    if (error instanceof FieldErrors || error instanceof Refusal) return this.shaper.shape(error, exchange);
    const name = errorName(error);
    if (isOutage(error)) {
      this.logger.error(`A request was answered 503: ${name}`);
      return this.shaper.shape(unavailable(1), exchange);
    }
    this.logger.error(`A request failed: ${name}`, stackOf(error));
    const detail = this.catalogue.text(message('server_error'), exchange.languages);
    return new HttpException({ detail }, 500);
  }
}

/** A failure of ours bears its body; one of the host's (a guard that refuses) is told as DRF tells it. */
function bodyOf(error: HttpException): object {
  const response = error.getResponse();
  const isNestsOwn = typeof response === 'string' || ('statusCode' in response && 'message' in response);
  return isNestsOwn ? { detail: error.message } : response;
}
