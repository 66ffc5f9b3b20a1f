import { Injectable } from '@nestjs/common';

import { FieldRule, type FieldRuleContext } from '../../http/fields/field-rule.js';
import { type Message, message } from '../../kernel/messages.js';
import { foldName, lengthOf } from '../../kernel/text.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { UserStore } from './user.store.js';

/** Letters and digits of any script, `_` and `@ . + -`: Django's UnicodeUsernameValidator. */
const ALLOWED = /^[\p{L}\p{N}_.@+-]+$/u;

/** As in the users' own column. */
const MAX_LENGTH = 150;

/**
 * What a username must be, on registration and on a change alike: allowed characters, not blacklisted, the host's own validators,
 * not taken. The first failing rule alone is told, as allauth's `clean_username` does. One's own name is no clash.
 */
@Injectable()
export class UsernameRules extends FieldRule {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly users: UserStore,
  ) {
    super();
  }

  override async problems(username: string, { user }: FieldRuleContext): Promise<Message[]> {
    if (!ALLOWED.test(username)) return [message('invalid_username')];
    const key = foldName(username);
    const { blacklist, validators, preserveCase } = this.settings.username;
    // Counted as it is kept: the small letter of a dotted I is two characters.
    const kept = preserveCase ? username : username.toLowerCase();
    if (lengthOf(kept) > MAX_LENGTH) return [message('max_length', { max: MAX_LENGTH })];
    if (blacklist.some((name) => foldName(name) === key)) return [message('username_blacklisted')];
    for (const validator of validators) {
      const text = validator(username);
      if (text !== null) return [message('custom', { text })];
    }
    const holder = await this.users.findByUsername(username);
    return holder && holder.id !== user?.id ? [message('username_taken')] : [];
  }
}
