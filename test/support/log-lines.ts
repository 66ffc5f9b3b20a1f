import { Logger, type LoggerService } from '@nestjs/common';

/** Keeps what Nest's logger is told, from now until its end, with whatever is told beside a line. */
export class LogLines implements LoggerService {
  readonly lines: string[] = [];

  constructor() {
    Logger.overrideLogger(this);
  }

  end(): void {
    Logger.overrideLogger(['error', 'fatal']);
  }

  log(...parts: unknown[]): void {
    this.keep(parts);
  }

  error(...parts: unknown[]): void {
    this.keep(parts);
  }

  warn(...parts: unknown[]): void {
    this.keep(parts);
  }

  debug(...parts: unknown[]): void {
    this.keep(parts);
  }

  verbose(...parts: unknown[]): void {
    this.keep(parts);
  }

  fatal(...parts: unknown[]): void {
    this.keep(parts);
  }

  private keep(parts: readonly unknown[]): void {
    this.lines.push(
      parts
        .filter((part) => part !== undefined)
        .map(String)
        .join(' '),
    );
  }
}
