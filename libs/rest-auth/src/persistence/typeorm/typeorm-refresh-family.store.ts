import type { Type } from '@nestjs/common';
import { IsNull, LessThanOrEqual, Not } from 'typeorm';

import type { AuthUser, UserId } from '../../accounts/users/auth-user.js';
import type { UserStore } from '../../accounts/users/user.store.js';
import { type RefreshFamily, RefreshFamilyStore, type Rotation } from '../../credentials/jwt/refresh-family.store.js';
import { PreparedRows } from './prepared-rows.js';
import { purgeRows } from './purge-rows.js';
import type { RefreshFamilyRow } from './rows.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';
import { TypeOrmUserStore } from './typeorm-user.store.js';

/** Families in a table of the module's. Looked up together with their users, in one statement where these are kept by TypeORM too. */
export class TypeOrmRefreshFamilyStore extends RefreshFamilyStore {
  private readonly prepared: PreparedRows;

  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<RefreshFamilyRow>,
    private readonly users: UserStore,
  ) {
    super();
    this.prepared = new PreparedRows(work);
  }

  override async find(id: string, userId: UserId): Promise<{ family: RefreshFamily | null; user: AuthUser | null }> {
    const { users } = this;
    if (!isOfTypeOrm(users)) {
      return { user: await users.findById(userId), family: await this.rows().findOneBy({ id }) };
    }
    const { user, row } = await users.findByIdWithRow(userId, this.entity, id);
    return { user, family: row };
  }

  override async create(family: RefreshFamily): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).insert(family));
  }

  override async rotate(id: string, { from, to, at, expiresAt }: Rotation): Promise<boolean> {
    const values = { currentDigest: to, formerDigest: from, rotatedAt: at, lastUsedAt: at, expiresAt };
    const held = { endedAt: null, currentDigest: from };
    const isPrepared = await this.prepared.change('rotation', { entity: this.entity, id }, values, held);
    if (isPrepared !== null) return isPrepared;
    const { affected } = await this.work.write((manager) =>
      manager
        .createQueryBuilder()
        .update(this.entity)
        .set(values)
        .where([
          { id, endedAt: IsNull(), currentDigest: IsNull() },
          { id, endedAt: IsNull(), currentDigest: from },
        ])
        .execute(),
    );
    return affected === 1;
  }

  override async touch(id: string, lastUsedAt: Date, expiresAt: Date): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).update({ id }, { lastUsedAt, expiresAt }));
  }

  override async rebind(id: string, credentialsVersion: string): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).update({ id }, { credentialsVersion }));
  }

  override async end(id: string, endedAt: Date): Promise<boolean> {
    const { affected } = await this.work.write((manager) =>
      manager.getRepository(this.entity).update({ id, endedAt: IsNull() }, { endedAt }),
    );
    return affected === 1;
  }

  override async endByUser(userId: UserId, exceptId: string | null, endedAt: Date): Promise<void> {
    const where = { userId, endedAt: IsNull(), ...(exceptId !== null && { id: Not(exceptId) }) };
    await this.work.write((manager) => manager.getRepository(this.entity).update(where, { endedAt }));
  }

  override listByUser(userId: UserId, limit: number): Promise<RefreshFamily[]> {
    return this.rows().find({ where: { userId, endedAt: IsNull() }, order: { lastUsedAt: 'DESC' }, take: limit });
  }

  override purge(expiredAt: Date, limit: number): Promise<number> {
    return purgeRows(this.work, this.entity, { expiresAt: LessThanOrEqual(expiredAt) }, limit);
  }

  private rows() {
    return this.work.manager.getRepository(this.entity);
  }
}

function isOfTypeOrm(users: UserStore): users is TypeOrmUserStore<AuthUser> {
  return users instanceof TypeOrmUserStore;
}
