import { Injectable, Logger } from '@nestjs/common';

import type { UserId } from '../accounts/users/auth-user.js';
import type { Exchange } from '../http/exchange.js';
import { RequestThrottle } from '../http/throttle.guard.js';
import type { RequestRateName } from '../rest-auth.settings.js';
import { addressKey, NO_ADDRESS } from '../throttling/address-key.js';
import { COUNTED_BY } from '../throttling/counted-by.js';
import { Throttle } from '../throttling/throttle.js';
import { callerOf } from './auth.guard.js';
import { CredentialKinds } from './credential-kind.js';

/** Counts requests by the address that they come from, or by the user who makes them. */
@Injectable()
export class CallerThrottle extends RequestThrottle {
  private readonly logger = new Logger('RestAuth');
  private readonly told = new Set<string>();

  constructor(
    private readonly throttle: Throttle,
    private readonly kinds: CredentialKinds,
  ) {
    super();
  }

  override async admit(exchange: Exchange, name: RequestRateName): Promise<void> {
    if (!this.throttle.limitsAnything) return;
    const key = addressKey(exchange.address);
    this.noteAddress(exchange, key);
    const { by, isShared } = COUNTED_BY[name];
    const address = `address ${key}`;
    const caller = callerOf(exchange)?.user.id ?? null;
    if (isShared && this.throttle.limit('sharedRate')) {
      const user = caller ?? (await this.recognised(exchange));
      await this.throttle.take('sharedRate', user === null ? address : `user ${user}`, user);
    }
    await this.throttle.take(name, by === 'caller' && caller !== null ? `user ${caller}` : address, caller);
  }

  /** DRF knows who is calling before it counts, at a login too, where our guard looks at nobody. What is no good there stands in nobody's way. */
  private async recognised(exchange: Exchange): Promise<UserId | null> {
    for (const kind of this.kinds.recognised) {
      try {
        const recognition = await kind.recognise(exchange);
        if (recognition && 'user' in recognition) return recognition.user.id;
      } catch {
        // It counts by its address.
      }
    }
    return null;
  }

  /** What makes everybody share one budget, said once. */
  private noteAddress(exchange: Exchange, key: string): void {
    if (key === NO_ADDRESS) {
      this.warn(
        'Requests come without an address that can be read: all of them share one budget. See docs/throttling.md.',
      );
    } else if (exchange.header('x-forwarded-for') !== null && exchange.address === exchange.peerAddress) {
      this.warn(
        'Requests come with X-Forwarded-For, from an address that is no trusted proxy: the header is not believed, and everybody behind that address shares one budget. If it ' +
          "is your proxy, name it: `app.set('trust proxy', 'loopback')` on Express, `new FastifyAdapter({ trustProxy: 'loopback' })` on Fastify. See docs/throttling.md.",
      );
    }
  }

  private warn(text: string): void {
    if (this.told.has(text)) return;
    this.told.add(text);
    this.logger.warn(text);
  }
}
