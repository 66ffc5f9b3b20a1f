import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';

import { Refusal } from '../kernel/errors.js';
import { message, MessageCatalogue } from '../kernel/messages.js';
import { writeInto } from './answering.js';
import { ALLOW } from './endpoint-route.js';
import { type Exchange, Exchanges } from './exchange.js';

/** What holds for every answer of ours, the refusals too; and the negotiation that DRF does before all else. */
@Injectable()
export class EdgeGuard implements CanActivate {
  constructor(
    private readonly exchanges: Exchanges,
    private readonly catalogue: MessageCatalogue,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const exchange = this.exchanges.of(context);
    writeInto(exchange, this.catalogue);
    exchange.setHeader('Cache-Control', 'no-store');
    // An address of ours may hold a token: a page that it is opened as tells it to nobody.
    exchange.setHeader('Referrer-Policy', 'no-referrer');
    const allow: unknown = Reflect.getMetadata(ALLOW, context.getClass());
    if (typeof allow === 'string') exchange.setHeader('Allow', allow);
    if (!acceptsJson(exchange)) throw new Refusal('not_acceptable', message('not_acceptable'));
    return true;
  }
}

/**
 * We speak JSON. A browser that asks for HTML gets JSON too, where DRF has its browsable pages; `?format=json` takes that
 * courtesy back, as it does there.
 */
function acceptsJson(exchange: Exchange): boolean {
  const accept = exchange.header('accept');
  if (accept === null || accept.trim() === '') return true;
  const jsonOnly = /[?&]format=json(?:&|$)/.test(exchange.request.url);
  return accept.split(',').some((entry) => {
    const type = entry.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    return (
      ['*/*', 'application/*', 'application/json'].includes(type) || (!jsonOnly && /^text\/(?:html|\*)$/.test(type))
    );
  });
}
