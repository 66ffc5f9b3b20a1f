import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { EventTeller } from '../events/event-teller.js';
import { ALLOW } from '../http/endpoint-route.js';
import { type Exchange, Exchanges } from '../http/exchange.js';
import { FailureShaper } from '../http/failure-shaper.js';
import { notAuthenticated, Refusal } from '../kernel/errors.js';
import { type Caller, type CredentialKind, CredentialKinds, type Recognition } from './credential-kind.js';

/** How much a handler asks of its caller. */
export type Demand = 'authenticated' | 'public' | 'lenient' | 'anonymous';

const DEMAND = 'rest-auth:demand';

/**
 * Anybody may call; who can be recognised is (`@CurrentUser()`), and a credential that is no good counts as none. A session without its CSRF token is refused all the
 * same, as DRF does; with `csrf: 'lenient'` it counts as none too.
 */
export const Public = ({ csrf = 'strict' }: { csrf?: 'strict' | 'lenient' } = {}) =>
  SetMetadata<string, Demand>(DEMAND, csrf === 'strict' ? 'public' : 'lenient');

/** Anybody may call, and nobody is looked at: for a login, where a stale credential must not stand in the way. */
export const Anonymous = () => SetMetadata<string, Demand>(DEMAND, 'anonymous');

/** What a controller asks of its callers, behind this guard. */
export function demandOf(controller: object): Demand {
  const demand = Reflect.getMetadata(DEMAND, controller) as Demand | undefined;
  return demand ?? 'authenticated';
}

/** Who was recognised, and by which credential; null for nobody. */
export function callerOf(exchange: Exchange): Caller | null {
  const { caller } = exchange;
  return caller && isCaller(caller) ? caller : null;
}

function isCaller(caller: object): caller is Caller {
  return 'user' in caller && 'credential' in caller;
}

/**
 * Lets recognised callers through and leaves the user in `request.user`, as guards of Nest do. For the host's own controllers as for ours; put
 * `@Public()` on what anybody may call. DRF: `IsAuthenticated` over the authentication classes.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly kinds: CredentialKinds,
    private readonly exchanges: Exchanges,
    private readonly shaper: FailureShaper,
    private readonly reflector: Reflector,
    private readonly events: EventTeller,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const exchange = this.exchanges.of(context);
    exchange.challenge = this.kinds.recognised[0]?.challenge ?? null;
    const demand =
      this.reflector.getAllAndOverride<Demand | undefined>(DEMAND, [context.getHandler(), context.getClass()]) ??
      'authenticated';
    try {
      await this.admit(exchange, demand);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.noteDenial(error, exchange);
      throw this.shaper.shape(error, exchange);
    } finally {
      // Our own answers write them last, with what the handler adds.
      if (!Reflect.hasMetadata(ALLOW, context.getClass())) exchange.writeCookies();
    }
    return true;
  }

  private async admit(exchange: Exchange, demand: Demand): Promise<void> {
    for (const kind of this.kinds.recognised) await kind.assertNotForged(exchange);
    if (demand === 'anonymous') return;
    for (const kind of this.kinds.recognised) {
      const recognition = await this.recognise(kind, exchange, demand);
      if (recognition === null) continue;
      if ('rejected' in recognition) {
        if (demand === 'authenticated') throw recognition.rejected;
        continue;
      }
      exchange.caller = recognition;
      exchange.request.user = recognition.user;
      return;
    }
    if (demand === 'authenticated') throw notAuthenticated();
  }

  /** A forgery is told as what it is, by who hears of every refusal. */
  private noteDenial({ reason, detail }: Refusal, exchange: Exchange): void {
    if (reason !== 'not_authenticated') return;
    this.events.tell({ type: 'access_denied', userId: null, reason: detail.code }, exchange);
  }

  private async recognise(kind: CredentialKind, exchange: Exchange, demand: Demand): Promise<Recognition> {
    try {
      return await kind.recognise(exchange);
    } catch (error) {
      const isForgery = error instanceof Refusal && error.reason === 'permission_denied';
      if (demand === 'lenient' && isForgery) return null;
      throw error;
    }
  }
}
