import { Injectable } from '@nestjs/common';

import { FieldRule } from '../../http/fields/field-rule.js';
import { type Message, message } from '../../kernel/messages.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { EmailAddressStore } from './email-address.store.js';

/**
 * An address that somebody has proven is taken (ACCOUNT_UNIQUE_EMAIL); an unverified one is not. Under mandatory verification nothing is
 * told here: the registration answers alike, and the owner gets a mail.
 */
@Injectable()
export class EmailRules extends FieldRule {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly addresses: EmailAddressStore,
  ) {
    super();
  }

  override async problems(email: string): Promise<Message[]> {
    const { unique, verification } = this.settings.email;
    if (!unique || verification === 'mandatory') return [];
    const [first] = await this.addresses.findByEmail(email, 1);
    return first?.verified ? [message('email_taken')] : [];
  }
}
