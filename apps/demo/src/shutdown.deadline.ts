import { Server } from 'node:http';

import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** How long requests that are under way may take to end. */
const REQUESTS_MILLISECONDS = 2_000;
/** How long everything may take: less than the ten seconds after which supervisors kill. */
const ALL_MILLISECONDS = 6_000;

/**
 * Bounds the graceful shutdown. A browser that holds a connection open, or a mail server that does not answer, must not keep the demo from
 * ending; a mail that was being sent is still in the outbox, and goes out after the next start.
 */
@Injectable()
export class ShutdownDeadline implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Demo');

  constructor(private readonly host: HttpAdapterHost) {}

  beforeApplicationShutdown(signal?: string): void {
    const server: unknown = this.host.httpAdapter.getHttpServer();
    setTimeout(() => {
      if (server instanceof Server) server.closeAllConnections();
    }, REQUESTS_MILLISECONDS).unref();
    // Only a signal ends the process; an application that is closed by its own program lives on in it.
    if (signal === undefined) return;
    setTimeout(() => {
      this.logger.warn('Not everything has ended in time; stopping anyway.');
      process.exit(0);
    }, ALL_MILLISECONDS).unref();
  }
}
