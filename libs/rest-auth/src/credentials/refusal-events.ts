import { Injectable } from '@nestjs/common';

import { EventTeller } from '../events/event-teller.js';
import type { Exchange } from '../http/exchange.js';
import { RefusalObserver } from '../http/refusal-observer.js';
import type { Refusal } from '../kernel/errors.js';
import { callerOf } from './auth.guard.js';

/** Tells of requests that are refused for how they come: too often, or forged. */
@Injectable()
export class RefusalEvents extends RefusalObserver {
  constructor(private readonly events: EventTeller) {
    super();
  }

  override noteRefusal({ detail: { code }, particulars }: Refusal, exchange: Exchange): void {
    const userId = particulars.userId ?? callerOf(exchange)?.user.id ?? null;
    if (particulars.rate !== undefined)
      this.events.tell({ type: 'throttled', userId, rate: particulars.rate }, exchange);
    if (code.startsWith('csrf_')) this.events.tell({ type: 'csrf_failed', userId, reason: code }, exchange);
  }
}
