import type { Message } from '../../kernel/messages.js';
import type { AuthUser } from '../users/auth-user.js';

/** The parts of a user that a password must not resemble. */
export type PasswordOwner = Pick<AuthUser, 'username' | 'email' | 'firstName' | 'lastName'>;

/** Which passwords are good enough. Django: `AUTH_PASSWORD_VALIDATORS`. */
export abstract class PasswordPolicy {
  /**
   * Everything that is wrong with `password`, without quoting it; none when it is good. `owner` is null where nobody is known yet (the first of
   * registration's two looks).
   */
  abstract problems(password: string, owner: PasswordOwner | null): Promise<Message[]>;
}
