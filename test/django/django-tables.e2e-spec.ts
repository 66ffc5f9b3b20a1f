import { readFileSync } from 'node:fs';

import { KEY, loginStatus, NEW_PASSWORD, PASSWORD, resetSecret, verificationKey } from '../support/accounts.js';
import { Browser, Client } from '../support/client.js';
import { socialHosts } from '../support/social-host.js';
import { FIONA, GINA } from '../support/social-site.js';
import type { TestApplication } from '../support/test-application.js';
import { databases } from '../support/test-database.js';
import { addSiteSocialAccount, addSiteToken, addSiteUser, rowsOf, startOnDjangoTables } from './django-site.js';

const SITE_KEY = '9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b';
const LOGIN = { username: 'alice', password: PASSWORD };
const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
const REGISTRATION = { username: 'bob', email: 'bob@example.com', password1: PASSWORD, password2: PASSWORD };

const { users } = JSON.parse(readFileSync(new URL('hashes.json', import.meta.url), 'utf8')) as {
  users: { username: string; password: string; encoded: string }[];
};

const tokens = (application: TestApplication) => rowsOf(application, 'authtoken_token', 'key', 'user_id');
const addresses = (application: TestApplication) =>
  rowsOf(application, 'account_emailaddress', 'email', 'verified', 'primary', 'user_id');

