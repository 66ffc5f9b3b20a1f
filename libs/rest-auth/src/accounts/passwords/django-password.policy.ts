import { Injectable } from '@nestjs/common';

import { type Message, message } from '../../kernel/messages.js';
import { RestAuthSettings, type PasswordValidatorName } from '../../rest-auth.settings.js';
import { PasswordPolicy, type PasswordOwner } from './password.policy.js';
import { commonPassword } from './validators/common-password.js';
import { minimumLength } from './validators/minimum-length.js';
import { numericPassword } from './validators/numeric-password.js';
import { userAttributeSimilarity } from './validators/user-attribute-similarity.js';

type Validator = (password: string, owner: PasswordOwner | null) => Message | null | Promise<Message | null>;

/**
 * Django's four validators, those that `password.validators` names and in its order, and then, once it is known whose password it is, the host's list of
 * breached ones: the default.
 */
@Injectable()
export class DjangoPasswordPolicy extends PasswordPolicy {
  private readonly validators: Readonly<Record<PasswordValidatorName, Validator>> = {
    userAttributeSimilarity,
    minimumLength: (password) => minimumLength(password, this.settings.password.minLength),
    commonPassword,
    numericPassword,
  };

  constructor(private readonly settings: RestAuthSettings) {
    super();
  }

  override async problems(password: string, owner: PasswordOwner | null): Promise<Message[]> {
    const problems: Message[] = [];
    for (const name of this.settings.password.validators) {
      const problem = await this.validators[name](password, owner);
      if (problem !== null) problems.push(problem);
    }
    if (problems.length === 0 && owner !== null && (await this.settings.password.isBreached?.(password))) {
      problems.push(message('password_breached'));
    }
    return problems;
  }
}
