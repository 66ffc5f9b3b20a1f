import { Purge, type RestAuthOptions } from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';
import type { DataSource, EntityMetadata, Logger } from 'typeorm';

import {
  addAddress,
  addUser,
  askForReset,
  NEW_PASSWORD,
  PASSWORD,
  resetSecret,
  verificationKey,
} from '../support/accounts.js';
import { Browser, Client } from '../support/client.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { GINA, socialOptions } from '../support/social-site.js';
import { startApplication, type TestApplication } from '../support/test-application.js';
import { databases, type DatabaseName } from '../support/test-database.js';

/** Enough that no planner reads a whole table for one row. */
const ROWS = 20_000;

/** A moment that no row is older than, so that nothing has expired, in milliseconds. */
const LATER = 4_000_000_000_000;

interface Statement {
  text: string;
  parameters: unknown[];
}

/** Keeps each statement once, with the parameters that it came with first. */
class Statements implements Logger {
  readonly made = new Map<string, Statement>();

  logQuery(text: string, parameters: unknown[] = []): void {
    if (/^(?:SELECT|UPDATE|DELETE)\b/.test(text)) this.made.set(text, { text, parameters });
  }

  logQueryError(): void {
    // Whoever made the statement hears of it.
  }

  logQuerySlow(): void {
    // Nothing to keep.
  }

  logSchemaBuild(): void {
    // Nothing to keep.
  }

  logMigration(): void {
    // Nothing to keep.
  }

  log(): void {
    // Nothing to keep.
  }
}

/** Rows that nobody asks for, in a table: every column has another value in each, and users own one each. */
async function fill(dataSource: DataSource, database: DatabaseName, { tableName, columns }: EntityMetadata) {
  const { driver } = dataSource;
  const filled = columns.filter(({ isGenerated }) => !isGenerated);
  const text = (length: string) => (database === 'mariadb' ? `CONCAT('seed', n)` : `LEFT('seed' || n, ${length})`);
  const value = ({ type, isNullable, relationMetadata, referencedColumn, length }: (typeof columns)[number]) => {
    if (relationMetadata ?? referencedColumn) return 'n';
    if (isNullable) return 'NULL';
    if (type === 'boolean' || type === Boolean) return 'true';
    if (type === 'bigint') return String(LATER);
    return type === 'varchar' || type === String || type === 'text' ? text(length || '1000') : 'n';
  };
  const names = filled.map(({ databaseName }) => driver.escape(databaseName)).join(', ');
  const numbers = database === 'mariadb' ? `seq_1_to_${String(ROWS)}` : `generate_series(1, ${String(ROWS)}) n`;
  const values = filled.map(value).map((sql) => (database === 'mariadb' ? sql.replaceAll(/\bn\b/g, 'seq') : sql));
  await dataSource.query(
    `INSERT INTO ${driver.escape(tableName)} (${names}) SELECT ${values.join(', ')} FROM ${numbers}`,
  );
}

/** What of the plan reads a whole table. */
async function scansOf(dataSource: DataSource, database: DatabaseName, { text, parameters }: Statement) {
  if (database === 'mariadb') {
    const rows: { type: string | null; table: string | null; rows: number | null }[] = await dataSource.query(
      `EXPLAIN ${text}`,
      parameters,
    );
    return rows.filter(({ type, rows: read }) => type === 'ALL' && Number(read) > 100).map(({ table }) => table);
  }
  const rows: { 'QUERY PLAN': string }[] = await dataSource.query(`EXPLAIN ${text}`, parameters);
  return rows.map((row) => row['QUERY PLAN']).filter((line) => line.includes('Seq Scan'));
}

const servers = databases().filter((name) => name !== 'sqlite');

