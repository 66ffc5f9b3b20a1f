import { Controller, Get, Header, type MessageEvent, NotFoundException, Param, Query, Sse } from '@nestjs/common';
import { map, type Observable } from 'rxjs';

import { MailPart, Page } from '../pages/page.decorator.js';
import { Mailbox, type ReceivedMail } from './mailbox.js';
import { mailboxPage, mailPart } from './mailbox.page.js';

@Controller('mailbox')
export class MailboxController {
  constructor(private readonly mailbox: Mailbox) {}

  @Get()
  @Page()
  page(): string {
    return mailboxPage(this.mailbox.mails, this.mailbox.mailServer);
  }

  /** Newest first; with `to` those to that address. */
  @Get('api')
  @Header('Cache-Control', 'no-store')
  list(@Query('to') to: unknown) {
    const mails = this.mailbox.mails.filter((mail) => to === undefined || mail.to === to);
    return mails.map((mail) => ({ ...mail, htmlUrl: `/mailbox/${mail.id}/html` }));
  }

  /** Tells of each mail as it comes. */
  @Sse('events')
  events(): Observable<MessageEvent> {
    return this.mailbox.received.pipe(map(({ id, to, subject }) => ({ type: 'mail', data: { id, to, subject } })));
  }

  @Get(':id/html')
  @MailPart()
  html(@Param('id') id: string): string {
    const mail: ReceivedMail | null = this.mailbox.find(id);
    if (!mail) throw new NotFoundException();
    return mailPart(mail);
  }
}
