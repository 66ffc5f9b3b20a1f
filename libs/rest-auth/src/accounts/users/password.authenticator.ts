import { Injectable } from '@nestjs/common';

import { RestAuthSettings } from '../../rest-auth.settings.js';
import { PasswordHasher } from '../passwords/password.hasher.js';
import { AccountFinder } from './account-finder.js';
import type { AuthUser } from './auth-user.js';
import { UserStore } from './user.store.js';

/** What a login names itself by. At least one of the two is there. */
export interface PasswordCredentials {
  readonly username: string | null;
  readonly email: string | null;
  readonly password: string;
}

/** Who is this login? Django: `AUTHENTICATION_BACKENDS`. */
export abstract class PasswordAuthenticator<User extends AuthUser = AuthUser> {
  /**
   * The user whose password it is; null for a wrong password, an unknown or inactive user, and an unusable password, with the same work done
   * for each.
   */
  abstract authenticate(credentials: PasswordCredentials): Promise<User | null>;
}

/** No password is longer; what is, is refused before anything is hashed, whoever's name stands beside it. */
const LONGEST_PASSWORD = 4096;

/** Looks users up by name or address, as `login.methods` says, in allauth's way: the default. */
@Injectable()
export class StoredPasswordAuthenticator extends PasswordAuthenticator {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly users: UserStore,
    private readonly accounts: AccountFinder,
    private readonly hasher: PasswordHasher,
  ) {
    super();
  }

  override async authenticate(credentials: PasswordCredentials): Promise<AuthUser | null> {
    if (credentials.password.length > LONGEST_PASSWORD) return null;
    const candidates = await this.candidates(credentials);
    for (const user of candidates) {
      if (await this.hasher.verify(credentials.password, user.password)) return user.isActive ? user : null;
    }
    if (candidates.length === 0) await this.hasher.verify(credentials.password, null);
    return null;
  }

  private async candidates({ username, email }: PasswordCredentials): Promise<AuthUser[]> {
    const { methods } = this.settings.login;
    if (email !== null) {
      return methods.includes('email') ? (await this.accounts.findByEmail(email)).map(({ user }) => user) : [];
    }
    if (username === null) return [];
    // Where both count, an address in the username's place is looked up as one, before it is taken for a name.
    const byEmail =
      methods.includes('email') && username.includes('@')
        ? (await this.accounts.findByEmail(username)).map(({ user }) => user)
        : [];
    const byName = methods.includes('username') ? await this.users.findByUsername(username) : null;
    if (byName && !byEmail.some((user) => user.id === byName.id)) byEmail.push(byName);
    return byEmail;
  }
}
