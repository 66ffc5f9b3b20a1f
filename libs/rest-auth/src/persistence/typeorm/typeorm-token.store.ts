import type { Type } from '@nestjs/common';
import { LessThanOrEqual, Not } from 'typeorm';

import type { UserId } from '../../accounts/users/auth-user.js';
import type { StoredCredential } from '../../credentials/credential-kind.js';
import { type NewCredential, TokenStore } from '../../credentials/tokens/token.store.js';
import { digest, randomId } from '../../kernel/secrets.js';
import type { TokenRow } from './rows.js';
import { purgeRows } from './purge-rows.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** Tokens in a table of the module's, as digests; readable only with `tokens.perUser`. */
export class TypeOrmTokenStore extends TokenStore {
  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<TokenRow>,
  ) {
    super();
  }

  override async create(key: string, token: NewCredential, readable: boolean): Promise<void> {
    await this.work.write((manager) =>
      manager.getRepository(this.entity).insert({
        ...token,
        id: randomId(),
        keyDigest: digest(key),
        lastUsedAt: token.createdAt,
        readableKey: readable ? key : null,
        readableOwnerId: readable ? token.userId : null,
      }),
    );
  }

  override find(key: string): Promise<StoredCredential | null> {
    return this.rows().findOneBy({ keyDigest: digest(key) });
  }

  override async findReadable(userId: UserId): Promise<string | null> {
    return (await this.rows().findOneBy({ readableOwnerId: userId }))?.readableKey ?? null;
  }

  override async touch(id: string, lastUsedAt: Date): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).update({ id }, { lastUsedAt }));
  }

  override async rebind(id: string, credentialsVersion: string): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).update({ id }, { credentialsVersion }));
  }

  override async delete(id: string): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).delete({ id }));
  }

  override async deleteByLogin(userId: UserId, loginId: string): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).delete({ userId, loginId }));
  }

  override async deleteByUser(userId: UserId, exceptId: string | null): Promise<void> {
    const where = exceptId === null ? { userId } : { userId, id: Not(exceptId) };
    await this.work.write((manager) => manager.getRepository(this.entity).delete(where));
  }

  override listByUser(userId: UserId, limit: number): Promise<StoredCredential[]> {
    const rows = this.work.manager.getRepository(this.entity);
    return rows.find({ where: { userId }, order: { lastUsedAt: 'DESC' }, take: limit });
  }

  override purge(lastUsedAt: Date, limit: number): Promise<number> {
    return purgeRows(this.work, this.entity, { lastUsedAt: LessThanOrEqual(lastUsedAt) }, limit);
  }

  private rows() {
    return this.work.manager.getRepository(this.entity);
  }
}
