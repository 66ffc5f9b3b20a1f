import type { CanActivate } from '@nestjs/common';
import { LoginPolicy, OptionsSocialClientStore, type RestAuthOptions } from 'nestjs-rest-auth';

import {
  addUser,
  askForReset,
  change,
  KEY,
  logIn,
  NEW_PASSWORD,
  PASSWORD,
  verificationKey,
} from '../support/accounts.js';
import type { Client } from '../support/client.js';
import { FIONA, GINA, type SocialSite, socialSitesOn } from '../support/social-site.js';
import { dumpOf } from '../support/table-dump.js';
import type { User } from '../support/test-user.js';
import { databases } from '../support/test-database.js';

const LINKING: Partial<RestAuthOptions> = { socialLogin: { emailLinking: 'verified' } };
const BY_EMAILS = { github: { scope: ['user:email'] } };
const EMAIL_TAKEN = [400, { non_field_errors: ['User is already registered with this e-mail address.'] }];
const NOT_LOGGED_IN = [401, { detail: 'Authentication credentials were not provided.' }];

class Open implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

/** Something happens while a provider is asked. */
class Meanwhile extends OptionsSocialClientStore {
  static happens: () => Promise<unknown> = () => Promise.resolve();

  override async find(mount: string) {
    await Meanwhile.happens();
    return super.find(mount);
  }
}

/** Something happens between the look at an identity and the credentials for it. */
class MeanwhilePolicy extends LoginPolicy {
  static happens: () => Promise<unknown> = () => Promise.resolve();

  override async check() {
    const { happens } = MeanwhilePolicy;
    MeanwhilePolicy.happens = () => Promise.resolve();
    await happens();
    return null;
  }
}

/** Whom a login by that identity reaches. */
async function usernameBy({ anybody }: SocialSite, path: string, input: object): Promise<string> {
  const { body } = await anybody.post(path, input);
  return (await anybody.as(body.key).get('user/')).body.username;
}

describe.each(databases())('who takes an account back, on %s', (database) => {
  const start = socialSitesOn(database);

  /** Mallory has registered with Gina's address, and given the account an identity of their own, by which they mean to come back. */
  async function squatted(site: SocialSite): Promise<{ password1: string; token: string }> {
    const { provider, anybody } = site;
    const password1 = PASSWORD;
    const squat = { username: 'squat', email: 'gina@example.com', password1, password2: password1 };
    const { body } = await anybody.post('registration/', squat);
    const token = provider.facebook.token({ ...FIONA, email: '' });
    expect((await anybody.as(body.key).post('facebook/connect/', { access_token: token })).answer).toEqual([
      200,
      { key: KEY },
    ]);
    return { password1, token };
  }

  async function reset({ application, anybody }: SocialSite, email: string): Promise<void> {
    const secret = await askForReset(application, email);
    const passwords = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
    expect((await anybody.post('password/reset/confirm/', { ...secret, ...passwords })).status).toBe(200);
  }

  it('SOC-09: by a reset, which shows for the first time that the address is theirs, has it alone', async () => {
    const site = await start();
    const { token } = await squatted(site);
    await reset(site, 'gina@example.com');
    expect(await usernameBy(site, 'facebook/', { access_token: token })).not.toBe('squat');
    const key = await logIn(site.application, 'squat', NEW_PASSWORD);
    expect((await site.anybody.as(key).get('socialaccounts/')).body).toEqual([]);
  });

  it('by a reset, while a login by the other identity is under way, keeps that out, too', async () => {
    const site = await start({ ports: { loginPolicy: MeanwhilePolicy } });
    const { anybody } = site;
    const { token } = await squatted(site);
    MeanwhilePolicy.happens = () => reset(site, 'gina@example.com');
    // It is nobody's by now, and so makes somebody new.
    const { status, body } = await anybody.post('facebook/', { access_token: token });
    expect([status, (await anybody.as(body.key).get('user/')).body.username]).toEqual([200, 'fiona']);
  });

  it('by a reset, having proven the address before, keeps the identities', async () => {
    const site = await start();
    const { provider, anybody, application } = site;
    await addUser(application);
    const access_token = provider.github.token({ ...GINA, email: '' });
    await anybody.as(await logIn(application)).post('github/connect/', { access_token });
    await reset(site, 'alice@example.com');
    expect(await usernameBy(site, 'github/', { access_token })).toBe('alice');
  });

  it('SOC-09: by an identity that is linked, loses those which another has connected', async () => {
    const site = await start(LINKING, BY_EMAILS);
    const { application, provider, anybody } = site;
    const { token } = await squatted(site);
    await anybody.post('registration/verify-email/', { key: await verificationKey(application) });
    const access_token = provider.github.token(GINA);
    expect(await usernameBy(site, 'github/', { access_token })).toBe('squat');
    const { body } = await anybody.post('github/', { access_token });
    expect((await anybody.as(body.key).get('socialaccounts/')).body).toMatchObject([{ provider: 'github', uid: '42' }]);
    expect(await usernameBy(site, 'facebook/', { access_token: token })).not.toBe('squat');
  });
});

