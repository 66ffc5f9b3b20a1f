import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { Injectable, type OnModuleInit } from '@nestjs/common';
import type Handlebars from 'handlebars';

import { type Message, message, MessageCatalogue } from '../kernel/messages.js';
import { assertInstalled } from '../kernel/optional-package.js';
import { type MailSettings, type MailTemplateName, RestAuthSettings } from '../rest-auth.settings.js';
import type { Mail, RenderedMail } from './mail.js';

type Part = 'text' | 'html';
type Variables = Readonly<Record<string, string>>;

const DIRECTORY = new URL('./templates/', import.meta.url);

/** Makes a mail's subject, text and HTML from Handlebars templates: ours, or the host's where `mail.templates` names one. */
@Injectable()
export class MailComposer implements OnModuleInit {
  private readonly templates = new Map<string, Promise<Handlebars.TemplateDelegate<Variables>>>();

  constructor(
    private readonly settings: RestAuthSettings,
    private readonly catalogue: MessageCatalogue,
  ) {}

  onModuleInit(): void {
    if (this.settings.mail) assertInstalled(['handlebars'], 'mail');
  }

  async compose(mail: Mail, settings: MailSettings): Promise<RenderedMail> {
    const { name, domain } = this.settings.site;
    const variables = { ...mail.variables, siteName: name, siteDomain: domain || name };
    const [text, html] = await Promise.all([
      this.render(mail.template, 'text', settings, variables),
      this.render(mail.template, 'html', settings, variables),
    ]);
    const subject = this.catalogue.text(this.subjectOf(mail.template), mail.languages);
    return { from: settings.from, to: mail.to, subject, text, html };
  }

  private subjectOf(template: MailTemplateName): Message {
    const site = this.settings.site.name;
    switch (template) {
      case 'password-reset':
        return this.settings.email.addresses
          ? message('mail_password_reset_subject', { site })
          : message('mail_password_reset_subject_plain', { site });
      case 'email-verification':
        return message('mail_email_verification_subject', { site });
      case 'account-exists':
        return message('mail_account_exists_subject', { site });
      case 'password-changed':
        return message('mail_password_changed_subject', { site });
      case 'social-account-connected':
        return message('mail_social_account_connected_subject', { site });
    }
  }

  private async render(
    name: MailTemplateName,
    part: Part,
    settings: MailSettings,
    variables: Variables,
  ): Promise<string> {
    const path = settings.templates[name]?.[part] ?? fileURLToPath(new URL(`${name}.${part}.hbs`, DIRECTORY));
    let template = this.templates.get(path);
    if (!template) {
      template = this.load(path, part);
      this.templates.set(path, template);
    }
    return (await template)(variables);
  }

  private async load(path: string, part: Part): Promise<Handlebars.TemplateDelegate<Variables>> {
    const [source, { default: handlebars }] = await Promise.all([readFile(path, 'utf8'), import('handlebars')]);
    // Text is no HTML: escaped, a link would be dead. Nothing in a template can reach a prototype (Handlebars' own default).
    return handlebars.create().compile<Variables>(source, { noEscape: part === 'text', strict: false });
  }
}
