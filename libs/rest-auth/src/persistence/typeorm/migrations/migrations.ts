import type { Type } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';

import type { AuthUser } from '../../../accounts/users/auth-user.js';
import type { TableMapping } from '../table-mapping.js';
import { initialMigrations } from './initial.migration.js';

/**
 * The migrations of the module's tables, for a data source's `migrations`. Give them the user entity and the `tables` that the module was given. The user
 * table must be there before them: it is the host's, and so is its unique index on `usernameKey`.
 */
export function restAuthMigrations(user: Type<AuthUser>, mapping: TableMapping = {}): Type<MigrationInterface>[] {
  return initialMigrations(user, mapping);
}
