import { randomUUID } from 'node:crypto';

import libsql from 'libsql';
import mysql2 from 'mysql2';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';

import { instanceCount } from './instances.mjs';

/** The databases that the suite runs on: SQLite always (but for several instances, which cannot share one in memory), the others where the environment names them. */
export type DatabaseName = 'sqlite' | 'postgres' | 'mariadb';

export function databases(): DatabaseName[] {
  return [
    ...(instanceCount() === 1 ? (['sqlite'] as const) : []),
    ...(process.env['TEST_POSTGRES_URL'] ? (['postgres'] as const) : []),
    ...(process.env['TEST_MARIADB_URL'] ? (['mariadb'] as const) : []),
  ];
}

/** For specs of answers, which do not depend on where rows lie: before a merge (`TEST_BRIEF`) one server stands for all, and what depends on SQL runs on each. */
export function databasesForAnswers(): DatabaseName[] {
  const all = databases();
  return process.env['TEST_BRIEF'] && all.includes('postgres') ? ['postgres'] : all;
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
  return name === 'postgres' ? postgresDatabase(schema) : mariadbDatabase(schema);
}

async function postgresDatabase(schema: string): Promise<TestDatabase> {
  const url = process.env['TEST_POSTGRES_URL'] ?? '';
  const admin = await new DataSource({ type: 'postgres', driver: pg, url }).initialize();
  await admin.query(`CREATE SCHEMA "${schema}"`);
  return {
    options: {
      type: 'postgres',
      driver: pg,
      url,
      schema,
      poolSize: 10,
      // PostgreSQL makes uuids by itself; an extension would go into one spec's schema, and with it.
      uuidExtension: 'pgcrypto',
      installExtensions: false,
      // The path is for statements that a spec writes itself; and nothing here must outlive a crash of the server.
      extra: { options: `-c search_path=${schema} -c synchronous_commit=off` },
    },
    drop: async () => {
      await admin.query(`DROP SCHEMA "${schema}" CASCADE`);
      await admin.destroy();
    },
  };
}

async function mariadbDatabase(database: string): Promise<TestDatabase> {
  const url = process.env['TEST_MARIADB_URL'] ?? '';
  const admin = await new DataSource({ type: 'mariadb', driver: mysql2, url }).initialize();
  await admin.query(`CREATE DATABASE \`${database}\``);
  const { hostname, port, username, password } = new URL(url);
  return {
    options: {
      type: 'mariadb',
      driver: mysql2,
      host: hostname,
      port: Number(port || 3306),
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database,
      // As Django has it: moments without a zone are UTC.
      timezone: 'Z',
      poolSize: 10,
    },
    drop: async () => {
      await admin.query(`DROP DATABASE \`${database}\``);
      await admin.destroy();
    },
  };
}
