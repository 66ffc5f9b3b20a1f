import assert from 'node:assert/strict';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import { UnitOfWork } from '../../kernel/unit-of-work.js';
import { TypeOrmUnitOfWork } from '../../persistence/typeorm/typeorm-unit-of-work.js';
import type { RestAuthInstance } from '../../rest-auth.instance.js';

/** The rows of each table, as texts in an order of their own. */
export type SiteState = Readonly<Record<string, readonly string[]>>;

/** Every row of every table of the instance's data source, with the columns that its entities do not read by themselves. */
export async function stateOf(instance: RestAuthInstance): Promise<SiteState> {
  const work = instance.get(UnitOfWork);
  // What is kept elsewhere is seen through its port only.
  if (!(work instanceof TypeOrmUnitOfWork)) return {};
  const { driver, entityMetadatas, manager } = work.manager.dataSource;
  const tables: Record<string, string[]> = {};
  // By tables: several entities may be rows of one, and what joins two has no class.
  for (const table of new Set(entityMetadatas.map(({ tablePath }) => tablePath))) {
    const name = table.split('.').map((part) => driver.escape(part));
    const rows: object[] = await manager.query(`SELECT * FROM ${name.join('.')}`);
    tables[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return tables;
}

/** Properties of a user that TypeORM writes by itself: of those kinds. */
export function selfWritten(
  instance: RestAuthInstance,
  user: AuthUser,
  kinds: readonly ('isCreateDate' | 'isUpdateDate' | 'isVersion')[],
): readonly string[] {
  const work = instance.get(UnitOfWork);
  if (!(work instanceof TypeOrmUnitOfWork)) return [];
  const { dataSource } = work.manager;
  if (!dataSource.hasMetadata(user.constructor)) return [];
  return dataSource
    .getMetadata(user.constructor)
    .columns.filter((column) => kinds.some((kind) => column[kind]))
    .map(({ propertyName }) => propertyName);
}

/** Whether the host's user entity keeps a property in a column; null where it cannot be seen. */
export function keepsInColumn(instance: RestAuthInstance, user: AuthUser, property: keyof AuthUser): boolean | null {
  const work = instance.get(UnitOfWork);
  if (!(work instanceof TypeOrmUnitOfWork)) return null;
  const { dataSource } = work.manager;
  if (!dataSource.hasMetadata(user.constructor)) return null;
  return dataSource.getMetadata(user.constructor).findColumnWithPropertyName(property) !== undefined;
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
