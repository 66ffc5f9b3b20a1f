import type { Type } from '@nestjs/common';

import {
  type NewSocialAccount,
  type SocialAccount,
  type SocialAccountRemoval,
  SocialAccountStore,
} from '../../../accounts/social-accounts/social-account.store.js';
import type { UserId } from '../../../accounts/users/auth-user.js';
import { removeRow } from '../remove-row.js';
import type { DjangoSocialAccountRow } from '../rows.js';
import type { TypeOrmUnitOfWork } from '../typeorm-unit-of-work.js';

/** Where allauth keeps its own tokens of the accounts. Their foreign key has no ON DELETE: Django removes them itself, before the account. */
const TOKENS = 'socialaccount_socialtoken';

/** Identities at providers in allauth's own table, which has no place for tokens. What allauth keeps of profiles there is left as it is. */
export class DjangoSocialAccountStore extends SocialAccountStore {
  private hasTokens: boolean | null = null;

  constructor(
    private readonly work: TypeOrmUnitOfWork,
    private readonly entity: Type<DjangoSocialAccountRow>,
  ) {
    super();
  }

  override async find(provider: string, uid: string): Promise<SocialAccount | null> {
    const rows = await this.rows().findBy({ provider, uid });
    // Compared once more: a collation may overlook letter case.
    const row = rows.find((one) => one.provider === provider && one.uid === uid);
    return row ? account(row) : null;
  }

  override async listByUser(userId: UserId): Promise<SocialAccount[]> {
    const rows = await this.rows().find({ where: { userId }, order: { id: 'ASC' } });
    return rows.map(account);
  }

  override async create({ userId, provider, uid, createdAt }: NewSocialAccount): Promise<SocialAccount> {
    const row = { userId, provider, uid, createdAt, lastLoginAt: createdAt, extraData: {} };
    const { identifiers } = await this.work.write((manager) => manager.getRepository(this.entity).insert({ ...row }));
    return account({ ...row, id: Number(identifiers[0]?.['id']) });
  }

  override async noteLogin(id: SocialAccount['id'], lastLoginAt: Date): Promise<boolean> {
    const { affected } = await this.work.write((manager) =>
      manager.getRepository(this.entity).update({ id: Number(id) }, { lastLoginAt }),
    );
    return affected === 1;
  }

  override remove(
    userId: UserId,
    id: SocialAccount['id'],
    keepOneOf: readonly string[],
  ): Promise<SocialAccountRemoval> {
    return removeRow(this.work, this.entity, userId, id, keepOneOf, (key) => this.removeTokens(userId, key));
  }

  override removeByUser(userId: UserId): Promise<void> {
    return this.work.run(async () => {
      for (const { id } of await this.rows().findBy({ userId })) await this.remove(userId, id, []);
    });
  }

  private async removeTokens(userId: UserId, id: number): Promise<void> {
    const { dataSource, queryRunner } = this.work.manager;
    const { schema, database } = dataSource.getMetadata(this.entity);
    const table = dataSource.driver.buildTableName(TOKENS, schema, database);
    this.hasTokens ??= (await queryRunner?.hasTable(table)) ?? false;
    if (!this.hasTokens || !(await this.rows().existsBy({ id, userId }))) return;
    await this.work.write((manager) =>
      manager.createQueryBuilder().delete().from(table).where('account_id = :id', { id }).execute(),
    );
  }

  private rows() {
    return this.work.manager.getRepository(this.entity);
  }
}

function account({ extraData: _, ...row }: DjangoSocialAccountRow): SocialAccount {
  return { ...row, sealedTokens: null };
}
