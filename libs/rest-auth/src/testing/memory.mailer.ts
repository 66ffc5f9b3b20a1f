import type { RenderedMail } from '../mail/mail.js';
import { Mailer } from '../mail/mailer.js';

/** Keeps mails in memory, oldest first; fails as long as it is told to. */
export class MemoryMailer extends Mailer {
  readonly mails: RenderedMail[] = [];
  /** What sending fails with; null: it works. */
  failure: Error | null = null;

  override send(mail: RenderedMail): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    this.mails.push(mail);
    return Promise.resolve();
  }
}
