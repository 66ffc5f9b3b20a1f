import { Injectable, Logger } from '@nestjs/common';

import { type AuthEvent, AuthEvents } from './auth.events.js';

/**
 * Writes each event as one line of JSON through Nest's logger, in the context `RestAuthAudit`: failures as warnings, the rest as plain lines. Name it in `ports.events`; override
 * `write` to have the lines elsewhere.
 */
@Injectable()
export class AuditLog extends AuthEvents {
  private readonly logger = new Logger('RestAuthAudit');

  override emit(event: AuthEvent): void | Promise<void> {
    return this.write(lineOf(event), event.outcome);
  }

  /** Takes a line: JSON in ASCII, without a line break. */
  protected write(line: string, outcome: AuthEvent['outcome']): void | Promise<void> {
    if (outcome === 'failure') this.logger.warn(line);
    else this.logger.log(line);
  }
}

/** What matters first; the moment in UTC (ISO 8601). */
function lineOf({ at, type, outcome, userId, ...rest }: AuthEvent): string {
  const line = JSON.stringify({ at: at.toISOString(), type, outcome, userId, ...rest });
  // A client says what it likes: no character of it must end a line or move a terminal's cursor (CWE-117). JSON leaves these as they are.
  return line.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
