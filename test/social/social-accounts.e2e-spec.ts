import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, logIn } from '../support/accounts.js';
import type { Client } from '../support/client.js';
import { FIONA, GINA, type SocialSite, socialSitesOn, TESS } from '../support/social-site.js';
import { dumpOf } from '../support/table-dump.js';
import { databasesForAnswers } from '../support/test-database.js';

const NOT_FOUND = [404, { detail: 'Not found.' }];
const NO_PASSWORD = [400, { non_field_errors: ['Your account has no password set up.'] }];
const NO_EMAIL = [400, { non_field_errors: ['Your account has no verified email address.'] }];

async function idsOf(caller: Client): Promise<number[]> {
  return (await caller.get('socialaccounts/')).body.map(({ id }: { id: number }) => id);
}

/** Alice, logged in, with an identity at GitHub. */
async function connected({ application, provider, anybody }: SocialSite, user = {}): Promise<Client> {
  await addUser(application, user);
  const alice = anybody.as(await logIn(application));
  await alice.post('github/connect/', { access_token: provider.github.token(GINA) });
  return alice;
}

/** Gina, who came by GitHub and has no password. */
async function arrived({ provider, anybody }: SocialSite): Promise<Client> {
  const { body } = await anybody.post('github/', {
    access_token: provider.github.token({ id: GINA.id, login: 'gina' }),
  });
  return anybody.as(body.key);
}

describe.each(databasesForAnswers())('socialaccounts/ on %s', (database) => {
  const start = socialSitesOn(database);

  it('lists the caller’s accounts, oldest first, and nobody else’s', async () => {
    const site = await start();
    const alice = await connected(site);
    const gina = await site.anybody.post('facebook/', { access_token: site.provider.facebook.token(FIONA) });
    await alice.post('twitter/connect/', site.provider.twitter.token(TESS));
    const now = site.application.clock.now().toISOString();
    const account = (provider: string, uid: string) => ({
      id: expect.any(Number),
      provider,
      uid,
      last_login: now,
      date_joined: now,
    });
    expect((await alice.get('socialaccounts/')).body).toEqual([account('github', '42'), account('twitter', '77')]);
    expect((await alice.get('socialaccounts/?user=2')).body).toHaveLength(2);
    expect((await site.anybody.as(gina.body.key).get('socialaccounts/')).body).toEqual([account('facebook', '1001')]);
  });

  it('is for whoever is logged in', async () => {
    const { anybody } = await start();
    for (const reply of [await anybody.get('socialaccounts/'), await anybody.post('socialaccounts/1/disconnect/')]) {
      expect(reply.answer).toEqual([401, { detail: 'Authentication credentials were not provided.' }]);
    }
  });

  it('is disconnected, and logs nobody in any more', async () => {
    const site = await start();
    const alice = await connected(site);
    const [id] = await idsOf(alice);
    expect((await alice.post(`socialaccounts/${id ?? ''}/disconnect/`, {})).answer).toEqual([200, {}]);
    expect(await idsOf(alice)).toEqual([]);
    const login = await site.anybody.post('github/', { access_token: site.provider.github.token(GINA) });
    expect((await site.anybody.as(login.body.key).get('user/')).body).toMatchObject({ username: 'gina' });
  });

  it('of somebody else is not found, like one that is not there, whatever the key', async () => {
    const site = await start();
    const alice = await connected(site);
    const fiona = await site.anybody.post('facebook/', { access_token: site.provider.facebook.token(FIONA) });
    const [other] = await idsOf(site.anybody.as(fiona.body.key));
    await site.application.mails();
    const before = await dumpOf(site.application.dataSource);
    for (const id of [other, 999_999, 0, -1, '1e0', '01', ' 1', 'abc', '9'.repeat(40), '%00', '1%20OR%201=1']) {
      const reply = await alice.post(`socialaccounts/${String(id)}/disconnect/`, {});
      expect([id, ...reply.answer]).toEqual([id, ...NOT_FOUND]);
    }
    expect(await dumpOf(site.application.dataSource)).toEqual(before);
  });

  it.each([
    ['GET', 'socialaccounts/1/disconnect/', 'POST, OPTIONS'],
    ['POST', 'socialaccounts/', 'GET, HEAD, OPTIONS'],
  ] as const)('refuses %s %s', async (method, path, allow) => {
    const site = await start();
    const alice = await connected(site);
    const reply = await alice.send(method === 'GET' ? 'get' : 'post', path);
    expect([reply.answer, reply.header('Allow')]).toEqual([
      [405, { detail: `Method "${method}" not allowed.` }],
      allow,
    ]);
  });

  describe('keeps the last way to log in', () => {
    const BY_EMAIL: Partial<RestAuthOptions> = { login: { methods: ['email'] }, email: { required: true } };
    const MANDATORY: Partial<RestAuthOptions> = { email: { verification: 'mandatory' } };

    it('of somebody without a password, but not the last but one', async () => {
      const site = await start();
      const gina = await arrived(site);
      await gina.post('twitter/connect/', site.provider.twitter.token(TESS));
      const [github, twitter] = await idsOf(gina);
      expect((await gina.post(`socialaccounts/${github ?? ''}/disconnect/`, {})).answer).toEqual([200, {}]);
      expect((await gina.post(`socialaccounts/${twitter ?? ''}/disconnect/`, {})).answer).toEqual(NO_PASSWORD);
      expect(await idsOf(gina)).toEqual([twitter]);
    });

    it('of somebody whose address is unproven, where it must be proven', async () => {
      const site = await start(MANDATORY);
      const alice = await connected(site);
      await site.application.dataSource.query(
        `UPDATE rest_auth_email_address SET verified = ${database === 'postgres' ? 'false' : '0'}`,
      );
      const [id] = await idsOf(alice);
      expect((await alice.post(`socialaccounts/${id ?? ''}/disconnect/`, {})).answer).toEqual(NO_EMAIL);
    });

    it('of somebody without an address, where logins are by address', async () => {
      const site = await start(BY_EMAIL);
      const { provider, anybody } = site;
      const { body } = await anybody.post('twitter/', provider.twitter.token(TESS));
      const tess = anybody.as(body.key);
      await tess.post('password/change/', { new_password1: 'Looking-glass7', new_password2: 'Looking-glass7' });
      const [id] = await idsOf(tess);
      expect((await tess.post(`socialaccounts/${id ?? ''}/disconnect/`, {})).answer).toEqual(NO_EMAIL);
    });

    it('not of somebody who can log in by a password', async () => {
      const site = await start(MANDATORY);
      const alice = await connected(site);
      const [id] = await idsOf(alice);
      expect((await alice.post(`socialaccounts/${id ?? ''}/disconnect/`, {})).answer).toEqual([200, {}]);
    });
  });
});
