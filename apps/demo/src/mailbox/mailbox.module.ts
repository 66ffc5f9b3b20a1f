import { type DynamicModule, Module } from '@nestjs/common';

import { Mailbox } from './mailbox.js';
import { MailboxController } from './mailbox.controller.js';

/** The mailbox and its page. */
@Module({ controllers: [MailboxController] })
export class MailboxModule {
  /** `smtpUrl` is where mails are sent instead; null for nowhere. */
  static forRoot(smtpUrl: string | null): DynamicModule {
    // Host and port alone: a name and a password may stand before them.
    const mailServer = smtpUrl === null ? null : new URL(smtpUrl).host;
    return {
      module: MailboxModule,
      providers: [{ provide: Mailbox, useValue: new Mailbox(mailServer) }],
      exports: [Mailbox],
    };
  }
}
