import { Injectable } from '@nestjs/common';
import { Mailer, type RenderedMail } from 'nestjs-rest-auth';

import { Mailbox } from './mailbox.js';

/** Delivers into the mailbox: the port's implementation while there is no mail server. */
@Injectable()
export class MailboxMailer extends Mailer {
  constructor(private readonly mailbox: Mailbox) {
    super();
  }

  override async send(mail: RenderedMail): Promise<void> {
    this.mailbox.put(mail);
  }
}