describe.each(databases())('emailLinking on %s', (database) => {
  const start = socialSitesOn(database);

  it.each(['ａlice@example.com', 'alıce@example.com', 'alice@ｅxample.com'])(
    'does not link %s, which only looks like somebody’s address, and tells it as taken',
    async (email) => {
      const { application, provider, anybody } = await start(LINKING, BY_EMAILS);
      await addUser(application);
      const emails = [{ email, primary: true, verified: true }];
      const access_token = provider.github.token({ ...GINA, email: '' }, { emails });
      expect((await anybody.post('github/', { access_token })).answer).toEqual(EMAIL_TAKEN);
    },
  );

  it('links nobody who may not log in: nothing of theirs changes', async () => {
    const { application, provider, anybody } = await start(LINKING, BY_EMAILS);
    const alice = await addUser(application);
    await change(application, alice, { isActive: false });
    const before = await dumpOf(application.dataSource);
    const emails = [{ email: 'alice@example.com', primary: true, verified: true }];
    const reply = await anybody.post('github/', { access_token: provider.github.token(GINA, { emails }) });
    expect(reply.answer).toEqual([400, { non_field_errors: ['Unable to log in with provided credentials.'] }]);
    expect(await dumpOf(application.dataSource)).toEqual(before);
  });
});

describe.each(databases())('while the provider is asked, on %s', (database) => {
  const start = socialSitesOn(database);
  afterEach(() => {
    Meanwhile.happens = () => Promise.resolve();
  });

  /** Alice, who connects, and what happens to her meanwhile. */
  async function connecting(happens: (site: SocialSite, alice: User) => Promise<unknown>) {
    const site = await start({ ports: { socialClientStore: Meanwhile } });
    const alice = await addUser(site.application);
    const caller = site.anybody.as(await logIn(site.application));
    Meanwhile.happens = () => happens(site, alice);
    return { ...site, reply: await caller.post('github/connect/', { access_token: site.provider.github.token(GINA) }) };
  }

  it.each<[string, (site: SocialSite, alice: User) => Promise<unknown>]>([
    ['is deactivated', ({ application }, alice) => change(application, alice, { isActive: false })],
    ['has another password', ({ application }, alice) => change(application, alice, { password: 'another' })],
    [
      'is deleted',
      async ({ application }, alice) => {
        const { manager } = application.dataSource;
        for (const table of ['rest_auth_token', 'rest_auth_session', 'rest_auth_email_address']) {
          await manager.query(`DELETE FROM ${table}`);
        }
        await manager.remove(alice);
      },
    ],
  ])('who %s connects nothing', async (_, happens) => {
    const { application, reply } = await connecting(happens);
    expect(reply.answer).toEqual(NOT_LOGGED_IN);
    expect((await dumpOf(application.dataSource))['rest_auth_social_account']).toEqual([]);
  });

  it('who is left alone connects', async () => {
    const { reply } = await connecting(() => Promise.resolve());
    expect(reply.answer).toEqual([200, { key: KEY }]);
  });
});

