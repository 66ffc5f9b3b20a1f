import type { Type } from '@nestjs/common';
import { LessThanOrEqual, Not } from 'typeorm';

import type { UserId } from '../../accounts/users/auth-user.js';
import type { StoredCredential } from '../../credentials/credential-kind.js';
import { SessionStore } from '../../credentials/sessions/session.store.js';
import type { NewCredential } from '../../credentials/tokens/token.store.js';
import { digest, randomId } from '../../kernel/secrets.js';
import type { SessionRow } from './rows.js';
import { purgeRows } from './purge-rows.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** Sessions in a table of the module's; session ids as digests. */
export class TypeOrmSessionStore extends SessionStore {
  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<SessionRow>,
  ) {
    super();
  }

  override async create(sessionId: string, session: NewCredential): Promise<string> {
    const id = randomId();
    const row = { ...session, id, keyDigest: digest(sessionId), lastUsedAt: session.createdAt };
    await this.work.write((manager) => manager.getRepository(this.entity).insert(row));
    return id;
  }

  override find(sessionId: string): Promise<StoredCredential | null> {
    return this.work.manager.getRepository(this.entity).findOneBy({ keyDigest: digest(sessionId) });
  }

  override async touch(id: string, lastUsedAt: Date): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).update({ id }, { lastUsedAt }));
  }

  override async renew(id: string, sessionId: string, credentialsVersion: string): Promise<void> {
    const values = { keyDigest: digest(sessionId), credentialsVersion };
    await this.work.write((manager) => manager.getRepository(this.entity).update({ id }, values));
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
}
