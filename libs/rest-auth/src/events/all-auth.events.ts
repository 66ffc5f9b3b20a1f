import { Logger } from '@nestjs/common';

import { errorName } from '../kernel/log-text.js';
import { type AuthEvent, AuthEvents } from './auth.events.js';

/** Tells several listeners, each whatever becomes of the others. */
export class AllAuthEvents extends AuthEvents {
  private readonly logger = new Logger('RestAuth');

  constructor(private readonly listeners: readonly AuthEvents[]) {
    super();
  }

  override async emit(event: AuthEvent): Promise<void> {
    await Promise.all(this.listeners.map((listener) => this.tell(listener, event)));
  }

  private async tell(listener: AuthEvents, event: AuthEvent): Promise<void> {
    try {
      await listener.emit(event);
    } catch (error) {
      this.logger.error(`${listener.constructor.name} failed at the event ${event.type}: ${errorName(error)}`);
    }
  }
}