// How a planner chooses is the servers' affair, and the run says at its start where there is none.
(servers.length > 0 ? describe.each(servers) : describe.skip.each(['postgres'] as const))('on %s', (database) => {
  let provider: FakeSocialProvider;
  let application: TestApplication;
  let statements: Statements;

  beforeAll(async () => {
    provider = await FakeSocialProvider.start();
    const options: Partial<RestAuthOptions> = {
      ...socialOptions(provider),
      credentials: { issue: ['jwt', 'token', 'session'] },
      jwt: { rotateRefreshTokens: true, httpOnly: false, statefulAccess: true },
      login: { methods: ['username', 'email'] },
      activeLogins: true,
      throttling: {},
      ports: { passwordHasher: QuickHasher },
    };
    application = await startApplication({ database, options });
    const { dataSource } = application;
    for (const metadata of inOrderOfReferences(dataSource)) await fill(dataSource, database, metadata);
    // The host's own relation is the host's to index; the specs' host has too few rows otherwise.
    await dataSource.query('CREATE INDEX profile_of_user ON app_profile (user_id)');
    for (const { tableName } of dataSource.entityMetadatas) {
      const table = dataSource.driver.escape(tableName);
      await dataSource.query(database === 'postgres' ? `ANALYZE ${table}` : `ANALYZE TABLE ${table}`);
    }
    statements = new Statements();
    dataSource.logger = statements;
    await everything();
  });
  afterAll(async () => {
    await application.close();
    await provider.stop();
  });

  function inOrderOfReferences({ entityMetadatas }: DataSource): EntityMetadata[] {
    const users = entityMetadatas.filter(({ tableName }) => tableName === 'app_user');
    return [...users, ...entityMetadatas.filter((metadata) => !users.includes(metadata))];
  }

  /** Each endpoint once, and what runs beside them. */
  async function everything(): Promise<void> {
    const anybody = new Client(application);
    const user = await addUser(application);
    await addAddress(application, user, 'alice@second.example.com', false);
    const registration = { username: 'bob', email: 'bob@example.com', password1: PASSWORD, password2: PASSWORD };
    await anybody.post('registration/', registration);
    await anybody.post('registration/verify-email/', { key: await verificationKey(application) });
    await anybody.post('registration/resend-email/', { email: 'alice@second.example.com' });
    await anybody.post('login/', { username: 'alice', password: 'wrong' });
    await anybody.post('login/', { email: 'alice@example.com', password: PASSWORD });
    await askForReset(application);
    const secret = await resetSecret(application);
    const twice = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
    await anybody.post('password/reset/confirm/', { ...secret, ...twice });
    const { body } = await anybody.post('login/', { username: 'alice', password: NEW_PASSWORD });
    const browser = new Browser(application);
    await browser.post('login/', { username: 'alice', password: NEW_PASSWORD });
    await browser.get('user/');
    const alice = new Client(application, { Authorization: `Bearer ${body.access}` });
    await alice.get('user/');
    await alice.patch('user/', { first_name: 'Alice' });
    await alice.get('logins/');
    await anybody.post('token/verify/', { token: body.access });
    const refreshed = await anybody.post('token/refresh/', { refresh: body.refresh });
    await alice.post('github/connect/', { access_token: provider.github.token(GINA) });
    await anybody.post('github/', { access_token: provider.github.token(GINA) });
    const accounts = await alice.get('socialaccounts/');
    const [account] = Array.isArray(accounts.body) ? accounts.body : [];
    await alice.post(`socialaccounts/${String(account?.id)}/disconnect/`, {});
    await alice.post('password/change/', { new_password1: PASSWORD, new_password2: PASSWORD });
    await alice.post('logout/', { refresh: refreshed.body.refresh });
    await browser.post('logout/', {});
    await application.mails();
    await application.app.get(Purge, { strict: false }).run();
  }

  it('every statement finds its rows by an index', async () => {
    const made = [...statements.made.values()];
    const tables = new Set(
      made.flatMap(({ text }) =>
        [...text.matchAll(/(?:FROM|UPDATE) ["`](?:\w+["`]\.["`])?(\w+)/g)].map(([, name]) => name),
      ),
    );
    // All of them are asked, or this would hold nothing.
    expect(
      application.dataSource.entityMetadatas
        .map(({ tableName }) => tableName)
        .filter((name) => !tables.has(name) && name !== 'app_profile'),
    ).toEqual([]);
    const scans: unknown[] = [];
    for (const statement of made) {
      const found = await scansOf(application.dataSource, database, statement);
      if (found.length > 0) scans.push({ statement: statement.text, found });
    }
    expect(scans).toEqual([]);
  });
});
