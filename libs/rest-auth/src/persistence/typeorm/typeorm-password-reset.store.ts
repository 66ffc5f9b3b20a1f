import type { Type } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';

import { type PasswordReset, PasswordResetStore } from '../../accounts/passwords/password-reset.store.js';
import type { UserId } from '../../accounts/users/auth-user.js';
import { digest, randomId } from '../../kernel/secrets.js';
import { purgeRows } from './purge-rows.js';
import type { PasswordResetRow } from './rows.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** Resets in a table of the module's; tokens as digests. */
export class TypeOrmPasswordResetStore extends PasswordResetStore {
  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<PasswordResetRow>,
  ) {
    super();
  }

  override async create(token: string, userId: UserId | null, accountState: string, expiresAt: Date): Promise<void> {
    const row = { id: randomId(), tokenDigest: digest(token), userId, accountState, expiresAt };
    await this.work.write((manager) => manager.getRepository(this.entity).insert(row));
  }

  override async find(token: string): Promise<PasswordReset | null> {
    const row = await this.work.manager.getRepository(this.entity).findOneBy({ tokenDigest: digest(token) });
    return row && isSomebodys(row) ? row : null;
  }

  override async consume(id: string): Promise<boolean> {
    const { affected } = await this.work.write((manager) => manager.getRepository(this.entity).delete({ id }));
    return affected === 1;
  }

  override async deleteByUser(userId: UserId): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).delete({ userId }));
  }

  override purge(expiredAt: Date, limit: number): Promise<number> {
    return purgeRows(this.work, this.entity, { expiresAt: LessThanOrEqual(expiredAt) }, limit);
  }
}

/** A row without a user was written for an address that nobody has. */
function isSomebodys(row: PasswordResetRow): row is PasswordResetRow & { userId: UserId } {
  return row.userId !== null;
}
