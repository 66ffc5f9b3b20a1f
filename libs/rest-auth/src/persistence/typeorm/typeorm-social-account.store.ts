import type { Type } from '@nestjs/common';

import {
  type NewSocialAccount,
  type SocialAccount,
  type SocialAccountRemoval,
  SocialAccountStore,
} from '../../accounts/social-accounts/social-account.store.js';
import type { UserId } from '../../accounts/users/auth-user.js';
import { digest } from '../../kernel/secrets.js';
import { removeRow } from './remove-row.js';
import type { SocialAccountRow } from './rows.js';
import type { TypeOrmUnitOfWork } from './typeorm-unit-of-work.js';

/** Identities at providers in a table of the module's. */
export class TypeOrmSocialAccountStore extends SocialAccountStore {
  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<SocialAccountRow>,
  ) {
    super();
  }

  override find(provider: string, uid: string): Promise<SocialAccount | null> {
    return this.rows().findOneBy({ identityDigest: identityDigest(provider, uid) });
  }

  override listByUser(userId: UserId): Promise<SocialAccount[]> {
    return this.rows().find({ where: { userId }, order: { id: 'ASC' } });
  }

  override async create(account: NewSocialAccount): Promise<SocialAccount> {
    const { provider, uid, createdAt } = account;
    const row = { ...account, identityDigest: identityDigest(provider, uid), lastLoginAt: createdAt };
    const { identifiers } = await this.work.write((manager) => manager.getRepository(this.entity).insert({ ...row }));
    return { ...row, id: Number(identifiers[0]?.['id']) };
  }

  override async noteLogin(id: SocialAccount['id'], lastLoginAt: Date, sealedTokens: string | null): Promise<boolean> {
    const values = { lastLoginAt, ...(sealedTokens !== null && { sealedTokens }) };
    const { affected } = await this.work.write((manager) =>
      manager.getRepository(this.entity).update({ id: Number(id) }, values),
    );
    return affected === 1;
  }

  override remove(
    userId: UserId,
    id: SocialAccount['id'],
    keepOneOf: readonly string[],
  ): Promise<SocialAccountRemoval> {
    return removeRow(this.work, this.entity, userId, id, keepOneOf);
  }

  override async removeByUser(userId: UserId): Promise<void> {
    await this.work.write((manager) => manager.getRepository(this.entity).delete({ userId }));
  }

  private rows() {
    return this.work.manager.getRepository(this.entity);
  }
}

/** Neither a provider's name nor a uid has a line break in it. */
function identityDigest(provider: string, uid: string): string {
  return digest(`${provider}\n${uid}`);
}
