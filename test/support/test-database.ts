import { randomUUID } from 'node:crypto';

import libsql from 'libsql';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** The databases that the suite runs on: SQLite always, the others where the environment names them. */
export type DatabaseName = 'sqlite' | 'postgres';

export function databases(): DatabaseName[] {
  return process.env['TEST_POSTGRES_URL'] ? ['sqlite', 'postgres'] : ['sqlite'];
}

export interface TestDatabase {
  options: DataSourceOptions;
  drop: () => Promise<void>;
}

/** A database of the spec's own: in memory, or a schema that is dropped with it. */
export async function testDatabase(name: DatabaseName): Promise<TestDatabase> {
  if (name === 'sqlite') {
    return { options: { type: 'better-sqlite3', driver: libsql, database: ':memory:' }, drop: () => Promise.resolve() };
  }
  const schema = `t_${randomUUID().replaceAll('-', '')}`;
  const url = process.env['TEST_POSTGRES_URL'] ?? '';
  const admin = await new DataSource({ type: 'postgres', driver: pg, url }).initialize();
  await admin.query(`CREATE SCHEMA "${schema}"`);
  return {
    options: { type: 'postgres', driver: pg, url, schema, poolSize: 10 },
    drop: async () => {
      await admin.query(`DROP SCHEMA "${schema}" CASCADE`);
      await admin.destroy();
    },
  };
}
