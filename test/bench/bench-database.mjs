import { randomBytes } from 'node:crypto';

import { hash } from 'argon2';
import pg from 'pg';

/** The password of every user that is seeded. */
export const PASSWORD = 'an-early-analytical-engine';

/** A schema of the measurement's own on the PostgreSQL that `TEST_POSTGRES_URL` names. */
export class BenchDatabase {
  static async make() {
    const url = process.env['TEST_POSTGRES_URL'];
    if (!url) throw new Error('Set TEST_POSTGRES_URL, such as postgres://postgres@127.0.0.1:5432/test.');
    const schema = `bench_${randomBytes(6).toString('hex')}`;
    const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
    await client.connect();
    await client.query(`CREATE SCHEMA ${schema}`);
    return new BenchDatabase(client, url, schema);
  }

  constructor(client, url, schema) {
    this.client = client;
    this.url = url;
    this.schema = schema;
  }

  /** What a server is told of it. */
  get environment() {
    return { DATABASE_URL: this.url, DATABASE_SCHEMA: this.schema };
  }

  /** Users `user1` to `user{count}`, all with the one password, whose addresses are proven. The tables must be there. */
  async seedUsers(count, { prefix = 'user', isActive = true, password = null } = {}) {
    const stored = password ?? (await hash(PASSWORD, { type: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 }));
    const name = `'${prefix}' || number`;
    await this.client.query(
      `INSERT INTO app_user (username, username_key, email, email_key, first_name, last_name, password, is_active)
       SELECT ${name}, ${name}, ${name} || '@example.test', ${name} || '@example.test', '', '', $1, $2
       FROM generate_series(1, $3::int) number`,
      [stored, isActive, count],
    );
  }

  async drop() {
    await this.client.query(`DROP SCHEMA ${this.schema} CASCADE`);
    await this.client.end();
  }
}
