import type { LoggerService } from '@nestjs/common';

import { withoutCredentials } from '../error-text.js';
import type { Terminal } from '../terminal.js';

/** What Nest says while it boots: kept quiet, and listened to. */
export class BootLog implements LoggerService {
  /** Resolves with the reason when a data source could not be started: TypeOrmModule would try for half a minute. */
  readonly databaseFailure: Promise<string>;
  private noteFailure: (reason: string) => void = () => undefined;

  constructor(
    private readonly terminal: Terminal,
    private readonly isShown: boolean,
  ) {
    this.databaseFailure = new Promise((resolve) => {
      this.noteFailure = resolve;
    });
  }

  log(...told: unknown[]): void {
    this.pass(told);
  }

  warn(...told: unknown[]): void {
    this.pass(told);
  }

  error(...told: unknown[]): void {
    this.pass(told);
    const [text, stack] = told;
    if (told.at(-1) === 'TypeOrmModule' && String(text).startsWith('Unable to connect to the database')) {
      this.noteFailure(reasonIn(String(stack)));
    }
  }

  fatal(...told: unknown[]): void {
    this.pass(told);
  }

  private pass(told: readonly unknown[]): void {
    if (!this.isShown) return;
    const [text, ...more] = told.filter((part) => part !== undefined).map(String);
    this.terminal.tell(withoutCredentials(`[${more.at(-1) ?? 'Nest'}] ${[text, ...more.slice(0, -1)].join('\n')}`));
  }
}

/** The text of an error out of its stack, without its class where it says something else. */
function reasonIn(stack: string): string {
  const [first = ''] = stack.split('\n', 1);
  return first
    .replace(/^[a-z]*error: (?=\S)/i, '')
    .replace(/:\s*$/, '')
    .replace(/^AggregateError \[(\w+)\]$/, '$1');
}