describe.each(databases())("on a Django site's own tables on %s", (database) => {
  let application: TestApplication;
  let anybody: Client;
  beforeEach(async () => {
    application = await startOnDjangoTables(database);
    anybody = new Client(application);
  });
  afterEach(() => application.close());

  it('a user of the site logs in with the old password, is answered the old key, and gets a new hash', async () => {
    const [user] = users.filter(({ encoded }) => encoded.startsWith('pbkdf2_sha256$'));
    const { username, password, encoded } = user ?? { username: '', password: '', encoded: '' };
    const id = await addSiteUser(application, username, { password: encoded });
    await addSiteToken(application, SITE_KEY, id);
    const login = await anybody.post('login/', { username, password });
    const again = await anybody.post('login/', { username, password });
    const [[stored] = []] = await rowsOf(application, 'auth_user', 'password');
    expect([login.answer, again.answer, String(stored).slice(0, 10), await tokens(application)]).toEqual([
      [200, { key: SITE_KEY }],
      [200, { key: SITE_KEY }],
      '$argon2id$',
      [[SITE_KEY, id]],
    ]);
  });

  it('a token of the site opens what it opened, and no other text does', async () => {
    await addSiteToken(application, SITE_KEY, await addSiteUser(application, 'alice'));
    const answers = [];
    for (const key of [SITE_KEY, SITE_KEY.toUpperCase(), `${SITE_KEY.slice(0, -1)}é`, 'x'.repeat(41)]) {
      answers.push((await anybody.as(key).get('user/')).status);
    }
    expect(answers).toEqual([200, 401, 401, 401]);
  });

  it('a first login makes the token, and writes it as the site reads it', async () => {
    const id = await addSiteUser(application, 'alice');
    const { body } = await anybody.post('login/', LOGIN);
    const [[created] = []] = await rowsOf(application, 'authtoken_token', 'created');
    const moment = created instanceof Date ? created : new Date(`${String(created)}Z`);
    expect([body, await tokens(application), moment]).toEqual([
      { key: KEY },
      [[body.key, id]],
      application.clock.now(),
    ]);
  });

  it('one registers, proves the address and logs in, and every column that has no default is filled', async () => {
    const registered = await anybody.post('registration/', REGISTRATION);
    const unproven = await addresses(application);
    await anybody.post('registration/verify-email/', { key: await verificationKey(application) });
    const [user] = await rowsOf(
      application,
      'auth_user',
      ...['id', 'username', 'email', 'first_name', 'last_name', 'is_active', 'is_staff', 'is_superuser', 'last_login'],
    );
    const [[joined] = []] = await rowsOf(application, 'auth_user', 'date_joined');
    expect([registered.answer, unproven, await addresses(application), user]).toEqual([
      [201, { key: KEY }],
      [['bob@example.com', 0, 1, 1]],
      [['bob@example.com', 1, 1, 1]],
      [1, 'bob', 'bob@example.com', '', '', 1, 0, 0, null],
    ]);
    expect(joined instanceof Date ? joined : new Date(`${String(joined)}Z`)).toEqual(application.clock.now());
  });

  it('a change of the password ends the sessions, and a reset the token too', async () => {
    await addSiteToken(application, SITE_KEY, await addSiteUser(application, 'alice'));
    const browser = new Browser(application);
    await browser.post('login/', LOGIN);
    const changed = await anybody.as(SITE_KEY).post('password/change/', NEW);
    const afterChange = [await browser.get('user/'), await anybody.as(SITE_KEY).get('user/')];
    await anybody.post('password/reset/', { email: 'ALICE@example.com' });
    const reset = await anybody.post('password/reset/confirm/', {
      ...(await resetSecret(application)),
      new_password1: PASSWORD,
      new_password2: PASSWORD,
    });
    const afterReset = await anybody.as(SITE_KEY).get('user/');
    expect([
      changed.status,
      ...afterChange.map(({ status }) => status),
      reset.status,
      afterReset.status,
      await loginStatus(application, 'alice', NEW_PASSWORD),
      await loginStatus(application, 'alice', PASSWORD),
    ]).toEqual([200, 401, 200, 200, 401, 400, 200]);
  });

  it('a reset that was used is void, though no change is dated', async () => {
    await addSiteUser(application, 'alice');
    await anybody.post('password/reset/', { email: 'alice@example.com' });
    const secret = await resetSecret(application);
    const answers = [];
    for (let use = 1; use <= 2; use += 1)
      answers.push((await anybody.post('password/reset/confirm/', { ...secret, ...NEW })).status);
    expect(answers).toEqual([200, 400]);
  });

  it('a logout takes the token away, and the next login makes another', async () => {
    await addSiteToken(application, SITE_KEY, await addSiteUser(application, 'alice'));
    await anybody.as(SITE_KEY).post('logout/');
    const left = await tokens(application);
    const { body } = await anybody.post('login/', LOGIN);
    expect([left, body]).toEqual([[], { key: KEY }]);
    expect(body.key).not.toBe(SITE_KEY);
  });

  it('each of two users whose names differ in letter case alone logs in, and nobody can take such a name', async () => {
    const ids = [await addSiteUser(application, 'Ada', { email: '' })];
    // MariaDB's collation has never allowed it.
    if (database !== 'mariadb') ids.push(await addSiteUser(application, 'ada', { email: '' }));
    const found = [];
    for (const username of ['Ada', 'ada', 'ADA'].slice(0, ids.length + 1)) {
      const { body } = await anybody.post('login/', { username, password: PASSWORD });
      found.push((await anybody.as(body.key).get('user/')).body.pk);
    }
    const taken = await anybody.post('registration/', { ...REGISTRATION, username: 'aDA' });
    expect([found, taken.answer]).toEqual([
      database === 'mariadb' ? [ids[0], ids[0]] : [ids[0], ids[1], ids[0]],
      [400, { username: ['A user with that username already exists.'] }],
    ]);
  });

  it('a name or address is found whatever its letters, and its neighbour in the alphabet is not', async () => {
    await addSiteUser(application, 'Straße', { email: 'kai@exämple.com' });
    const statuses = [];
    for (const username of ['Straße', 'Strasse', 'Strase']) {
      statuses.push(await loginStatus(application, username, PASSWORD));
    }
    await anybody.post('password/reset/', { email: 'kai@example.com' });
    const nobodys = await application.mails();
    const sent = nobodys.length;
    await anybody.post('password/reset/', { email: 'Kai@exämple.com' });
    const mails = await application.mails();
    expect([statuses, sent, mails.map(({ to }) => to)]).toEqual([[200, 400, 400], 0, ['kai@exämple.com']]);
  });

  it('an address for which the column has no room is refused', async () => {
    const email = `bob@${'long.'.repeat(50)}example.com`;
    expect((await anybody.post('registration/', { ...REGISTRATION, email })).answer).toEqual([
      400,
      { email: ['Ensure this field has no more than 254 characters.'] },
    ]);
  });

  // Sites that began long ago have such columns.
  it.each(database === 'mariadb' ? ['utf8mb3', 'latin1'] : ['utf8'])(
    'a text that columns of %s cannot hold is nobody’s, and cannot be taken',
    async (charset) => {
      if (database === 'mariadb') {
        for (const table of ['auth_user', 'account_emailaddress'])
          await application.dataSource.query(`ALTER TABLE ${table} CONVERT TO CHARACTER SET ${charset}`);
      }
      const asked = [
        await anybody.post('login/', { username: '𠮷野', password: PASSWORD }),
        await anybody.post('password/reset/', { email: 'bob@𠮷野.example' }),
        await anybody.post('registration/resend-email/', { email: 'bob@𠮷野.example' }),
      ];
      const taken = await anybody.post('registration/', { ...REGISTRATION, username: '𠮷野' });
      expect([asked.map(({ status }) => status), taken.answer]).toEqual([
        [400, 200, 200],
        database === 'mariadb' ? [400, { non_field_errors: ['Invalid value'] }] : [201, { key: KEY }],
      ]);
    },
  );

  it('of ten users who prove one address at the same moment one has it', async () => {
    const keys: string[] = [];
    for (let number = 0; number < 10; number += 1) {
      await anybody.post('registration/', { ...REGISTRATION, username: `bob${number}` });
      keys.push(await verificationKey(application));
    }
    const replies = await Promise.all(keys.map((key) => anybody.post('registration/verify-email/', { key })));
    const verified = (await addresses(application)).filter(([, isVerified]) => isVerified === 1);
    // The answer does not tell whose the address is.
    expect([replies.map(({ status }) => status), verified.length]).toEqual([Array.from({ length: 10 }, () => 200), 1]);
  });

  it('of ten logins at the same moment all are answered the one key', async () => {
    await addSiteUser(application, 'alice');
    const replies = await Promise.all(Array.from({ length: 10 }, () => anybody.post('login/', LOGIN)));
    const keys = new Set(replies.map(({ body }) => String(body.key)));
    expect([replies.map(({ status }) => status), [...keys]]).toEqual([
      Array.from({ length: 10 }, () => 200),
      (await tokens(application)).map(([key]) => key),
    ]);
  });

  it('no table of ours stands beside those of the site', async () => {
    const runner = application.dataSource.createQueryRunner();
    const names = ['email_address', 'token', 'social_account', 'session', 'password_reset', 'mail_outbox'];
    const there = [];
    for (const name of names) there.push(await runner.hasTable(`rest_auth_${name}`));
    await runner.release();
    expect(there).toEqual([false, false, false, true, true, true]);
  });
});

