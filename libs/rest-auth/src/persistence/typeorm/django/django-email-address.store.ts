import type { Type } from '@nestjs/common';

import { type EmailAddress, EmailAddressStore } from '../../../accounts/emails/email-address.store.js';
import type { UserId } from '../../../accounts/users/auth-user.js';
import { foldEmail } from '../../../kernel/text.js';
import { UniqueViolation } from '../../../kernel/unit-of-work.js';
import { assertAddressFits } from '../address-length.js';
import { findByCounter } from '../find-by-counter.js';
import type { DjangoEmailAddressRow } from '../rows.js';
import { hasSameText, rowsWithSameText } from '../same-text.js';
import type { TypeOrmUnitOfWork } from '../typeorm-unit-of-work.js';

/**
 * Addresses in allauth's own table, which has no key columns. That a proven address is one user's is decided by locking all rows that bear it: the
 * table has a unique index for it on some databases only, and that one knows no letter case.
 */
export class DjangoEmailAddressStore extends EmailAddressStore {
  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<DjangoEmailAddressRow>,
    private readonly unique: boolean,
  ) {
    super();
  }

  override async create(userId: UserId, email: string, primary: boolean): Promise<EmailAddress> {
    const row = { userId, email: foldEmail(email), verified: false, primary };
    assertAddressFits(this.work.manager.dataSource.getMetadata(this.entity), row.email);
    const { identifiers } = await this.work.write((manager) => manager.getRepository(this.entity).insert(row));
    return { ...row, id: Number(identifiers[0]?.['id']) };
  }

  override findById(id: EmailAddress['id']): Promise<EmailAddress | null> {
    return findByCounter(this.work.manager.getRepository(this.entity), id);
  }

  override async findByEmail(email: string, limit: number): Promise<EmailAddress[]> {
    // An error of PostgreSQL's, and nobody's address.
    if (email.includes('\0')) return [];
    const rows = this.withAddress(email)
      .orderBy('address.verified', 'DESC')
      .addOrderBy('address.id', 'ASC')
      .limit(limit);
    return rowsWithSameText(() => rows.getMany());
  }

  override async isVerified(userId: UserId, email: string): Promise<boolean> {
    return this.withAddress(email)
      .andWhere('address.userId = :userId AND address.verified = :verified', { userId, verified: true })
      .getExists();
  }

  override verify(id: EmailAddress['id'], email: string): Promise<boolean> {
    return this.work.run(async () => {
      if (this.unique) await this.assertUnprovenElsewhere(id, email);
      const { affected } = await this.work.write((manager) =>
        manager.getRepository(this.entity).update({ id: Number(id), email, verified: false }, { verified: true }),
      );
      return affected === 1;
    });
  }

  /** Whoever proves the same address at the same moment waits for the lock, and then sees what was done. */
  private async assertUnprovenElsewhere(id: EmailAddress['id'], email: string): Promise<void> {
    const rows = this.withAddress(email).orderBy('address.id');
    // SQLite has no row locks, and needs none: its transactions take turns.
    const isSqlite = this.work.manager.dataSource.options.type === 'better-sqlite3';
    const locked = isSqlite ? rows : rows.setLock('pessimistic_write');
    const others = (await locked.getMany()).filter((row) => row.id !== Number(id));
    if (others.some(({ verified }) => verified)) throw new UniqueViolation();
  }

  private withAddress(email: string) {
    const { manager } = this.work;
    return manager
      .createQueryBuilder(this.entity, 'address')
      .where(hasSameText(manager.dataSource, 'address.email'), { folded: foldEmail(email), typed: email });
  }
}
