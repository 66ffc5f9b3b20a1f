import { inspect } from 'node:util';

import { ConsoleLogger, Logger, type LoggerService } from '@nestjs/common';

/** As deep as Nest's own logger goes, with nothing left out, and one line for one object. */
const WHOLE = {
  depth: 5,
  breakLength: Infinity,
  compact: true,
  maxArrayLength: null,
  maxStringLength: null,
} as const;

/** Keeps all that Nest's logger is told, at every level, from now until its end. */
export class AttackLog implements LoggerService {
  /** One line for each call, stacks included. */
  readonly lines: string[] = [];
  /** Those of them that are errors. */
  readonly errors: string[] = [];

  constructor() {
    this.resume();
  }

  /** Is told again, where an application that was booted meanwhile has put its own logger in this one's place. */
  resume(): void {
    Logger.overrideLogger(this);
  }

  /** Nest's own logger is told from here on, of errors alone. */
  end(): void {
    Logger.overrideLogger(new ConsoleLogger({ logLevels: ['error', 'fatal'] }));
  }

  log(...parts: readonly unknown[]): void {
    this.keep(parts);
  }

  error(...parts: readonly unknown[]): void {
    this.errors.push(this.keep(parts));
  }

  warn(...parts: readonly unknown[]): void {
    this.keep(parts);
  }

  debug(...parts: readonly unknown[]): void {
    this.keep(parts);
  }

  verbose(...parts: readonly unknown[]): void {
    this.keep(parts);
  }

  fatal(...parts: readonly unknown[]): void {
    this.errors.push(this.keep(parts));
  }

  private keep(parts: readonly unknown[]): string {
    const line = parts.map((part) => (typeof part === 'string' ? part : inspect(part, WHOLE))).join(' ');
    this.lines.push(line);
    return line;
  }
}
