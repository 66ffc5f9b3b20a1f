import { Logger } from '@nestjs/common';

import { addSeconds, type Clock } from '../kernel/clock.js';
import { EnglishMessageCatalogue } from '../kernel/english.js';
import { KeyRing } from '../kernel/secrets.js';
import { UnitOfWork } from '../kernel/unit-of-work.js';
import { documentedDefaults, MAIL_DEFAULTS } from '../rest-auth.defaults.js';
import type { MailSettings, RestAuthSettings } from '../rest-auth.settings.js';
import { FrozenClock } from '../testing/frozen.clock.js';
import { MemoryMailer } from '../testing/memory.mailer.js';
import type { Mail, RenderedMail } from './mail.js';
import { MailComposer } from './mail.composer.js';
import { Mailer } from './mailer.js';
import { Outbox } from './outbox.js';
import { type OutboxEntry, OutboxStore } from './outbox.store.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

interface Row extends OutboxEntry {
  dueAt: Date;
}

/** The table. */
class MemoryOutboxStore extends OutboxStore {
  readonly rows = new Map<number, Row>();
  private last = 0;

  override async add(sealed: string | null, createdAt: Date): Promise<void> {
    this.last += 1;
    this.rows.set(this.last, { id: this.last, sealed, createdAt, attempts: 0, dueAt: createdAt });
  }

  override async claim(now: Date, leasedUntil: Date): Promise<OutboxEntry | null> {
    const due = [...this.rows.values()].filter(({ dueAt }) => dueAt <= now);
    const [first] = due.sort((left, right) => left.dueAt.getTime() - right.dueAt.getTime() || left.id - right.id);
    if (!first) return null;
    this.rows.set(first.id, { ...first, dueAt: leasedUntil });
    return first;
  }

  override async remove(id: number): Promise<void> {
    this.rows.delete(id);
  }

  override async postpone(id: number, attempts: number, dueAt: Date): Promise<void> {
    const row = this.rows.get(id);
    if (row) this.rows.set(id, { ...row, attempts, dueAt });
  }
}

/** A transaction that is open until it is told to end. */
class ManualUnitOfWork extends UnitOfWork {
  private effects: (() => void | Promise<void>)[] = [];

  override run<Result>(work: () => Promise<Result>): Promise<Result> {
    return work();
  }

  override afterCommit(effect: () => void | Promise<void>): void {
    this.effects.push(effect);
  }

  async commit(): Promise<void> {
    for (const effect of this.effects.splice(0)) await effect();
  }
}

/** Sends when it is told to. */
class SlowMailer extends Mailer {
  readonly taken: string[] = [];
  private readonly ends: (() => void)[] = [];

  override send({ to }: RenderedMail): Promise<void> {
    this.taken.push(to);
    return new Promise((resolve) => this.ends.push(resolve));
  }

  end(): void {
    for (const end of this.ends.splice(0)) end();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Until the mailer has as many mails; templates are read from the disk, which may take its time. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000_000 && !condition(); turn += 1) await settled();
  expect(condition()).toBe(true);
}

function settingsWith(mail: Partial<MailSettings> | false = {}): RestAuthSettings {
  return {
    ...documentedDefaults(),
    secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
    secretFallbacks: [],
    throttling: false,
    links: { passwordReset: '', emailVerification: '' },
    mail: mail && { ...MAIL_DEFAULTS, transport: { jsonTransport: true }, ...mail },
  };
}

/** An outbox over real collaborators, but for the database and the mail server. */
function outboxWith({
  mail = {},
  store = new MemoryOutboxStore(),
  mailer = new MemoryMailer(),
  clock = new FrozenClock(),
}: {
  mail?: Partial<MailSettings> | false;
  store?: MemoryOutboxStore;
  mailer?: Mailer;
  clock?: Clock;
} = {}) {
  const settings = settingsWith(mail);
  const work = new ManualUnitOfWork();
  const keys = new KeyRing(settings.secret);
  const composer = new MailComposer(settings, new EnglishMessageCatalogue());
  return { outbox: new Outbox(settings, store, composer, mailer, keys, clock, work), work };
}

function mailTo(to: string, clock: Clock, seconds = 7 * DAY): Mail {
  const variables = { link: 'http://app.test/reset/1/secret-token/', uid: '1', token: 'secret-token' };
  return { template: 'password-reset', to, variables, languages: [], expiresAt: addSeconds(clock.now(), seconds) };
}

/** What is logged in the meantime. */
const logged: string[] = [];
beforeAll(() => {
  const keep = (...parts: unknown[]) => logged.push(parts.join(' '));
  Logger.overrideLogger({ log: keep, error: keep, warn: keep });
});
beforeEach(() => (logged.length = 0));
afterAll(() => Logger.overrideLogger(true));

