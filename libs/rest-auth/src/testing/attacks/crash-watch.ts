import { runInThisContext } from 'node:vm';

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** Notes what would end a server's process, from now until its end. */
export class CrashWatch {
  readonly crashes: unknown[] = [];
  // A test runner may give tests a copy of `process`, which hears of nothing: this is the process itself.
  private readonly process = runInThisContext('process') as NodeJS.Process;
  private readonly note = (reason: unknown) => void this.crashes.push(reason);

  constructor() {
    for (const event of EVENTS) this.process.on(event, this.note);
  }

  end(): void {
    for (const event of EVENTS) this.process.off(event, this.note);
  }
}
