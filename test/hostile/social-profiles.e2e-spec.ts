import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, KEY, letters, loginStatus, PASSWORD } from '../support/accounts.js';
import { LogLines } from '../support/log-lines.js';
import { FIONA, GINA, type SocialSite, socialSitesOn, TESS } from '../support/social-site.js';
import { dumpOf } from '../support/table-dump.js';
import { databasesForAnswers } from '../support/test-database.js';
import { User } from '../support/test-user.js';

const LOGGED_IN = [200, { key: KEY }];
const EMAIL_TAKEN = [400, { non_field_errors: ['User is already registered with this e-mail address.'] }];
const OUTAGE = [503, { detail: 'Service temporarily unavailable, try again later.' }];
const VERIFY = '[example.com] Please Confirm Your Email Address';

const BOTH_WAYS: Partial<RestAuthOptions> = {
  login: { methods: ['username', 'email'] },
  username: { blacklist: ['admin', 'support'] },
};

/** What somebody may write into a name, and what is kept of it: all but what no column takes, 150 characters of it. */
const NAMES: readonly (readonly [what: string, written: unknown, kept: string])[] = [
  ['10 000 characters', 'x'.repeat(10_000), 'x'.repeat(150)],
  ['10 000 letters of two units each', '\u{1d504}'.repeat(10_000), '\u{1d504}'.repeat(150)],
  ['a NUL', 'a\0b', 'ab'],
  ['nothing but NUL', '\0\0', ''],
  ['halves of characters', 'a\ud800b\udfff', 'ab'],
  ['a header', 'a\r\nBcc: eve@example.com', 'aBcc: eve@example.com'],
  ['escapes of a terminal', '\u001b[2Ja\u009b', '[2Ja'],
  ['marks of direction', '\u202eevil\u2066', '\u202eevil\u2066'],
  ['an emoji of many parts', '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}', '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}'],
  ['HTML', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['SQL', "'; DROP TABLE app_user; --", "'; DROP TABLE app_user; --"],
  ['blanks', ' \t\u3000 ', ''],
  ['a noncharacter', '\uffff', '\uffff'],
  ['a number', 42, ''],
  ['a list', ['Fiona'], ''],
  ['an object', { toString: 'Fiona' }, ''],
  ['null', null, ''],
];

/** Names there that nobody may have here. */
const USERNAMES: readonly (readonly [what: string, username: unknown])[] = [
  ['of the host’s', 'admin'],
  ['of the host’s in another letter case', 'ADMIN'],
  ['of the host’s in another Unicode form', '\uff21\uff24\uff2d\uff29\uff2e'],
  ['of somebody else', 'alice'],
  ['of somebody else in another letter case', 'AlicE'],
  ['of somebody else in another Unicode form', '\uff41lice'],
  ['of somebody else with an invisible character', 'ali\u200bce'],
  ['of 151 characters', 'x'.repeat(151)],
  ['of 10 000 characters', 'x'.repeat(10_000)],
  ['with a blank', 'gina git'],
  ['with blanks around it', ' gina '],
  ['with a line break', 'gina\r\nBcc'],
  ['with a NUL', 'gina\0'],
  ['with half a character', 'gina\ud83d'],
  ['with an emoji', 'gina\u{1f600}'],
  ['with a mark of direction', '\u202egina'],
  ['with HTML', '<b>gina</b>'],
  ['of nothing', ''],
  ['that is a number', 42],
  ['that is a list', ['gina']],
  ['that is null', null],
];

/** What is nobody’s address: there is none then. */
const NO_ADDRESSES: readonly (readonly [what: string, email: unknown])[] = [
  ['a word', 'gina'],
  ['without a domain', 'gina@'],
  ['with a header after it', 'gina@example.com\r\nBcc: eve@example.com'],
  ['with a line feed after it', 'gina@example.com\n'],
  ['with a name', 'Gina <gina@example.com>'],
  ['of two', 'gina@example.com,eve@example.com'],
  ['with a NUL', 'gina@exam\0ple.com'],
  ['with half a character', 'gina\ud800@example.com'],
  ['with other letters', 'g\u0456na@example.com'],
  ['of 400 characters', `${'x'.repeat(388)}@example.com`],
  ['of 10 000 characters', `${'x'.repeat(10_000)}@example.com`],
  ['with HTML', '<script>@example.com'],
  ['a list', ['gina@example.com']],
  ['an object', { email: 'gina@example.com' }],
  ['a number', 42],
  ['true', true],
];

/** Each looks like alice's, or becomes hers in some letter case or Unicode form. */
const LIKE_ALICES = [
  'alice@example.com',
  'ALICE@EXAMPLE.COM',
  '\uff41lice@example.com',
  'alice\uff20example.com',
  'alice@example.com\u200b',
  'al\u00adice@example.com',
  'alice@ex\uff41mple\uff0ecom',
];

describe.each(databasesForAnswers())('a profile on %s', (database) => {
  const start = socialSitesOn(database);

  it.each(NAMES)('may have names of %s', async (_, written, kept) => {
    const { provider, anybody } = await start();
    const profile = { id: '1', first_name: written, last_name: written, email: 'fiona@example.com' };
    const { answer, body } = await anybody.post('facebook/', { access_token: provider.facebook.token(profile) });
    const user = await anybody.as(body.key).get('user/');
    expect([answer, user.answer]).toEqual([
      LOGGED_IN,
      [
        200,
        {
          pk: expect.any(Number),
          // Of the name as far as it has letters, else of the address.
          username: expect.stringMatching(/^[a-z0-9_.+-]{1,150}$/),
          email: 'fiona@example.com',
          first_name: kept,
          last_name: kept,
        },
      ],
    ]);
  });

  it.each(USERNAMES)('with a username %s gets another', async (_, login) => {
    const { application, provider, anybody } = await start(BOTH_WAYS);
    await addUser(application);
    const access_token = provider.github.token({ id: 1, login, name: 'Gina Git', email: 'git@example.com' });
    const { answer, body } = await anybody.post('github/', { access_token });
    const user = await anybody.as(body.key).get('user/');
    expect([answer, user.body]).toEqual([
      LOGGED_IN,
      {
        pk: expect.any(Number),
        username: 'gina',
        email: 'git@example.com',
        first_name: 'Gina',
        last_name: 'Git',
      },
    ]);
    expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
  });

  it('with somebody’s address for a username may have it, and comes into nobody’s account', async () => {
    const { application, provider, anybody } = await start(BOTH_WAYS);
    const alice = await addUser(application);
    const access_token = provider.github.token({ id: 1, login: 'alice@example.com' });
    const { answer, body } = await anybody.post('github/', { access_token });
    const user = await anybody.as(body.key).get('user/');
    expect([answer, user.body]).toEqual([
      LOGGED_IN,
      { pk: expect.any(Number), username: 'alice@example.com', email: '', first_name: '', last_name: '' },
    ]);
    expect(user.body.pk).not.toBe(alice.id);
    const logins = [];
    for (const credentials of [{ username: 'alice' }, { email: 'alice@example.com' }]) {
      const { body: login } = await anybody.post('login/', { ...credentials, password: PASSWORD });
      logins.push((await anybody.as(login.key).get('user/')).body.username);
    }
    expect(logins).toEqual(['alice', 'alice']);
  });

  it.each(NO_ADDRESSES)('has no address in what is none: %s', async (_, email) => {
    const { application, provider, anybody } = await start();
    const { answer, body } = await anybody.post('github/', { access_token: provider.github.token({ ...GINA, email }) });
    const user = await anybody.as(body.key).get('user/');
    expect([answer, user.body.email, await letters(application)]).toEqual([LOGGED_IN, '', []]);
  });

  it.each(LIKE_ALICES)('does not become alice by %j', async (email) => {
    const { application, provider, anybody } = await start({ ...BOTH_WAYS, socialLogin: { emailLinking: 'verified' } });
    await addUser(application);
    const before = await dumpOf(application.dataSource);
    const { answer } = await anybody.post('facebook/', { access_token: provider.facebook.token({ ...FIONA, email }) });
    expect([answer, await dumpOf(application.dataSource)]).toEqual([EMAIL_TAKEN, before]);
  });

  it.each<[string, unknown[], string, string[]]>([
    ['no objects', [null, 'gina@example.com', 42, ['gina@example.com']], '', []],
    ['none that is the first', [{ email: 'gina@example.com', primary: 'true', verified: true }], '', []],
    ['one that is no text', [{ email: ['gina@example.com'], primary: true, verified: true }], '', []],
    ['one that is no address', [{ email: 'gina@example.com\n', primary: true, verified: true }], '', []],
    [
      'one that is proven by another word than true',
      [{ email: 'gina@example.com', primary: true, verified: 'true' }],
      'gina@example.com',
      ['gina@example.com'],
    ],
    [
      'one that is proven by nothing',
      [{ email: 'gina@example.com', primary: true }],
      'gina@example.com',
      ['gina@example.com'],
    ],
  ])('takes of a list of addresses what is one: %s', async (_, emails, kept, mailed) => {
    const { application, provider, anybody } = await start({}, { github: { scope: ['user:email'] } });
    provider.answer('GET', '/github-api/user/emails', { status: 200, body: emails });
    const { answer, body } = await anybody.post('github/', { access_token: provider.github.token(GINA) });
    const user = await anybody.as(body.key).get('user/');
    expect([answer, user.body.email, await letters(application)]).toEqual([
      LOGGED_IN,
      kept,
      mailed.map((to) => ({ to, subject: VERIFY })),
    ]);
  });

  it('decides nothing but who it is, however many fields it has', async () => {
    const { application, provider, anybody } = await start();
    const extra = {
      ...{ is_staff: true, isStaff: true, is_superuser: true, admin: true, role: 'admin', company: 'Evil' },
      ...{ isActive: false, is_active: false, password: PASSWORD, credentialsChangedAt: 0, dateJoined: 0 },
      ...{ pk: 4711, userId: 4711, user_id: 4711, usernameKey: 'alice', profile: { companyName: 'Evil' } },
      ...{ constructor: { name: 'Evil' }, prototype: { isActive: false }, emailVerified: true, email_verified: true },
    };
    await anybody.post('github/', { access_token: provider.github.token({ ...GINA, ...extra, id: 4711 }) });
    await anybody.post('facebook/', { access_token: provider.facebook.token({ ...FIONA, ...extra }) });
    await anybody.post('twitter/', provider.twitter.token({ ...TESS, ...extra }));
    const users = await application.dataSource.getRepository(User).find({ order: { id: 'ASC' } });
    const plain = {
      id: expect.any(Number),
      company: '',
      password: expect.stringMatching(/^![0-9A-Za-z]{40}$/),
      isActive: true,
      credentialsChangedAt: null,
      profile: null,
    };
    const named = (username: string, email: string) => ({ username, usernameKey: username, email, emailKey: email });
    expect(users.map((user) => ({ ...user }))).toEqual([
      { ...plain, ...named('gina', 'gina@example.com'), firstName: 'Gina', lastName: 'Git' },
      { ...plain, ...named('fiona', 'fiona@example.com'), firstName: 'Fiona', lastName: 'Field' },
      { ...plain, ...named('tess', ''), firstName: 'Tess', lastName: 'Tweet' },
    ]);
    expect(users.map(({ id }) => id)).not.toContain(4711);
  });

  it.each<[string, unknown[], (site: SocialSite, id: unknown) => object]>([
    [
      'github',
      ['', ' ', '4 2', '42\n', '\u0664\u0662', 42.5, 2 ** 53, true, null, [42], { id: 42 }, 'x'.repeat(192)],
      ({ provider }, id) => ({ access_token: provider.github.token({ ...GINA, id }) }),
    ],
    [
      'facebook',
      ['', '10 01', '1001\0', '1001\u00e9', 2 ** 53, false, null, ['1001'], {}, 'x'.repeat(192)],
      ({ provider }, id) => ({ access_token: provider.facebook.token({ ...FIONA, id }) }),
    ],
    [
      'twitter',
      ['', '7 7', '77\r\n', 2 ** 53, true, ['77'], {}, 'x'.repeat(192)],
      ({ provider }, id_str) => provider.twitter.token({ ...TESS, id_str }),
    ],
  ])('of %s is nobody’s where its identity is none', async (mount, ids, login) => {
    const site = await start();
    const before = await dumpOf(site.application.dataSource);
    const log = new LogLines();
    for (const id of ids) {
      const { answer } = await site.anybody.post(`${mount}/`, login(site, id));
      expect([id, answer]).toEqual([id, OUTAGE]);
    }
    log.end();
    expect(await dumpOf(site.application.dataSource)).toEqual(before);
    expect(new Set(log.lines)).toEqual(
      new Set([`The provider at ${mount}/ could not identify somebody: told nobody’s identity RestAuth`]),
    );
  });
});
