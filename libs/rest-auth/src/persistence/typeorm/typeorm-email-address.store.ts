import type { Type } from '@nestjs/common';

import { type EmailAddress, EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import type { UserId } from '../../accounts/users/auth-user.js';
import { emailKey } from '../../kernel/identifiers.js';
import { foldEmail } from '../../kernel/text.js';
import { findByCounter } from './find-by-counter.js';
import type { EmailAddressRow } from './rows.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** Addresses in a table of the module's. A proven one is unique by `verifiedKey`, which stays null with `email.unique` off. */
export class TypeOrmEmailAddressStore extends EmailAddressStore {
  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<EmailAddressRow>,
    private readonly unique: boolean,
  ) {
    super();
  }

  override async create(userId: UserId, email: string, primary: boolean): Promise<EmailAddress> {
    const row = {
      userId,
      email: foldEmail(email),
      emailKey: emailKey(email),
      verified: false,
      primary,
      verifiedKey: null,
    };
    const { identifiers } = await this.work.write((manager) => manager.getRepository(this.entity).insert(row));
    return { ...row, id: Number(identifiers[0]?.['id']) };
  }

  override findById(id: EmailAddress['id']): Promise<EmailAddress | null> {
    return findByCounter(this.rows(), id);
  }

  override findByEmail(email: string, limit: number): Promise<EmailAddress[]> {
    return this.rows().find({
      where: { emailKey: emailKey(email) },
      order: { verified: 'DESC', id: 'ASC' },
      take: limit,
    });
  }

  override isVerified(userId: UserId, email: string): Promise<boolean> {
    return this.rows().existsBy({ userId, emailKey: emailKey(email), verified: true });
  }

  override async verify(id: EmailAddress['id'], email: string): Promise<boolean> {
    const { affected } = await this.work.write((manager) =>
      manager
        .getRepository(this.entity)
        .update(
          { id: Number(id), email, verified: false },
          { verified: true, verifiedKey: this.unique ? emailKey(email) : null },
        ),
    );
    return affected === 1;
  }

  private rows() {
    return this.work.manager.getRepository(this.entity);
  }
}
