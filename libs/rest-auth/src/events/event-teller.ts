import { setImmediate } from 'node:timers/promises';

import type { UserId } from '../accounts/users/auth-user.js';
import type { Exchange } from '../http/exchange.js';
import type { Clock } from '../kernel/clock.js';
import type { UnitOfWork } from '../kernel/unit-of-work.js';
import {
  type AuthEvent,
  type AuthEvents,
  type EventCircumstances,
  type Happening,
  NoAuthEvents,
  outcomeOf,
} from './auth.events.js';

/** Tells what has happened in an exchange, with its circumstances. */
export class EventTeller {
  constructor(
    private readonly events: AuthEvents,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly instance: string,
  ) {}

  /** After the commit of the transaction that is open, if one is. What has failed belongs outside of it: with a roll-back nothing is told. */
  tell(happening: Happening, exchange: Exchange): void {
    const event = eventOf(happening, this.circumstances(exchange));
    this.afterAnswer(() => this.events.emit(event));
  }

  /** The same where it takes a look to know who is meant: one that no answer waits for, so that its time tells nothing, and that is not taken where nobody listens. */
  tellOfWhom(
    happening: (userId: UserId | null) => Happening,
    exchange: Exchange,
    find: () => Promise<UserId | null>,
  ): void {
    const circumstances = this.circumstances(exchange);
    this.afterAnswer(async () => {
      // Where the database is away it is told all the same.
      const userId = this.events instanceof NoAuthEvents ? null : await find().catch(() => null);
      await this.events.emit(eventOf(happening(userId), circumstances));
    });
  }

  /**
   * Once the transaction is committed and the answer on its way: what a look takes, or a listener before it first waits, may depend on whose account it is, and must not be read off
   * the time of an answer.
   */
  private afterAnswer(effect: () => void | Promise<void>): void {
    this.work.afterCommit(async () => {
      await setImmediate();
      await effect();
    });
  }

  private circumstances({ address, userAgent }: Exchange): Omit<EventCircumstances, 'outcome'> {
    return { at: this.clock.now(), instance: this.instance, address, userAgent };
  }
}

/** Frozen: nobody who is told can change it for the others. */
function eventOf(happening: Happening, circumstances: Omit<EventCircumstances, 'outcome'>): AuthEvent {
  return Object.freeze({ ...happening, outcome: outcomeOf(happening.type), ...circumstances });
}
