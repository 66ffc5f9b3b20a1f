import type { Type } from '@nestjs/common';
import { type AuthEvent, AuthEvents } from 'nestjs-rest-auth';

const CIRCUMSTANCES = ['outcome', 'at', 'instance', 'address', 'userAgent'];

/** What has happened, without when and from where. */
export function happeningOf(event: AuthEvent): object {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !CIRCUMSTANCES.includes(name)));
}

/** A listener of a spec's own. */
export interface ToldEvents {
  readonly Listener: Type<AuthEvents>;
  readonly events: AuthEvent[];
  /** Those so many that were told last, without their circumstances, once they are there: some take a look before. */
  last(count: number): Promise<object[]>;
}

/** Each call makes another one, which has heard of nothing. */
export function toldEvents(): ToldEvents {
  const events: AuthEvent[] = [];
  class Listener extends AuthEvents {
    override emit(event: AuthEvent) {
      events.push(event);
    }
  }
  return {
    Listener,
    events,
    last: async (count) => {
      const end = Date.now() + 5000;
      while (events.length < count && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
      return events.slice(-count).map(happeningOf);
    },
  };
}
