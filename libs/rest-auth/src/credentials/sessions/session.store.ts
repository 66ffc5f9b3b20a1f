import type { UserId } from '../../accounts/users/auth-user.js';
import type { StoredCredential } from '../credential-kind.js';
import type { NewCredential } from '../tokens/token.store.js';

/** Where sessions are kept. Session ids come as browsers present them and are hashed inside. Django: `SESSION_ENGINE`. */
export abstract class SessionStore {
  /** Keeps a session and answers its row's id, which stays when the session id is renewed. */
  abstract create(sessionId: string, session: NewCredential): Promise<StoredCredential['id']>;

  /** The session of that id, old ones included; null when there is none. */
  abstract find(sessionId: string): Promise<StoredCredential | null>;

  /** Notes that it was used. */
  abstract touch(id: StoredCredential['id'], usedAt: Date): Promise<void>;

  /** Puts it under a new session id, bound to another version of its user's credentials; the old id is void. */
  abstract renew(id: StoredCredential['id'], sessionId: string, credentialsVersion: string): Promise<void>;

  /** Takes it away. */
  abstract delete(id: StoredCredential['id']): Promise<void>;

  /** Takes away what that login gave. */
  abstract deleteByLogin(userId: UserId, loginId: string): Promise<void>;

  /** Takes away all of the user's, but for one. */
  abstract deleteByUser(userId: UserId, exceptId: StoredCredential['id'] | null): Promise<void>;

  /** The user's, at most `limit`, the last used first; old ones included. */
  abstract listByUser(userId: UserId, limit: number): Promise<StoredCredential[]>;

  /** Takes away at most `limit` of those that were last used then or before, and answers how many. */
  abstract purge(lastUsedAt: Date, limit: number): Promise<number>;
}
