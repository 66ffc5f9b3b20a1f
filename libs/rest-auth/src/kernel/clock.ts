/** The one source of time. Swap it (`ports: { clock }`) to freeze or move time in tests. */
export abstract class Clock {
  /** The present moment. Goes back only where somebody sets it. */
  abstract now(): Date;
}

/** The machine's clock: the default. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** `seconds` after (or, negative, before) `moment`. */
export function addSeconds(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}

/** `moment`, or the first millisecond after `former` where the clock has not got beyond it: of two changes the second is always later. */
export function laterThan(former: Date | null, moment: Date): Date {
  return former && former >= moment ? new Date(former.getTime() + 1) : moment;
}
