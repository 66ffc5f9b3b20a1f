import { inspect } from 'node:util';

import { ConsoleLogger, Logger, type LoggerService } from '@nestjs/common';

/** Keeps all that Nest's logger is told, at every level, from now until its end. */
export class AttackLog implements LoggerService {
  /** One line for each call, stacks included. */
  readonly lines: string[] = [];
  /** Those of them that are errors. */
  readonly errors: string[] = [];

  constructor() {
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
    const line = parts.map((part) => (typeof part === 'string' ? part : inspect(part))).join(' ');
    this.lines.push(line);
    return line;
  }
}
