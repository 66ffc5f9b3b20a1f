import { Injectable } from '@nestjs/common';

import type { Exchange } from '../../http/exchange.js';
import { Refusal } from '../../kernel/errors.js';
import { message } from '../../kernel/messages.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';

/** Whether a request comes from a page that may use cookies: one of our own host, or of `csrf.trustedOrigins`; compared whole, never by parts. */
@Injectable()
export class RequestOrigin {
  constructor(private readonly settings: RestAuthSettings) {}

  /**
   * Refuses a page of a foreign origin that calls by a cookie: no such page was ever given one. For what lasts longer than any credential, whatever CSRF tokens are asked for
   * elsewhere.
   */
  assertOwnOrByHeader(exchange: Exchange): void {
    const origin = this.foreign(exchange);
    if (origin === null || exchange.header('authorization') !== null) return;
    throw new Refusal('permission_denied', message('csrf_origin', { origin }));
  }

  /** The Origin header, if it names a foreign page; null when there is none or it is trusted. */
  foreign(exchange: Exchange): string | null {
    const origin = exchange.header('origin');
    if (origin === null || origin === exchange.ownOrigin) return null;
    return this.settings.csrf.trustedOrigins.includes(origin) ? null : origin;
  }
}
