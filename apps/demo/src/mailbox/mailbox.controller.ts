import { Controller, Get } from '@nestjs/common';

import { MailPage } from '../pages/page.decorator.js';
import { Mailbox } from './mailbox.js';
import { mailboxPage } from './mailbox.page.js';

@Controller()
export class MailboxController {
  constructor(private readonly mailbox: Mailbox) {}

  @Get('mailbox')
  @MailPage()
  page(): string {
    return mailboxPage(this.mailbox.mails, this.mailbox.mailServer);
  }

  /** Newest first. */
  @Get('mailbox.json')
  json() {
    return this.mailbox.mails.map(({ to, from, subject, text }) => ({ to, from, subject, text }));
  }
}