describe.each(databases())('a foreign page on %s', (database) => {
  const start = socialSitesOn(database);
  const UNPROTECTED: Partial<RestAuthOptions> = {
    credentials: { issue: ['jwt'] },
    jwt: { accessCookieName: 'access', refreshCookieName: 'refresh' },
  };
  const FOREIGN = { Origin: 'https://evil.test' };
  const REFUSED = [
    403,
    { detail: 'CSRF Failed: Origin checking failed - https://evil.test does not match any trusted origins.' },
  ];

  async function withCookie({ application, anybody }: SocialSite): Promise<{ client: Client; Cookie: string }> {
    await addUser(application);
    const { cookies } = await anybody.post('login/', { username: 'alice', password: PASSWORD });
    return { client: anybody, Cookie: `access=${cookies['access']?.value ?? ''}` };
  }

  it('connects and disconnects nothing by a cookie, even where cookies ask for no CSRF token', async () => {
    const site = await start(UNPROTECTED);
    const { client, Cookie } = await withCookie(site);
    const input = { access_token: site.provider.github.token(GINA) };
    expect((await client.post('github/connect/', input, { Cookie, ...FOREIGN })).answer).toEqual(REFUSED);
    expect(site.provider.requests).toEqual([]);
    expect((await client.post('github/connect/', input, { Cookie })).status).toBe(200);
    const [{ id }] = (await client.get('socialaccounts/', { Cookie })).body;
    const path = `socialaccounts/${String(id)}/disconnect/`;
    expect((await client.post(path, {}, { Cookie, ...FOREIGN })).answer).toEqual(REFUSED);
    expect((await client.post(path, {}, { Cookie })).answer).toEqual([200, {}]);
  });

  it('connects by a header, which no browser sends on its own', async () => {
    const site = await start(UNPROTECTED);
    const { client, Cookie } = await withCookie(site);
    const headers = { Authorization: `Bearer ${Cookie.slice('access='.length)}`, ...FOREIGN };
    const reply = await client.post('github/connect/', { access_token: site.provider.github.token(GINA) }, headers);
    expect(reply.status).toBe(200);
  });
});

describe.each(databases())('ways in on %s', (database) => {
  const start = socialSitesOn(database);

  it('are those that are mounted: an account at a provider that is no longer there does not count', async () => {
    const { application, provider, anybody } = await start();
    const { body } = await anybody.post('github/', { access_token: provider.github.token({ ...GINA, email: '' }) });
    const gina = anybody.as(body.key);
    await gina.post('facebook/connect/', { access_token: provider.facebook.token(FIONA) });
    await application.dataSource.query(
      `UPDATE rest_auth_social_account SET provider = 'gone' WHERE provider = 'facebook'`,
    );
    const [github, gone] = (await gina.get('socialaccounts/')).body;
    expect((await gina.post(`socialaccounts/${String(github.id)}/disconnect/`, {})).answer).toEqual([
      400,
      { non_field_errors: ['Your account has no password set up.'] },
    ]);
    expect((await gina.post(`socialaccounts/${String(gone.id)}/disconnect/`, {})).answer).toEqual([200, {}]);
  });

  it('of a site that only providers register with can prove an address', async () => {
    const site = await start({
      registration: false,
      email: { verification: 'mandatory' },
      socialLogin: { registration: true },
    });
    const { application, provider, anybody } = site;
    const access_token = provider.github.token(GINA);
    expect((await anybody.post('github/', { access_token })).answer).toEqual([
      400,
      { non_field_errors: ['E-mail is not verified.'] },
    ]);
    const key = await verificationKey(application);
    expect((await anybody.post('registration/verify-email/', { key })).answer).toEqual([200, { detail: 'ok' }]);
    expect(await usernameBy(site, 'github/', { access_token })).toBe('gina');
    expect((await anybody.post('registration/', {})).status).toBe(404);
  });

  it('are closed to strangers where guards watch the registration', async () => {
    const { provider, anybody } = await start({ registration: { guards: [Open] } });
    const reply = await anybody.post('github/', { access_token: provider.github.token(GINA) });
    expect(reply.answer).toEqual([400, { non_field_errors: ['Sign up is currently closed.'] }]);
  });
});

describe.each(databases())('GitHub’s addresses on %s', (database) => {
  const start = socialSitesOn(database);

  it('are the public one, unproven, for a token without the scope to list them', async () => {
    const { application, provider, anybody } = await start({}, BY_EMAILS);
    const access_token = provider.github.token(GINA, { scopes: ['read:user'] });
    const { body } = await anybody.post('github/', { access_token });
    expect((await anybody.as(body.key).get('user/')).body.email).toBe('gina@example.com');
    const rows = await application.dataSource.query('SELECT email, verified FROM rest_auth_email_address');
    expect(rows).toEqual([{ email: 'gina@example.com', verified: database === 'postgres' ? false : 0 }]);
  });
});
