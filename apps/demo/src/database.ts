import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import libsql from 'libsql';
import { restAuthMigrations } from 'nestjs-rest-auth';
import pg from 'pg';

import type { Environment } from './environment.js';
import { Profile, User } from './users/user.entity.js';
import { UserTables1700000000000 } from './users/user-tables.migration.js';

/** The data source: the host's entities and migrations, and the module's. Tables are made at the start, by migrations alone. */
export function databaseOptions(environment: Environment): TypeOrmModuleOptions {
  return {
    ...connection(environment),
    entities: [User, Profile],
    autoLoadEntities: true,
    migrations: [UserTables1700000000000, ...restAuthMigrations(User)],
    migrationsRun: true,
    retryAttempts: 0,
  };
}

function connection({ databaseUrl, databaseFile }: Environment) {
  if (databaseUrl !== null) return { type: 'postgres', driver: pg, url: databaseUrl } as const;
  mkdirSync(dirname(databaseFile), { recursive: true });
  return { type: 'better-sqlite3', driver: libsql, database: databaseFile, enableWAL: true } as const;
}
