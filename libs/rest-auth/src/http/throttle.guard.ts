import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';

import type { RequestRateName } from '../rest-auth.settings.js';
import { REQUEST_RATE } from './endpoint-route.js';
import { type Exchange, Exchanges } from './exchange.js';

/** Which of `throttling.rates` the requests to a controller count against. Without it they count against `others`. DRF: `throttle_scope`. */
export const RequestRate = (name: RequestRateName) => SetMetadata<string, RequestRateName>(REQUEST_RATE, name);

/** The rate of a controller's requests. */
export function requestRateOf(controller: object): RequestRateName {
  const name = Reflect.getMetadata(REQUEST_RATE, controller) as RequestRateName | undefined;
  return name ?? 'others';
}

/** Counts requests. */
export abstract class RequestThrottle {
  /** Throws the refusal of a request that is one too many; such a one does not count. */
  abstract admit(exchange: Exchange, name: RequestRateName): Promise<void>;
}

/**
 * Counts every request to our own endpoints, after the guards that tell who is calling and before a body is looked at, as DRF does. OPTIONS changes nothing and tells
 * nothing, and browsers ask it before each request of another origin: it does not count.
 */
@Injectable()
export class ThrottleGuard implements CanActivate {
  constructor(
    private readonly exchanges: Exchanges,
    private readonly throttle: RequestThrottle,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const exchange = this.exchanges.of(context);
    // A subclass that says `@Endpoint()` again has its parent's guards, and its own.
    if (exchange.request.method === 'OPTIONS' || exchange.isCounted) return true;
    exchange.isCounted = true;
    await this.throttle.admit(exchange, requestRateOf(context.getClass()));
    return true;
  }
}
