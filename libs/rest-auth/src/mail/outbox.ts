import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { addSeconds, Clock } from '../kernel/clock.js';
import { errorName, logText } from '../kernel/log-text.js';
import { KeyRing } from '../kernel/secrets.js';
import { UnitOfWork } from '../kernel/unit-of-work.js';
import { RestAuthSettings } from '../rest-auth.settings.js';
import type { Mail } from './mail.js';
import { MailComposer } from './mail.composer.js';
import { Mailer } from './mailer.js';
import { type OutboxEntry, OutboxStore } from './outbox.store.js';

/** How often it looks for mails whose time has come, and for those that a crashed process left. */
const POLL_MILLISECONDS = 5_000;
/** How long a sender has a mail for itself: longer than a mail server may take. */
const LEASE_SECONDS = 60;
/** The first pause after a failure; each further one is twice as long. */
const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 3600;

/**
 * Mails are written into a table with what they tell, and sent after the commit: none is sent for what never happened, none is lost, and no caller waits
 * for a mail server. Every mail has one sender at a time; after a crash between sending and noting it, it goes out once more.
 */
@Injectable()
export class Outbox implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('RestAuth');
  private draining: Promise<void> | null = null;
  private again = false;
  private closing = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly settings: RestAuthSettings,
    private readonly store: OutboxStore,
    private readonly composer: MailComposer,
    private readonly mailer: Mailer,
    private readonly keys: KeyRing,
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
  ) {}

  /** Puts a mail in; joins the transaction that is open. Null puts in what costs the same and is no mail: `like` is sealed for nothing, where there is one. */
  async add(mail: Mail | null, like: Mail | null = null): Promise<void> {
    if (!this.settings.mail) return;
    const seal = mail ?? like;
    const sealed = seal && this.keys.encrypt('mail-outbox', JSON.stringify(seal));
    await this.store.add(mail && sealed, this.clock.now());
    this.work.afterCommit(() => {
      this.wake();
    });
  }

  /** Sends whatever is due, and resolves when nothing is. */
  drain(): Promise<void> {
    if (this.draining) {
      // The one that is under way may have looked already.
      this.again = true;
      return this.draining;
    }
    this.draining = this.sendAll().finally(() => {
      this.draining = null;
    });
    return this.draining;
  }

  onApplicationBootstrap(): void {
    if (!this.settings.mail) return;
    this.timer = setInterval(() => {
      this.wake();
    }, POLL_MILLISECONDS);
    this.timer.unref();
  }

  /** Before the database goes: waits for the mail that is being sent. What is left is sent by the next process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    if (this.timer) clearInterval(this.timer);
    await this.draining?.catch(() => undefined);
  }

  private wake(): void {
    if (this.closing) return;
    this.drain().catch((error: unknown) => {
      this.logger.error(`The outbox could not be read: ${errorName(error)}`);
    });
  }

  private async sendAll(): Promise<void> {
    for (;;) {
      this.again = false;
      for (let entry = await this.claim(); entry; entry = await this.claim()) await this.send(entry);
      if (!this.isWantedAgain()) return;
    }
  }

  /** Somebody may have asked while the last look was under way. */
  private isWantedAgain(): boolean {
    return this.again && !this.closing;
  }

  private async claim(): Promise<OutboxEntry | null> {
    // However many wait, a process that ends does not wait for them.
    if (this.closing) return null;
    const now = this.clock.now();
    return this.store.claim(now, addSeconds(now, LEASE_SECONDS));
  }

  private async send(entry: OutboxEntry): Promise<void> {
    const { mail: settings } = this.settings;
    if (!settings || entry.sealed === null) {
      await this.store.remove(entry.id);
      return;
    }
    const mail = this.open(entry.sealed);
    if (!mail) {
      // Another process may have the secret: one with newer options, or another module on the same table.
      await this.failed(entry, 'sealed with none of our secrets', settings.giveUpAfterSeconds);
      return;
    }
    if (mail.expiresAt <= this.clock.now()) {
      await this.giveUp(entry, entry.attempts, 'expired');
      return;
    }
    try {
      await this.mailer.send(await this.composer.compose(mail, settings));
    } catch (error) {
      // The error's text may quote the mail: only its kind is told.
      const kind = error instanceof Error && 'code' in error ? logText(error.code) : 'error';
      await this.failed(entry, kind, settings.giveUpAfterSeconds);
      return;
    }
    await this.store.remove(entry.id);
  }

  private open(sealed: string): Mail | null {
    const text = this.keys.decrypt('mail-outbox', sealed);
    if (text === null) return null;
    const mail = JSON.parse(text) as Omit<Mail, 'expiresAt'> & { expiresAt: string };
    return { ...mail, expiresAt: new Date(mail.expiresAt) };
  }

  private async failed(entry: OutboxEntry, reason: string, giveUpAfterSeconds: number): Promise<void> {
    const attempts = entry.attempts + 1;
    const pause = Math.min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS);
    const next = addSeconds(this.clock.now(), pause);
    if (next > addSeconds(entry.createdAt, giveUpAfterSeconds)) {
      await this.giveUp(entry, attempts, reason);
      return;
    }
    this.logger.warn(`Mail ${entry.id} could not be sent (${reason}); attempt ${attempts + 1} in ${pause} s.`);
    await this.store.postpone(entry.id, attempts, next);
  }

  /** What was acknowledged and is never sent is told once, as an error. */
  private async giveUp({ id }: OutboxEntry, attempts: number, reason: string): Promise<void> {
    this.logger.error(`Mail ${id} was given up after ${attempts} attempts (${reason}).`);
    await this.store.remove(id);
  }
}
