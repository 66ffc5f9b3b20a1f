import type { AuthUser, UserId } from '../../accounts/users/auth-user.js';
import {
  type ActiveCredential,
  CredentialKind,
  type CredentialOrigin,
  type CredentialReference,
  type IssuedCredentials,
  type LogoutNotice,
  type Recognition,
} from '../../credentials/credential-kind.js';
import type { Clock } from '../../kernel/clock.js';
import type { MemoryTables } from './memory-tables.js';

/** Credentials of the tables: each one's id is its key, and nobody is recognised by it. */
export class MemoryKind extends CredentialKind {
  override readonly name = 'token';
  override readonly challenge = null;
  override readonly isLoginWide = false;
  override readonly mayEndUnknown = false;

  constructor(
    private readonly tables: MemoryTables,
    private readonly clock: Clock,
    override readonly isCookie: boolean,
  ) {
    super();
  }

  override async recognise(): Promise<Recognition> {
    return null;
  }

  override async issue(user: AuthUser, origin: CredentialOrigin): Promise<IssuedCredentials> {
    const key = `key-${this.tables.nextId()}`;
    const now = this.clock.now();
    const credential = {
      ...origin,
      id: key,
      userId: user.id,
      createdAt: now,
      lastUsedAt: now,
      credentialsVersion: null,
    };
    this.tables.write({ credentials: [...this.tables.rows.credentials, credential] });
    return { token: { key }, cookies: [] };
  }

  override async endPresented(): Promise<LogoutNotice | null> {
    return null;
  }

  override async endLogin(userId: UserId, loginId: string): Promise<void> {
    const { credentials } = this.tables.rows;
    this.tables.write({ credentials: credentials.filter((row) => row.userId !== userId || row.loginId !== loginId) });
  }

  override async endAll(userId: UserId, except: CredentialReference | null): Promise<void> {
    const { credentials } = this.tables.rows;
    this.tables.write({ credentials: credentials.filter((row) => row.userId !== userId || row.id === except?.id) });
  }

  override async renew(): Promise<never[]> {
    return [];
  }

  override async list(user: AuthUser, limit: number): Promise<ActiveCredential[]> {
    return this.tables.rows.credentials.filter(({ userId }) => userId === user.id).slice(0, limit);
  }

  override async purge(): Promise<number> {
    return 0;
  }
}
