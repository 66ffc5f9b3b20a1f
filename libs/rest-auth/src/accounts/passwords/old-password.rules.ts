import { Injectable } from '@nestjs/common';

import { FieldRule, type FieldRuleContext } from '../../http/fields/field-rule.js';
import { type Message, message } from '../../kernel/messages.js';
import { PasswordHasher } from './password.hasher.js';

/** The present password, asked for once more before it is changed. Nobody has it whose password is unusable. */
@Injectable()
export class OldPasswordRules extends FieldRule {
  constructor(private readonly hasher: PasswordHasher) {
    super();
  }

  override async problems(password: string, { user }: FieldRuleContext): Promise<Message[]> {
    const isRight = await this.hasher.verify(password, user?.password ?? null);
    return isRight ? [] : [message('old_password_incorrect')];
  }
}
