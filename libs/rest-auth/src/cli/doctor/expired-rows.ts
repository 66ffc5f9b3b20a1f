import type { Type } from '@nestjs/common';

import { Clock, type PortClasses, RestAuthSettings, restAuthEntities } from '../../index.js';
import { missingColumns, userTable } from '../database/module-tables.js';
import type { Instance } from '../host/instance.js';

/** How many rows wait for `Purge`, by what they are. */
export type ExpiredCounts = Readonly<Record<string, number>>;

/** Beyond that nobody seems to take them away. */
const MANY = 1000;

/** Counts what `Purge` would take away, each by an index. Tables that are not there or lack columns have no count: they are told of elsewhere. */
export async function countExpired(instance: Instance): Promise<ExpiredCounts> {
  const { dataSource } = instance;
  const counts: Record<string, number> = {};
  for (const { name, entity, column, until } of expiringOf(instance)) {
    if ((await missingColumns(dataSource, dataSource.getMetadata(entity))).length > 0) continue;
    counts[name] = await dataSource.manager
      .createQueryBuilder(entity, 'row')
      .where(`row.${column} <= :until`, { until })
      .getCount();
  }
  return counts;
}

/** What is to be said of them; whether a scheduler calls `Purge` cannot be seen from here. */
export function expiredNotes(instance: Instance, counts: ExpiredCounts): string[] {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total <= MANY) return [];
  const tables = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return [
    `${total} rows of ${userTable(instance).name}s’ credentials have expired and are still there (${tables.join(', ')}). Does your scheduler call \`Purge\`? See docs/databases.md.`,
  ];
}

interface Expiring {
  readonly name: string;
  readonly entity: Type<object>;
  readonly column: string;
  /** In milliseconds, as moments are kept. */
  readonly until: number;
}

function expiringOf(instance: Instance): Expiring[] {
  const { kinds } = instance;
  const { user, tables, ports = {} } = instance.structure;
  const { tokens, sessions, jwt } = instance.get(RestAuthSettings);
  const entities = restAuthEntities(user, tables);
  const now = instance.get(Clock).now().getTime();
  const ago = (seconds: number) => now - seconds * 1000;
  const isKept = (port: keyof PortClasses) => ports[port] === undefined;
  const hasEnds = !tokens.perUser && tables?.token?.layout !== 'django';
  return [
    ...(kinds.includes('token') && hasEnds && isKept('tokenStore')
      ? [{ name: 'token', entity: entities.token, column: 'lastUsedAt', until: ago(tokens.idleSeconds) }]
      : []),
    ...(kinds.includes('session') && isKept('sessionStore')
      ? [{ name: 'session', entity: entities.session, column: 'lastUsedAt', until: ago(sessions.idleSeconds) }]
      : []),
    ...(kinds.includes('jwt') && isKept('refreshFamilyStore')
      ? [{ name: 'jwt', entity: entities.refreshFamily, column: 'expiresAt', until: ago(jwt.accessSeconds) }]
      : []),
    ...(isKept('passwordResetStore')
      ? [{ name: 'passwordReset', entity: entities.passwordReset, column: 'expiresAt', until: now }]
      : []),
    ...(isKept('loginFailureStore')
      ? [{ name: 'loginFailure', entity: entities.loginFailure, column: 'endsAt', until: now }]
      : []),
  ];
}
