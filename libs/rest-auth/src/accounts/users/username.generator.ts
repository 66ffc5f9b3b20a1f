import { Injectable } from '@nestjs/common';

import { randomDigits } from '../../kernel/secrets.js';
import { foldName } from '../../kernel/text.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { UserStore } from './user.store.js';

/** Room for the digits that make a name unique, below the 150 characters that a name may have. */
const LONGEST_BASE = 140;

/** Makes a username where none was given, from the address' local part, as allauth does. */
@Injectable()
export class UsernameGenerator {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly users: UserStore,
  ) {}

  /** A name that was free when it was looked up; who registers with it must still be ready to lose it, and to ask again. */
  async generate(email: string): Promise<string> {
    const base = baseOf(email);
    for (let digits = 0; ; digits += 1) {
      const name = base + randomDigits(digits);
      if (!this.isKept(name) && !(await this.users.findByUsername(name))) return name;
    }
  }

  /** Names that the host keeps for itself. */
  private isKept(name: string): boolean {
    return this.settings.username.blacklist.some((kept) => foldName(kept) === foldName(name));
  }
}

function baseOf(email: string): string {
  const local = email.normalize('NFKD').split('@', 1)[0] ?? '';
  return (
    local
      .replace(/[^A-Za-z0-9_.+-]/g, '')
      .toLowerCase()
      .slice(0, LONGEST_BASE) || 'user'
  );
}
