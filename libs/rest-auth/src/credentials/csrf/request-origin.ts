import { Injectable } from '@nestjs/common';

import type { Exchange } from '../../http/exchange.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';

/** Whether a request comes from a page that may use cookies: one of our own host, or of `csrf.trustedOrigins`; compared whole, never by parts. */
@Injectable()
export class RequestOrigin {
  constructor(private readonly settings: RestAuthSettings) {}

  /** The Origin header, if it names a foreign page; null when there is none or it is trusted. */
  foreign(exchange: Exchange): string | null {
    const origin = exchange.header('origin');
    if (origin === null || origin === exchange.ownOrigin) return null;
    return this.settings.csrf.trustedOrigins.includes(origin) ? null : origin;
  }
}
