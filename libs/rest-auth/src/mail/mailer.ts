import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { MailerService } from '@nestjs-modules/mailer';

import { assertInstalled } from '../kernel/optional-package.js';
import { RestAuthSettings } from '../rest-auth.settings.js';
import type { RenderedMail } from './mail.js';
import type { SendMailTransport } from './mail-transport.js';

/** Hands a mail to whatever delivers it. Django: `EMAIL_BACKEND`. */
export abstract class Mailer {
  /** Resolves once the mail is in other hands; throws when it is not, and is asked again later. */
  abstract send(mail: RenderedMail): Promise<void>;
}

/** How long a mail server may take. */
const TIMEOUT_MILLISECONDS = 30_000;

/** Sends by nodemailer, through @nestjs-modules/mailer: the default. The package is loaded with the first mail. */
@Injectable()
export class NestMailer extends Mailer implements OnModuleInit, OnModuleDestroy {
  private service: Promise<MailerService> | null = null;

  constructor(private readonly settings: RestAuthSettings) {
    super();
  }

  onModuleInit(): void {
    if (this.settings.mail) assertInstalled(['@nestjs-modules/mailer', 'nodemailer', 'lodash'], 'mail');
  }

  override async send(mail: RenderedMail): Promise<void> {
    if (!this.settings.mail) return;
    this.service ??= createService(this.settings.mail.transport);
    const service = await this.service;
    await service.sendMail({
      ...mail,
      // An object is never read as a list of addresses.
      to: { name: '', address: mail.to },
      timeout: TIMEOUT_MILLISECONDS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async onModuleDestroy(): Promise<void> {
    await (await this.service)?.onModuleDestroy();
  }
}

/** The service by itself, without its module: that one is global, and there may be two of us, or one of the host's. */
async function createService(transport: SendMailTransport): Promise<MailerService> {
  const [{ MailerService: Service }, { createTransport }] = await Promise.all([
    import('@nestjs-modules/mailer'),
    import('nodemailer'),
  ]);
  // nodemailer has a signature for each kind.
  const create = () => {
    if (typeof transport === 'string') return createTransport(transport);
    if ('send' in transport) return createTransport(transport);
    return 'jsonTransport' in transport ? createTransport(transport) : createTransport(transport);
  };
  return new Service({ transport }, { createTransport: create });
}
