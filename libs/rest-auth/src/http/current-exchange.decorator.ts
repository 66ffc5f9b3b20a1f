import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';

import { type Exchange, Exchanges } from './exchange.js';

/** Finds the exchange of a handler's own module: there may be several of us in one application. */
@Injectable()
export class ExchangePipe implements PipeTransform<ExecutionContext, Exchange> {
  constructor(private readonly exchanges: Exchanges) {}

  transform(context: ExecutionContext): Exchange {
    return this.exchanges.of(context);
  }
}

const context = createParamDecorator((_: unknown, executionContext) => executionContext);

/** The exchange that a handler takes part in. */
export const CurrentExchange = (): ParameterDecorator => context(ExchangePipe);
