import { addSeconds, Clock, SystemClock } from '../kernel/clock.js';

/** A clock that stands still until it is moved. Starts at the machine's own present, so that nothing else looks out of place. */
export class FrozenClock extends Clock {
  private present = new SystemClock().now();

  override now(): Date {
    return this.present;
  }

  /** Puts it to another moment, be it earlier. */
  set(moment: Date): void {
    this.present = moment;
  }

  /** Moves it. */
  advance(seconds: number): void {
    this.present = addSeconds(this.present, seconds);
  }
}
