import { addSeconds } from '../kernel/clock.js';
import type { AuthUser } from '../accounts/users/auth-user.js';
import { credentialsVersion, type StoredCredential } from './credential-kind.js';

/** How long a credential lives. */
export interface Lifetime {
  readonly absoluteSeconds: number;
  readonly idleSeconds: number;
}

/** A use is noted when the last note is older than this: a write for each request would cost more than it tells. */
const TOUCH_SECONDS = 3600;

/** Whether it is neither too old nor unused for too long. */
export function isAlive(credential: StoredCredential, lifetime: Lifetime, now: Date): boolean {
  return (
    addSeconds(credential.createdAt, lifetime.absoluteSeconds) > now &&
    addSeconds(credential.lastUsedAt, lifetime.idleSeconds) > now
  );
}

/** Whether its last use should be noted. */
export function isUseWorthNoting(credential: StoredCredential, now: Date): boolean {
  return addSeconds(credential.lastUsedAt, TOUCH_SECONDS) <= now;
}

/** Whether it was made for the user's credentials as they are now. */
export function isOfPresentCredentials(credential: StoredCredential, user: AuthUser): boolean {
  return isOfVersion(credential, credentialsVersion(user));
}

/** The same for a version; a table that has no place for versions holds what is good for all. */
export function isOfVersion(credential: StoredCredential, version: string): boolean {
  return credential.credentialsVersion === null || credential.credentialsVersion === version;
}
