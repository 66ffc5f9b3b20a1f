import type { Type } from '@nestjs/common';
import { Not } from 'typeorm';

import type { UserId } from '../../../accounts/users/auth-user.js';
import type { StoredCredential } from '../../../credentials/credential-kind.js';
import { type NewCredential, TokenStore } from '../../../credentials/tokens/token.store.js';
import type { DjangoTokenRow } from '../rows.js';
import type { TypeOrmUnitOfWork } from '../typeorm-unit-of-work.js';

/** What a key can be. Anything else is nobody's, and some of it would be an error of the database's. */
const KEY = /^[\x21-\x7e]{1,40}$/;

/**
 * Tokens in Django REST framework's own table: one for each user, readable, without an end. It has no place for uses, logins and versions of the
 * credentials, so that none is noted.
 */
export class DjangoTokenStore extends TokenStore {
  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<DjangoTokenRow>,
  ) {
    super();
  }

  override async create(key: string, { userId, createdAt }: NewCredential): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).insert({ key, userId, createdAt }));
  }

  override async find(key: string): Promise<StoredCredential | null> {
    if (!KEY.test(key)) return null;
    const row = await this.rows().findOneBy({ key });
    // Compared once more: a collation may overlook letter case.
    return row?.key === key ? credential(row) : null;
  }

  override async findReadable(userId: UserId): Promise<string | null> {
    return (await this.rows().findOneBy({ userId }))?.key ?? null;
  }

  override touch(): Promise<void> {
    return Promise.resolve();
  }

  override rebind(): Promise<void> {
    return Promise.resolve();
  }

  override async delete(key: string): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).delete({ key }));
  }

  /** The user's one token belongs to every login. */
  override deleteByLogin(userId: UserId): Promise<void> {
    return this.deleteByUser(userId, null);
  }

  override async deleteByUser(userId: UserId, exceptKey: string | null): Promise<void> {
    const where = exceptKey === null ? { userId } : { userId, key: Not(exceptKey) };
    await this.work.write((manager) => manager.getRepository(this.entity).delete(where));
  }

  override async listByUser(userId: UserId): Promise<StoredCredential[]> {
    return (await this.rows().findBy({ userId })).map(credential);
  }

  /** They have no end. */
  override purge(): Promise<number> {
    return Promise.resolve(0);
  }

  private rows() {
    return this.work.manager.getRepository(this.entity);
  }
}

function credential({ key, userId, createdAt }: DjangoTokenRow): StoredCredential {
  return {
    id: key,
    userId,
    createdAt,
    lastUsedAt: createdAt,
    // One for all logins.
    loginId: 'token',
    method: 'password',
    userAgent: null,
    address: null,
    credentialsVersion: null,
  };
}
