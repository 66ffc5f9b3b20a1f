import { randomBytes } from 'node:crypto';

import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { RenderedMail } from 'nestjs-rest-auth';
import { Subject } from 'rxjs';

/** How many mails are kept; an older one makes room for a newer one. */
const CAPACITY = 100;

/** A mail as it lies in the mailbox. */
export interface ReceivedMail extends RenderedMail {
  readonly id: string;
  readonly receivedAt: Date;
}

/** The mails that the demo would have sent, in memory: they hold links that change passwords, and end with the process. */
export class Mailbox implements BeforeApplicationShutdown {
  private readonly arrivals = new Subject<ReceivedMail>();
  private kept: readonly ReceivedMail[] = [];

  /** `mailServer` is host and port of the one that mails go to instead; null for none. */
  constructor(readonly mailServer: string | null) {}

  /** Newest first. */
  get mails(): readonly ReceivedMail[] {
    return this.kept;
  }

  /** Each mail from now on, until the demo ends. */
  readonly received = this.arrivals.asObservable();

  find(id: string): ReceivedMail | null {
    return this.kept.find((mail) => mail.id === id) ?? null;
  }

  put(mail: RenderedMail): void {
    const received = { ...mail, id: randomBytes(8).toString('hex'), receivedAt: new Date() };
    this.kept = [received, ...this.kept].slice(0, CAPACITY);
    this.arrivals.next(received);
  }

  /** Streams of pages that are open would keep the server from closing. */
  beforeApplicationShutdown(): void {
    this.arrivals.complete();
  }
}
