import assert from 'node:assert/strict';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import { UnitOfWork } from '../../kernel/unit-of-work.js';
import { TypeOrmUnitOfWork } from '../../persistence/typeorm/typeorm-unit-of-work.js';
import type { RestAuthInstance } from '../../rest-auth.instance.js';

/** The rows of each table, as texts in an order of their own. */
export type SiteState = Readonly<Record<string, readonly string[]>>;

/** Every row of every table of the instance's data source. */
export async function stateOf(instance: RestAuthInstance): Promise<SiteState> {
  const work = instance.get(UnitOfWork);
  // What is kept elsewhere is seen through its port only.
  if (!(work instanceof TypeOrmUnitOfWork)) return {};
  const { entityMetadatas, manager } = work.manager.dataSource;
  const tables: Record<string, string[]> = {};
  for (const { target, tableName } of entityMetadatas) {
    const rows: object[] = await manager.createQueryBuilder(target, 'row').getRawMany();
    tables[tableName] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return tables;
}

/** Takes a user's row away, and with it what the database removes by itself. */
export async function removeUser(instance: RestAuthInstance, user: AuthUser): Promise<void> {
  const work = instance.get(UnitOfWork);
  assert.ok(work instanceof TypeOrmUnitOfWork, 'users were to be kept in a database');
  // Whoever writes the same row at that moment may have to be waited for.
  await work.run(() => work.manager.remove(user, { transaction: false }));
}

/** The tables that are not what they were, with the rows that went and came. */
export function changesBetween(before: SiteState, after: SiteState): Record<string, { gone: string[]; new: string[] }> {
  const changes: Record<string, { gone: string[]; new: string[] }> = {};
  for (const [table, rows] of Object.entries(after)) {
    const former = before[table] ?? [];
    const gone = former.filter((row) => !rows.includes(row));
    const added = rows.filter((row) => !former.includes(row));
    if (gone.length + added.length > 0) changes[table] = { gone, new: added };
  }
  return changes;
}
