import { Injectable } from '@nestjs/common';

import { FieldRule } from '../../http/fields/field-rule.js';
import { type Message, message } from '../../kernel/messages.js';
import { lengthOf } from '../../kernel/text.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { PasswordPolicy } from './password.policy.js';

/** The first look at a new user's password, before anything is known of the user; the second one knows names and address. */
@Injectable()
export class NewPasswordRules extends FieldRule {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly policy: PasswordPolicy,
  ) {
    super();
  }

  override async problems(password: string): Promise<Message[]> {
    const { validators, registrationMinLength: min } = this.settings.password;
    // allauth's own minimum, which counts where Django's validators are all off.
    if (validators.length === 0 && lengthOf(password) < min) return [message('password_too_short', { min })];
    return this.policy.problems(password, null);
  }
}