describe('the outbox', () => {
  it('sends a mail by itself, after the commit and not before', async () => {
    const store = new MemoryOutboxStore();
    const mailer = new MemoryMailer();
    const clock = new FrozenClock();
    const { outbox, work } = outboxWith({ store, mailer, clock });
    await outbox.add(mailTo('alice@example.com', clock));
    await settled();
    expect(mailer.mails).toEqual([]);

    await work.commit();
    await until(() => store.rows.size === 0);
    expect(mailer.mails).toEqual([
      {
        from: 'webmaster@localhost',
        to: 'alice@example.com',
        subject: '[example.com] Password Reset Email',
        text: expect.stringContaining('http://app.test/reset/1/secret-token/'),
        html: expect.stringContaining('http://app.test/reset/1/secret-token/'),
      },
    ]);
  });

  it('keeps what it holds unreadable', async () => {
    const store = new MemoryOutboxStore();
    const clock = new FrozenClock();
    await outboxWith({ store, clock }).outbox.add(mailTo('alice@example.com', clock));
    const [row] = store.rows.values();
    for (const text of [row?.sealed ?? '', Buffer.from(row?.sealed ?? '', 'base64url').toString('latin1')]) {
      expect(text).not.toMatch(/alice|secret|reset|http/);
    }
  });

  it('takes away what is no mail', async () => {
    const store = new MemoryOutboxStore();
    const mailer = new MemoryMailer();
    const { outbox } = outboxWith({ store, mailer });
    await outbox.add(null);
    expect(store.rows.size).toBe(1);
    await outbox.drain();
    expect([store.rows.size, mailer.mails, logged]).toEqual([0, [], []]);
  });

  it('drops a mail whose links are dead by now', async () => {
    const store = new MemoryOutboxStore();
    const mailer = new MemoryMailer();
    const clock = new FrozenClock();
    const { outbox } = outboxWith({ store, mailer, clock });
    await outbox.add(mailTo('early@example.com', clock, HOUR - 1));
    await outbox.add(mailTo('late@example.com', clock, HOUR + 1));
    clock.advance(HOUR);
    await outbox.drain();
    expect(mailer.mails.map(({ to }) => to)).toEqual(['late@example.com']);
    expect(store.rows.size).toBe(0);
  });

  it('tries again after pauses that grow up to an hour', async () => {
    const store = new MemoryOutboxStore();
    const mailer = new MemoryMailer();
    const clock = new FrozenClock();
    const { outbox } = outboxWith({ store, mailer, clock });
    mailer.failure = new Error('down');
    await outbox.add(mailTo('alice@example.com', clock));
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 11; attempt += 1) {
      await outbox.drain();
      const [row] = store.rows.values();
      expect(row?.attempts).toBe(attempt);
      const pause = ((row?.dueAt.getTime() ?? 0) - clock.now().getTime()) / 1000;
      pauses.push(pause);
      // A second too early nothing happens.
      clock.advance(pause - 1);
      await outbox.drain();
      expect([...store.rows.values()][0]?.attempts).toBe(attempt);
      clock.advance(1);
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);

    mailer.failure = null;
    await outbox.drain();
    expect([mailer.mails.length, store.rows.size]).toEqual([1, 0]);
  });

  it('gives up in the end, and says so', async () => {
    const store = new MemoryOutboxStore();
    const mailer = new MemoryMailer();
    const clock = new FrozenClock();
    const { outbox } = outboxWith({ store, mailer, clock, mail: { giveUpAfterSeconds: 100 } });
    mailer.failure = Object.assign(new Error('550 alice@example.com secret-token'), { code: 'EENVELOPE' });
    await outbox.add(mailTo('alice@example.com', clock));
    for (const pause of [0, 10, 20, 40]) {
      expect(store.rows.size).toBe(1);
      clock.advance(pause);
      await outbox.drain();
    }
    expect(store.rows.size).toBe(0);
    expect(logged.at(-1)).toContain('given up after 4 attempts (EENVELOPE)');
    // The server's words quote the mail.
    expect(logged.join('\n')).not.toMatch(/alice|secret-token/);
  });

  it('does not let one mail hold up another', async () => {
    const clock = new FrozenClock();
    const sent: string[] = [];
    class PickyMailer extends Mailer {
      override async send({ to }: RenderedMail): Promise<void> {
        if (to.startsWith('bad')) throw new Error('no such box');
        sent.push(to);
      }
    }
    const { outbox } = outboxWith({ clock, mailer: new PickyMailer() });
    for (const name of ['bad1', 'alice', 'bad2', 'bob']) await outbox.add(mailTo(`${name}@example.com`, clock));
    await outbox.drain();
    expect(sent).toEqual(['alice@example.com', 'bob@example.com']);
  });

  it('gives a mail to one sender at a time', async () => {
    const store = new MemoryOutboxStore();
    const clock = new FrozenClock();
    const mailer = new SlowMailer();
    const first = outboxWith({ store, clock, mailer }).outbox;
    const second = outboxWith({ store, clock, mailer }).outbox;
    await first.add(mailTo('alice@example.com', clock));
    const sending = first.drain();
    await until(() => mailer.taken.length === 1);
    await second.drain();
    clock.advance(59);
    await second.drain();
    expect(mailer.taken).toEqual(['alice@example.com']);
    mailer.end();
    await sending;
    clock.advance(DAY);
    await second.drain();
    expect(mailer.taken).toEqual(['alice@example.com']);
  });

  it('gives it to another one when its sender has died', async () => {
    const store = new MemoryOutboxStore();
    const clock = new FrozenClock();
    const dead = new SlowMailer();
    const alive = new MemoryMailer();
    const crashed = outboxWith({ store, clock, mailer: dead }).outbox;
    await crashed.add(mailTo('alice@example.com', clock));
    void crashed.drain();
    await until(() => dead.taken.length === 1);
    clock.advance(60);
    await outboxWith({ store, clock, mailer: alive }).outbox.drain();
    expect(alive.mails.map(({ to }) => to)).toEqual(['alice@example.com']);
    expect(store.rows.size).toBe(0);
  });

  it('ends with the mail that is being sent, and leaves the others to the next process', async () => {
    const store = new MemoryOutboxStore();
    const clock = new FrozenClock();
    const mailer = new SlowMailer();
    const { outbox } = outboxWith({ store, clock, mailer });
    for (const name of ['alice', 'bob']) await outbox.add(mailTo(`${name}@example.com`, clock));
    const sending = outbox.drain();
    await until(() => mailer.taken.length === 1);
    const again = outbox.drain();
    const ended = outbox.beforeApplicationShutdown();
    mailer.end();
    await Promise.all([ended, sending, again]);
    expect(mailer.taken).toEqual(['alice@example.com']);
    expect([...store.rows.values()].map(({ id, dueAt }) => [id, dueAt])).toEqual([[2, clock.now()]]);
  });

  it('sends at once what is put in while it sends', async () => {
    const clock = new FrozenClock();
    const mailer = new SlowMailer();
    const { outbox } = outboxWith({ clock, mailer });
    await outbox.add(mailTo('alice@example.com', clock));
    const sending = outbox.drain();
    await until(() => mailer.taken.length === 1);
    await outbox.add(mailTo('bob@example.com', clock));
    const again = outbox.drain();
    mailer.end();
    await until(() => mailer.taken.length === 2);
    mailer.end();
    await Promise.all([sending, again]);
    expect(mailer.taken).toEqual(['alice@example.com', 'bob@example.com']);
  });

  it('leaves a mail that it cannot open to who can', async () => {
    const store = new MemoryOutboxStore();
    const clock = new FrozenClock();
    const mailer = new MemoryMailer();
    const sealed = new KeyRing('Wd5tR8nZ2qLx7Kv4Jm9Yc1Hs6Bf3Gp0E').encrypt(
      'mail-outbox',
      JSON.stringify(mailTo('alice@example.com', clock)),
    );
    await store.add(sealed, clock.now());
    await outboxWith({ store, clock, mailer }).outbox.drain();
    expect([mailer.mails, store.rows.size]).toEqual([[], 1]);
  });

  it('goes on after the table could not be read', async () => {
    const clock = new FrozenClock();
    const mailer = new MemoryMailer();
    class FlakyStore extends MemoryOutboxStore {
      isDown = true;
      override claim(now: Date, leasedUntil: Date): Promise<OutboxEntry | null> {
        return this.isDown ? Promise.reject(new Error('alice@example.com')) : super.claim(now, leasedUntil);
      }
    }
    const store = new FlakyStore();
    const { outbox, work } = outboxWith({ store, clock, mailer });
    await outbox.add(mailTo('alice@example.com', clock));
    await work.commit();
    await until(() => logged.length > 0);
    expect(logged.join('\n')).not.toContain('alice');
    store.isDown = false;
    await outbox.drain();
    expect(mailer.mails).toHaveLength(1);
  });

  it('takes nothing where mail is off', async () => {
    const store = new MemoryOutboxStore();
    const clock = new FrozenClock();
    const { outbox } = outboxWith({ store, clock, mail: false });
    await outbox.add(mailTo('alice@example.com', clock));
    await outbox.add(null);
    expect(store.rows.size).toBe(0);
  });

  it('lets a mail that is being sent end before the application does', async () => {
    const store = new MemoryOutboxStore();
    const clock = new FrozenClock();
    const mailer = new SlowMailer();
    const { outbox } = outboxWith({ store, clock, mailer });
    await outbox.add(mailTo('alice@example.com', clock));
    outbox.onApplicationBootstrap();
    void outbox.drain();
    await until(() => mailer.taken.length === 1);
    let isOver = false;
    const shutdown = outbox.beforeApplicationShutdown().then(() => (isOver = true));
    await settled();
    expect(isOver).toBe(false);
    mailer.end();
    await shutdown;
    expect(store.rows.size).toBe(0);
  });
});
