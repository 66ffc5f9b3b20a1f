import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import libsql from 'libsql';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';

/** The databases that a host's application can be on here: SQLite always, the others where the environment names one; before a merge (`TEST_BRIEF`) no MariaDB. */
export function databases(directory) {
  const { TEST_POSTGRES_URL, TEST_MARIADB_URL, TEST_BRIEF } = process.env;
  const sqliteFile = () => join(directory, `${randomUUID()}.sqlite`);
  return [
    { name: 'SQLite', type: 'better-sqlite3', make: () => sqlite(sqliteFile()) },
    ...(TEST_POSTGRES_URL ? [{ name: 'PostgreSQL', type: 'postgres', make: () => postgres(TEST_POSTGRES_URL) }] : []),
    ...(TEST_MARIADB_URL && !TEST_BRIEF
      ? [{ name: 'MariaDB', type: 'mariadb', make: () => mariadb(TEST_MARIADB_URL) }]
      : []),
  ];
}

/** An empty database: what the host's environment says of it, and ways to change it behind the application's back. */
function sqlite(file) {
  const using = (act) => {
    const database = new libsql(file);
    try {
      return act(database);
    } finally {
      database.close();
    }
  };
  return {
    environment: { HOST_DATABASE_FILE: file },
    schema: null,
    execute: async (sql) => using((database) => database.exec(sql)),
    select: async (sql) => using((database) => database.prepare(sql).all()),
    dropIndexes: async (table) =>
      using((database) => {
        const sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?";
        for (const { name } of database.prepare(sql).all(table)) database.exec(`DROP INDEX "${name}"`);
      }),
    drop: async () => undefined,
  };
}

async function postgres(url) {
  const schema = `cli_${randomUUID().replaceAll('-', '')}`;
  const query = async (sql, values) => {
    const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
    await client.connect();
    try {
      return await client.query(sql, values);
    } finally {
      await client.end();
    }
  };
  await query(`CREATE SCHEMA "${schema}"`);
  return {
    environment: { HOST_POSTGRES_URL: url, HOST_POSTGRES_SCHEMA: schema },
    schema,
    execute: (sql) => query(sql),
    select: async (sql) => (await query(sql)).rows,
    dropIndexes: async (table) => {
      const sql = "SELECT indexname FROM pg_indexes WHERE schemaname = $1 AND tablename = $2 AND indexname LIKE 'IDX%'";
      const { rows } = await query(sql, [schema, table]);
      for (const { indexname } of rows) await query(`DROP INDEX "${indexname}"`);
    },
    drop: () => query(`DROP SCHEMA "${schema}" CASCADE`),
  };
}

async function mariadb(url) {
  const name = `cli_${randomUUID().replaceAll('-', '')}`;
  const own = new URL(url);
  own.pathname = name;
  const query = async (uri, sql, values) => {
    const connection = await createConnection({ uri });
    try {
      return await connection.query(sql, values);
    } finally {
      await connection.end();
    }
  };
  await query(url, `CREATE DATABASE \`${name}\``);
  return {
    environment: { HOST_MARIADB_URL: own.href },
    schema: name,
    execute: (sql) => query(own.href, sql),
    select: async (sql) => (await query(own.href, sql))[0],
    dropIndexes: async (table) => {
      const sql =
        "SELECT DISTINCT index_name AS name FROM information_schema.statistics WHERE table_schema = ? AND table_name = ? AND index_name LIKE 'IDX%'";
      const [rows] = await query(url, sql, [name, table]);
      for (const row of rows) await query(own.href, `DROP INDEX \`${row.name}\` ON \`${table}\``);
    },
    drop: () => query(url, `DROP DATABASE \`${name}\``),
  };
}
