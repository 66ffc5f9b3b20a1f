import { BaseUser, Purge, restAuthMigrations, type TableMapping } from 'nestjs-rest-auth';
import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

import { NEW_PASSWORD, PASSWORD, resetSecret, verificationKey } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client } from '../support/client.js';
import { createTables } from '../support/create-tables.js';
import { socialHosts } from '../support/social-host.js';
import { FIONA, GINA } from '../support/social-site.js';
import { databases } from '../support/test-database.js';

/** A host's member, whose table bears other names than ours. */
@Entity('crm_member')
class Member implements Omit<BaseUser, 'deriveKeys'> {
  @PrimaryGeneratedColumn('uuid', { name: 'member_id' })
  readonly id!: string;

  @Column({ type: 'varchar', length: 150, name: 'login_name' })
  username!: string;

  @Index({ unique: true })
  @Column({ type: 'varchar', length: 190, name: 'login_key' })
  usernameKey!: string;

  @Column({ type: 'varchar', length: 320, name: 'mail' })
  email!: string;

  @Column({ type: 'varchar', length: 190, name: 'mail_key' })
  emailKey!: string;

  @Column({ type: 'varchar', length: 150, name: 'given_name' })
  firstName!: string;

  @Column({ type: 'varchar', length: 150, name: 'family_name' })
  lastName!: string;

  @Column({ type: 'varchar', length: 255, name: 'secret' })
  password!: string;

  @Column({ type: 'boolean', name: 'enabled' })
  isActive!: boolean;

  @Column({
    type: 'bigint',
    nullable: true,
    name: 'secret_since',
    transformer: {
      to: (value: unknown) => (value instanceof Date ? value.getTime() : value),
      from: (value: unknown) => (value === null || value === undefined ? null : new Date(Number(value))),
    },
  })
  credentialsChangedAt!: Date | null;
}

/** Every table, and of each a column or two, under another name. */
const NAMES = {
  emailAddress: { name: 'crm_mail', columns: { userId: 'member', emailKey: 'folded', verifiedKey: 'proven' } },
  token: { name: 'crm_key', columns: { userId: 'member', keyDigest: 'sha256', createdAt: 'made', lastUsedAt: 'seen' } },
  session: { name: 'crm_visit', columns: { userId: 'member', keyDigest: 'sha256', lastUsedAt: 'seen' } },
  refreshFamily: { name: 'crm_grant', columns: { userId: 'member', currentDigest: 'now', endedAt: 'over' } },
  socialAccount: { name: 'crm_face', columns: { userId: 'member', identityDigest: 'sha256', lastLoginAt: 'seen' } },
  passwordReset: { name: 'crm_reset', columns: { userId: 'member', tokenDigest: 'sha256', expiresAt: 'until' } },
  loginFailure: { name: 'crm_guess', columns: { id: 'sha256', failures: 'times', endsAt: 'until' } },
  outbox: { name: 'crm_letter', columns: { sealed: 'body', dueAt: 'next' } },
} satisfies TableMapping;

const EXISTING: TableMapping = Object.fromEntries(
  Object.entries(NAMES).map(([table, names]) => [table, { ...names, existing: true }]),
);

const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };

describe.each(databases())('a host whose tables are there already on %s', (database) => {
  const start = applicationsOn(database);
  const social = socialHosts();
  // As an earlier release of the host made them.
  const migrations = [createTables(Member), ...restAuthMigrations(Member, NAMES)];

  it('runs on them by configuration alone, an account’s whole life long', async () => {
    const application = await start(
      { user: Member, tables: EXISTING, credentials: { issue: ['token', 'jwt', 'session'] }, activeLogins: true },
      { migrations },
    );
    const browser = new Browser(application);
    const registration = { username: 'ada', email: 'ada@example.com', password1: PASSWORD, password2: PASSWORD };
    const registered = await browser.post('registration/', registration);
    const verified = await browser.post('registration/verify-email/', { key: await verificationKey(application) });
    const user = await browser.get('user/');
    const changed = await browser.patch('user/', { first_name: 'Ada' });
    const logins = await browser.get('logins/');
    const anybody = new Client(application);
    const login = await anybody.post('login/', { username: 'ADA', password: PASSWORD });
    const refreshed = await anybody.post('token/refresh/', { refresh: login.body.refresh });
    await anybody.post('password/reset/', { email: 'ada@example.com' });
    const reset = await anybody.post('password/reset/confirm/', { ...(await resetSecret(application)), ...NEW });
    const voided = await anybody.post('token/refresh/', { refresh: login.body.refresh });
    const again = await browser.post('login/', { username: 'ada', password: NEW_PASSWORD });
    const out = await browser.post('logout/', { refresh: again.body.refresh });
    const purged = await application.app.get(Purge, { strict: false }).run();
    const id = expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as unknown;
    expect(
      [registered, verified, user, changed, logins, login, refreshed, reset, voided, again, out].map(statusOf),
    ).toEqual([201, 200, 200, 200, 200, 200, 200, 200, 401, 200, 200]);
    expect([changed.body, purged]).toEqual([
      { pk: id, username: 'ada', email: 'ada@example.com', first_name: 'Ada', last_name: '' },
      { token: 0, jwt: 0, session: 0, passwordReset: 0, loginFailure: 0 },
    ]);
  });

  it('keeps identities at providers on them too', async () => {
    const { provider } = social;
    const application = await start({ user: Member, tables: EXISTING, ...social.options() }, { migrations });
    const anybody = new Client(application);
    const byFacebook = { access_token: provider.facebook.token(FIONA) };
    const first = await anybody.post('facebook/', byFacebook);
    const client = anybody.as(first.body.key);
    const again = await anybody.post('facebook/', byFacebook);
    const connected = await client.post('github/connect/', { access_token: provider.github.token(GINA) });
    const listed = await client.get('socialaccounts/');
    const answers = [];
    for (const { id } of listed.body) answers.push((await client.post(`socialaccounts/${id}/disconnect/`, {})).status);
    const moment = application.clock.now().toISOString();
    expect([[first, again, connected].map(statusOf), listed.answer, answers]).toEqual([
      [200, 200, 200],
      [
        200,
        [
          { id: 1, provider: 'facebook', uid: '1001', last_login: moment, date_joined: moment },
          { id: 2, provider: 'github', uid: '42', last_login: moment, date_joined: moment },
        ],
      ],
      [200, 400],
    ]);
  });

  it('finds none of our own tables made beside them', async () => {
    const { dataSource } = await start({ user: Member, tables: EXISTING }, { migrations });
    const runner = dataSource.createQueryRunner();
    const there = [];
    for (const name of ['rest_auth_token', 'rest_auth_social_account', 'crm_key', 'crm_face'])
      there.push(await runner.hasTable(name));
    await runner.release();
    expect(there).toEqual([false, false, true, true]);
  });
});

function statusOf({ status }: { status: number }): number {
  return status;
}
