import type { RenderedMail } from 'nestjs-rest-auth';

/** How many mails are kept; an older one makes room for a newer one. */
const CAPACITY = 100;

/** The mails that the demo would have sent, in memory: they hold links that change passwords, and end with the process. */
export class Mailbox {
  private kept: readonly RenderedMail[] = [];

  /** `mailServer` is host and port of the one that mails go to instead; null for none. */
  constructor(readonly mailServer: string | null) {}

  /** Newest first. */
  get mails(): readonly RenderedMail[] {
    return this.kept;
  }

  put(mail: RenderedMail): void {
    this.kept = [mail, ...this.kept].slice(0, CAPACITY);
  }
}
