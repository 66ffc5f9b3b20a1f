import { DjangoUser, type RestAuthOptions } from 'nestjs-rest-auth';
import { Entity } from 'typeorm';

import { PASSWORD } from '../support/accounts.js';
import { quickHash, QuickHasher } from '../support/quick-hasher.js';
import { startApplication, type TestApplication } from '../support/test-application.js';
import type { DatabaseName } from '../support/test-database.js';
import { DjangoTables1600000000000 } from './django-tables.migration.js';

@Entity('auth_user')
export class SiteUser extends DjangoUser {}

/** An application on a Django site's tables, by configuration alone. */
export function startOnDjangoTables(
  database: DatabaseName,
  options: Partial<RestAuthOptions> = {},
): Promise<TestApplication> {
  return startApplication({
    database,
    migrations: [DjangoTables1600000000000],
    options: {
      user: SiteUser,
      tables: { emailAddress: { layout: 'django' }, token: { layout: 'django' }, socialAccount: { layout: 'django' } },
      tokens: { perUser: true },
      ...options,
      ports: { passwordHasher: QuickHasher, ...options.ports },
    },
  });
}

export interface SiteUserToAdd {
  /** The hash as the site wrote it. Default: one of `PASSWORD`. */
  password?: string;
  /** '' for none. */
  email?: string;
  verified?: boolean;
}

/** A user as the site left one, written by SQL; answers the key. */
export async function addSiteUser(
  { dataSource }: TestApplication,
  username: string,
  { password, email = `${username}@example.com`, verified = true }: SiteUserToAdd = {},
): Promise<number> {
  await insert(dataSource, 'auth_user', {
    username,
    password: password ?? (await quickHash(PASSWORD)),
    email,
    first_name: '',
    last_name: '',
    is_superuser: false,
    is_staff: false,
    is_active: true,
    date_joined: '2019-03-01 10:20:30.123456',
  });
  const [row] = await dataSource.query<{ id: number }[]>('SELECT MAX(id) AS id FROM auth_user');
  const id = Number(row?.id);
  if (email !== '') await insert(dataSource, 'account_emailaddress', { email, verified, primary: true, user_id: id });
  return id;
}

/** A token as Django REST framework left it. */
export function addSiteToken({ dataSource }: TestApplication, key: string, userId: number): Promise<void> {
  return insert(dataSource, 'authtoken_token', { key, user_id: userId, created: '2019-03-01 10:20:30.123456' });
}

export interface SiteSocialAccountToAdd {
  provider: string;
  uid: string;
  /** What allauth keeps of the profile. */
  extraData: object;
  /** The token that allauth keeps. Default: none. */
  token?: string;
}

/** An account as allauth left it; answers the key. */
export async function addSiteSocialAccount(
  { dataSource }: TestApplication,
  userId: number,
  { provider, uid, extraData, token }: SiteSocialAccountToAdd,
): Promise<number> {
  await insert(dataSource, 'socialaccount_socialaccount', {
    provider,
    uid,
    last_login: '2020-02-29 23:59:59.999999',
    date_joined: '2019-03-01 10:20:30.123456',
    extra_data: JSON.stringify(extraData),
    user_id: userId,
  });
  const [row] = await dataSource.query<{ id: number }[]>('SELECT MAX(id) AS id FROM socialaccount_socialaccount');
  const id = Number(row?.id);
  if (token !== undefined) {
    await insert(dataSource, 'socialaccount_socialtoken', { token, token_secret: '', account_id: id });
  }
  return id;
}

type DataSource = TestApplication['dataSource'];

async function insert(
  dataSource: DataSource,
  table: string,
  values: Record<string, string | number | boolean>,
): Promise<void> {
  const columns = Object.keys(values).map((name) => dataSource.driver.escape(name));
  const literals = Object.values(values).map((value) =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value),
  );
  await dataSource.query(`INSERT INTO ${table} (${columns.join()}) VALUES (${literals.join()})`);
}

/** A table's rows as another program reads them: texts and numbers, and truth as 0 and 1. */
export async function rowsOf({ dataSource }: TestApplication, table: string, ...columns: string[]) {
  const names = columns.map((name) => dataSource.driver.escape(name)).join();
  const rows = await dataSource.query<Record<string, unknown>[]>(`SELECT ${names} FROM ${table} ORDER BY 1`);
  return rows.map((row) => columns.map((name) => (typeof row[name] === 'boolean' ? Number(row[name]) : row[name])));
}
