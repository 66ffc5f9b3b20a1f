import { Injectable } from '@nestjs/common';

import { randomDigits } from '../../kernel/secrets.js';
import { foldName } from '../../kernel/text.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { UserStore } from './user.store.js';
import { UsernameRules } from './username.rules.js';

/** Room for the digits that make a name unique, below the 150 characters that a name may have. */
const LONGEST_BASE = 140;

/** Makes usernames where none is given, as allauth does. */
@Injectable()
export class UsernameGenerator {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly users: UserStore,
    private readonly rules: UsernameRules,
  ) {}

  /**
   * A name from the first of the texts that gives one (an address by its local part), with digits where it is taken. It was free when it was looked up; who
   * registers with it must still be ready to lose it, and to ask again.
   */
  async generate(...texts: readonly string[]): Promise<string> {
    const base = texts.map(baseOf).find((text) => text !== '') ?? 'user';
    for (let digits = 0; ; digits += 1) {
      const name = base + randomDigits(digits);
      if (!this.isKept(name) && !(await this.users.findByUsername(name))) return name;
    }
  }

  /** The name that somebody has elsewhere, as it is, if they may have it here; else one from the texts. */
  async adopt(username: string, ...texts: readonly string[]): Promise<string> {
    const isGood = username !== '' && (await this.rules.problems(username, { user: null })).length === 0;
    return isGood ? username : this.generate(...texts);
  }

  /** Names that the host keeps for itself. */
  private isKept(name: string): boolean {
    return this.settings.username.blacklist.some((kept) => foldName(kept) === foldName(name));
  }
}

function baseOf(text: string): string {
  const local = text.normalize('NFKD').split('@', 1)[0] ?? '';
  return local
    .replace(/[^A-Za-z0-9_.+\s-]/g, '')
    .trim()
    .replace(/\s+/g, '_')
    .toLowerCase()
    .slice(0, LONGEST_BASE);
}
