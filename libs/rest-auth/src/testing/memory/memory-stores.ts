import { type EmailAddress, EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import { type PasswordReset, PasswordResetStore } from '../../accounts/passwords/password-reset.store.js';
import {
  type NewSocialAccount,
  type SocialAccount,
  type SocialAccountRemoval,
  SocialAccountStore,
} from '../../accounts/social-accounts/social-account.store.js';
import type { AuthUser, NewUser, UserId } from '../../accounts/users/auth-user.js';
import { UserStore } from '../../accounts/users/user.store.js';
import { emailKey, usernameKey } from '../../kernel/identifiers.js';
import { digest } from '../../kernel/secrets.js';
import { UniqueViolation } from '../../kernel/unit-of-work.js';
import { type OutboxEntry, OutboxStore } from '../../mail/outbox.store.js';
import type { MemoryTables } from './memory-tables.js';

/** The users of the tables. */
export class MemoryUserStore extends UserStore {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  override async findById(id: UserId): Promise<AuthUser | null> {
    return this.tables.rows.users.find((user) => user.id === id) ?? null;
  }

  override async findByUsername(username: string): Promise<AuthUser | null> {
    const key = usernameKey(username);
    return this.tables.rows.users.find((user) => usernameKey(user.username) === key) ?? null;
  }

  override async findByEmail(email: string, limit: number): Promise<AuthUser[]> {
    if (email === '') return [];
    const key = emailKey(email);
    return this.tables.rows.users.filter((user) => emailKey(user.email) === key).slice(0, limit);
  }

  override async create(user: NewUser, extra: Readonly<Record<string, unknown>>): Promise<AuthUser> {
    if (await this.findByUsername(user.username)) throw new UniqueViolation();
    const created: AuthUser = { ...extra, ...user, id: this.tables.nextId() };
    this.tables.write({ users: [...this.tables.rows.users, created] });
    return created;
  }

  override async update(user: AuthUser, changes: Readonly<Record<string, unknown>>): Promise<AuthUser> {
    const updated: AuthUser = { ...user, ...changes };
    this.tables.write({ users: this.tables.rows.users.map((row) => (row.id === user.id ? updated : row)) });
    return updated;
  }

  override async replacePassword(user: AuthUser, hash: string, changedAt: Date | null): Promise<boolean> {
    const present = await this.findById(user.id);
    if (!present) return false;
    const isUnchanged = changedAt
      ? present.credentialsChangedAt?.getTime() === user.credentialsChangedAt?.getTime()
      : present.password === user.password;
    if (isUnchanged)
      await this.update(present, { password: hash, ...(changedAt && { credentialsChangedAt: changedAt }) });
    return isUnchanged;
  }
}

/** The addresses of the tables, each one proven by one user at most. */
export class MemoryEmailAddressStore extends EmailAddressStore {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  override async create(userId: UserId, email: string, primary: boolean): Promise<EmailAddress> {
    const { addresses } = this.tables.rows;
    if (addresses.some((row) => row.userId === userId && row.email === email)) throw new UniqueViolation();
    const created: EmailAddress = { id: this.tables.nextId(), userId, email, verified: false, primary };
    this.tables.write({ addresses: [...addresses, created] });
    return created;
  }

  override async findById(id: EmailAddress['id']): Promise<EmailAddress | null> {
    return this.tables.rows.addresses.find((row) => row.id === id) ?? null;
  }

  override async findByEmail(email: string, limit: number): Promise<EmailAddress[]> {
    const rows = this.tables.rows.addresses.filter((row) => emailKey(row.email) === emailKey(email));
    return [...rows.filter(({ verified }) => verified), ...rows.filter(({ verified }) => !verified)].slice(0, limit);
  }

  override async isVerified(userId: UserId, email: string): Promise<boolean> {
    return (await this.findByEmail(email, Infinity)).some((row) => row.userId === userId && row.verified);
  }

  override async verify(id: EmailAddress['id'], email: string): Promise<boolean> {
    const { addresses } = this.tables.rows;
    const address = addresses.find((row) => row.id === id && row.email === email && !row.verified);
    if (!address) return false;
    if (addresses.some((row) => row.verified && row.email === email)) throw new UniqueViolation();
    this.tables.write({ addresses: addresses.map((row) => (row === address ? { ...row, verified: true } : row)) });
    return true;
  }
}

/** The identities of the tables. */
export class MemorySocialAccountStore extends SocialAccountStore {
  constructor(protected readonly tables: MemoryTables) {
    super();
  }

  override async find(provider: string, uid: string): Promise<SocialAccount | null> {
    return this.tables.rows.socialAccounts.find((row) => row.provider === provider && row.uid === uid) ?? null;
  }

  override async listByUser(userId: UserId): Promise<SocialAccount[]> {
    return this.tables.rows.socialAccounts.filter((row) => row.userId === userId);
  }

  override async create(account: NewSocialAccount): Promise<SocialAccount> {
    if (await this.find(account.provider, account.uid)) throw new UniqueViolation();
    const created: SocialAccount = { ...account, id: this.tables.nextId(), lastLoginAt: account.createdAt };
    this.tables.write({ socialAccounts: [...this.tables.rows.socialAccounts, created] });
    return created;
  }

  override async noteLogin(id: SocialAccount['id'], at: Date, sealedTokens: string | null): Promise<boolean> {
    const { socialAccounts } = this.tables.rows;
    const account = socialAccounts.find((row) => row.id === id);
    if (!account) return false;
    const noted = { ...account, lastLoginAt: at, sealedTokens: sealedTokens ?? account.sealedTokens };
    this.tables.write({ socialAccounts: socialAccounts.map((row) => (row === account ? noted : row)) });
    return true;
  }

  override async remove(
    userId: UserId,
    id: SocialAccount['id'],
    keepOneOf: readonly string[],
  ): Promise<SocialAccountRemoval> {
    const own = await this.listByUser(userId);
    const account = own.find((row) => row.id === id);
    if (!account) return 'not_found';
    const kept = own.filter(({ provider }) => keepOneOf.includes(provider));
    if (kept.length === 1 && kept[0] === account) return 'is_last';
    this.tables.write({ socialAccounts: this.tables.rows.socialAccounts.filter((row) => row !== account) });
    return 'removed';
  }

  override async removeByUser(userId: UserId): Promise<void> {
    this.tables.write({ socialAccounts: this.tables.rows.socialAccounts.filter((row) => row.userId !== userId) });
  }
}

/** The resets of the tables. */
export class MemoryPasswordResetStore extends PasswordResetStore {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  override async create(token: string, userId: UserId | null, accountState: string, expiresAt: Date): Promise<void> {
    if (userId === null) return;
    this.tables.write({ resets: [...this.tables.rows.resets, { id: digest(token), userId, accountState, expiresAt }] });
  }

  override async find(token: string): Promise<PasswordReset | null> {
    return this.tables.rows.resets.find(({ id }) => id === digest(token)) ?? null;
  }

  override async consume(id: PasswordReset['id']): Promise<boolean> {
    const { resets } = this.tables.rows;
    this.tables.write({ resets: resets.filter((row) => row.id !== id) });
    return this.tables.rows.resets.length < resets.length;
  }

  override async deleteByUser(userId: UserId): Promise<void> {
    this.tables.write({ resets: this.tables.rows.resets.filter((row) => row.userId !== userId) });
  }

  override async purge(expiredAt: Date, limit: number): Promise<number> {
    const { resets } = this.tables.rows;
    const expired = resets.filter(({ expiresAt }) => expiresAt <= expiredAt).slice(0, limit);
    this.tables.write({ resets: resets.filter((row) => !expired.includes(row)) });
    return expired.length;
  }
}

/** The mails of the tables, which nobody sends: they stay to be looked at. */
export class MemoryOutboxStore extends OutboxStore {
  constructor(private readonly tables: MemoryTables) {
    super();
  }

  override async add(sealed: string | null, _createdAt: Date): Promise<void> {
    this.tables.write({ mails: [...this.tables.rows.mails, sealed] });
  }

  override async claim(): Promise<OutboxEntry | null> {
    return null;
  }

  override async remove(): Promise<void> {
    // Nothing was claimed.
  }

  override async postpone(): Promise<void> {
    // Nothing was claimed.
  }
}
