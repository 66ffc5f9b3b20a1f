import { Logger, type LoggerService } from '@nestjs/common';

/** Keeps what Nest's logger is told, from now until its end. */
export class LogLines implements LoggerService {
  /** Message and context of each, without a stack. */
  readonly lines: string[] = [];
  /** All of it. */
  text = '';

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
    this.lines.push(`${String(parts[0])} ${String(parts.at(-1))}`);
    this.text += `${parts.map(String).join(' ')}\n`;
  }
}
