import { unavailable } from '../../kernel/errors.js';

/**
 * Lets so many hashes run at a time, and so many wait. argon2 works in libuv's pool; taking all of its threads would stop every file read
 * and name look-up of the process. Who comes when the queue is full is sent away with 503.
 */
export class HashQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly concurrency: number,
    private readonly capacity: number,
  ) {}

  /** Throws the refusal that whoever came now would get. */
  assertRoom(): void {
    if (this.running >= this.concurrency && this.waiting.length >= this.capacity) throw unavailable(1);
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.assertRoom();
    if (this.running >= this.concurrency) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      // The place is handed on, not given back, so that nobody slips in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
