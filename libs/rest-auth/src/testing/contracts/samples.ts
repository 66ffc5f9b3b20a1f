import type { NewUser, UserId } from '../../accounts/users/auth-user.js';
import type { NewCredential } from '../../credentials/tokens/token.store.js';

/** A moment in whole milliseconds, and one that no machine's clock shows by chance. */
export const NOW = new Date('2031-05-06T07:08:09.123Z');

export function newUser(username: string, more: Partial<NewUser> = {}): NewUser {
  return {
    username,
    email: `${username}@example.com`,
    firstName: '',
    lastName: '',
    password: '!of nobody',
    isActive: true,
    credentialsChangedAt: null,
    dateJoined: NOW,
    ...more,
  };
}

export function newCredential(userId: UserId, more: Partial<NewCredential> = {}): NewCredential {
  return {
    userId,
    loginId: 'login-1',
    method: 'password',
    userAgent: 'A browser',
    address: '192.0.2.1',
    createdAt: NOW,
    credentialsVersion: '0',
    ...more,
  };
}

/** A key in the form of DRF's tokens, and a different one for each letter from a to f. */
export function keyOf(letter: string): string {
  return letter.repeat(40);
}
