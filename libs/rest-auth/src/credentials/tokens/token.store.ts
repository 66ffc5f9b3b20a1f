import type { UserId } from '../../accounts/users/auth-user.js';
import type { CredentialOrigin, StoredCredential } from '../credential-kind.js';

/** What is written with a new credential. */
export interface NewCredential extends CredentialOrigin {
  readonly userId: UserId;
  readonly createdAt: Date;
  readonly credentialsVersion: string;
}

/**
 * Where opaque tokens are kept. Keys come as clients present them; what of them is stored is the store's own affair (the default: a digest).
 * dj-rest-auth: `TOKEN_MODEL`.
 */
export abstract class TokenStore {
  /** Keeps a key. `readable`: so that `findReadable` finds it again, one for each user; throws `UniqueViolation` when there is one. */
  abstract create(key: string, token: NewCredential, readable: boolean): Promise<void>;

  /** The token of that key, old ones included; null when there is none. */
  abstract find(key: string): Promise<StoredCredential | null>;

  /** The user's one readable key, or null. Only asked for where `tokens.perUser` is on. */
  abstract findReadable(userId: UserId): Promise<string | null>;

  /** Notes that it was used. */
  abstract touch(id: StoredCredential['id'], usedAt: Date): Promise<void>;

  /** Binds it to another version of its user's credentials. */
  abstract rebind(id: StoredCredential['id'], credentialsVersion: string): Promise<void>;

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
