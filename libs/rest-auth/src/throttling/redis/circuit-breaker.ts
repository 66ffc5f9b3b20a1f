import { Logger } from '@nestjs/common';

import type { Clock } from '../../kernel/clock.js';
import { logText } from '../../kernel/log-text.js';

/** How long nothing is asked of what has failed. */
const REST_MILLISECONDS = 1000;
/** How often it is said that it is still down. */
const REMINDER_MILLISECONDS = 60_000;

/** Asks something over a network, for no longer than it may take. Once it has failed, nobody waits for it but one request a second, which looks whether it is back. */
export class CircuitBreaker {
  private readonly logger = new Logger('RestAuth');
  private isDown = false;
  private restsUntil = 0;
  private remindsAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMilliseconds: number,
  ) {}

  /** What `ask` answers, or else what `instead` does. */
  async run<Result>(ask: () => Promise<Result>, instead: () => Promise<Result>): Promise<Result> {
    const now = this.clock.now().getTime();
    if (this.isDown) {
      const rest = this.restsUntil - now;
      // Longer than a rest it is where the clock has been set back.
      if (rest > 0 && rest <= REST_MILLISECONDS) return instead();
      this.restsUntil = now + REST_MILLISECONDS;
    }
    try {
      const result = await this.inTime(ask);
      this.noteUp();
      return result;
    } catch (error) {
      this.noteDown(error);
      return instead();
    }
  }

  private async inTime<Result>(ask: () => Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer within ${this.timeoutMilliseconds} ms`));
      }, this.timeoutMilliseconds);
    });
    // What is asked may fail at once, before there is a promise.
    return Promise.race([(async () => ask())(), late]).finally(() => {
      clearTimeout(timer);
    });
  }

  private noteUp(): void {
    if (!this.isDown) return;
    this.isDown = false;
    this.logger.log('Redis answers again: the processes count together.');
  }

  private noteDown(error: unknown): void {
    const now = this.clock.now().getTime();
    const wasDown = this.isDown;
    this.isDown = true;
    this.restsUntil = now + REST_MILLISECONDS;
    if (wasDown && now < this.remindsAt) return;
    this.remindsAt = now + REMINDER_MILLISECONDS;
    const reason = error instanceof Error ? error.message : typeof error;
    this.logger.warn(`Redis does not count (${logText(reason)}): each process counts by itself until it does.`);
  }
}
