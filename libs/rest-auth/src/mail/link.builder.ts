import { Injectable } from '@nestjs/common';

import { RestAuthSettings } from '../rest-auth.settings.js';

/** Where the links in mails lead: whole addresses, with what the page must send to the API. Django: `reverse('password_reset_confirm')`, `account_confirm_email`. */
export abstract class LinkBuilder {
  /** The page that asks for a new password. */
  abstract passwordReset(uid: string, token: string): string;
  /** The page that proves an address. */
  abstract emailVerification(key: string): string;
}

/** Fills the templates of `links`. The request has no say in it: a forged Host header must not send a token elsewhere. */
@Injectable()
export class TemplateLinkBuilder extends LinkBuilder {
  constructor(private readonly settings: RestAuthSettings) {
    super();
  }

  override passwordReset(uid: string, token: string): string {
    return fill(this.settings.links.passwordReset, { uid, token });
  }

  override emailVerification(key: string): string {
    return fill(this.settings.links.emailVerification, { key });
  }
}

/** Our values are letters, digits and `-_:`, which stand in a path and in a query as they are. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}