/** The accounts as another program reads them: what is in `extra_data` as JSON. */
async function socialAccounts(application: TestApplication) {
  const rows = await rowsOf(
    application,
    'socialaccount_socialaccount',
    'id',
    'provider',
    'uid',
    'user_id',
    'extra_data',
  );
  return rows.map(([id, provider, uid, userId, extraData]) => [
    ...[id, provider, uid, userId],
    typeof extraData === 'string' ? (JSON.parse(extraData) as unknown) : extraData,
  ]);
}

describe.each(databases())("by a provider, on a Django site's own tables on %s", (database) => {
  // As allauth writes it, with whatever a provider tells.
  const EXTRA = {
    id: '1001',
    name: 'Fiona Fïeld',
    picture: { data: { url: 'https://example.com/a?b=c&d' } },
    age: null,
  };
  const social = socialHosts();
  let application: TestApplication;
  let anybody: Client;
  beforeEach(async () => {
    application = await startOnDjangoTables(database, social.options());
    anybody = new Client(application);
  });
  afterEach(() => application.close());

  it('somebody whom allauth has connected logs in, connects another identity, and disconnects the first; what allauth keeps of profiles stays', async () => {
    const alice = await addSiteUser(application, 'alice', { password: '!' });
    const carol = await addSiteUser(application, 'carol');
    const account = { provider: 'facebook', uid: FIONA.id, extraData: EXTRA };
    const first = await addSiteSocialAccount(application, alice, account);
    const others = await addSiteSocialAccount(application, carol, { ...account, uid: '1002' });
    const login = await anybody.post('facebook/', { access_token: social.provider.facebook.token(FIONA) });
    const client = anybody.as(login.body.key);
    const connected = await client.post('github/connect/', { access_token: social.provider.github.token(GINA) });
    const listed = await client.get('socialaccounts/');
    const afterwards = await socialAccounts(application);
    const now = application.clock.now().toISOString();
    expect([login.answer, connected.answer, listed.answer, afterwards]).toEqual([
      [200, { key: KEY }],
      [200, { key: login.body.key }],
      [
        200,
        [
          { id: first, provider: 'facebook', uid: '1001', last_login: now, date_joined: '2019-03-01T10:20:30.123Z' },
          { id: others + 1, provider: 'github', uid: '42', last_login: now, date_joined: now },
        ],
      ],
      [
        [first, 'facebook', '1001', alice, EXTRA],
        [others, 'facebook', '1002', carol, EXTRA],
        [others + 1, 'github', '42', alice, {}],
      ],
    ]);
    const answers = [];
    for (const id of [others, first, others + 1])
      answers.push((await client.post(`socialaccounts/${id}/disconnect/`, {})).answer);
    expect([answers, await socialAccounts(application)]).toEqual([
      [
        [404, { detail: 'Not found.' }],
        [200, {}],
        [400, { non_field_errors: ['Your account has no password set up.'] }],
      ],
      [
        [others, 'facebook', '1002', carol, EXTRA],
        [others + 1, 'github', '42', alice, {}],
      ],
    ]);
  });

  it('an account goes with the tokens that allauth keeps of it; who stays keeps them', async () => {
    const alice = await addSiteUser(application, 'alice', { password: '!' });
    const account = { provider: 'facebook', extraData: EXTRA, token: 'EAAx' };
    const first = await addSiteSocialAccount(application, alice, { ...account, uid: FIONA.id });
    const second = await addSiteSocialAccount(application, alice, { ...account, uid: '1002' });
    const { body } = await anybody.post('facebook/', { access_token: social.provider.facebook.token(FIONA) });
    const statuses = [];
    for (const id of [first, second])
      statuses.push((await anybody.as(body.key).post(`socialaccounts/${id}/disconnect/`, {})).status);
    expect([statuses, await rowsOf(application, 'socialaccount_socialtoken', 'account_id', 'token')]).toEqual([
      [200, 400],
      [[second, 'EAAx']],
    ]);
  });

  it('a newcomer is written as the site reads one, and has no password', async () => {
    const { body } = await anybody.post('github/', { access_token: social.provider.github.token(GINA) });
    const user = await anybody.as(body.key).get('user/');
    const [[password] = []] = await rowsOf(application, 'auth_user', 'password');
    const [[joined, seen] = []] = await rowsOf(application, 'socialaccount_socialaccount', 'date_joined', 'last_login');
    expect([user.answer, await socialAccounts(application), await addresses(application), password]).toEqual([
      [200, { pk: 1, username: 'gina', email: 'gina@example.com', first_name: 'Gina', last_name: 'Git' }],
      [[1, 'github', '42', 1, {}]],
      [['gina@example.com', 0, 1, 1]],
      expect.stringMatching(/^!\w{40}$/),
    ]);
    for (const moment of [joined, seen])
      expect(moment instanceof Date ? moment : new Date(`${String(moment)}Z`)).toEqual(application.clock.now());
  });

  it('of ten logins by one identity at the same moment all are one user’s', async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, () =>
        anybody.post('facebook/', { access_token: social.provider.facebook.token(FIONA) }),
      ),
    );
    const keys = new Set(replies.map(({ body }) => String(body.key)));
    expect([replies.map(({ status }) => status), keys.size, (await socialAccounts(application)).length]).toEqual([
      Array.from({ length: 10 }, () => 200),
      1,
      1,
    ]);
  });
});

describe('the boot on the tables of a Django site', () => {
  const social = socialHosts();

  it('asks for one token for each user, which is all that the table can keep', async () => {
    await expect(startOnDjangoTables('sqlite', { tokens: {} })).rejects.toThrow(
      '`tables.token` has the layout of Django, which keeps one readable token for each user: set `tokens.perUser: true`',
    );
  });

  it('asks for no tokens of providers, for which the table has no place', async () => {
    const options = social.options();
    const socialLogin = { ...options.socialLogin, storeTokens: true };
    await expect(startOnDjangoTables('sqlite', { ...options, socialLogin })).rejects.toThrow(
      '`socialLogin.storeTokens` is on, and `tables.socialAccount` has the layout of Django',
    );
  });
});
