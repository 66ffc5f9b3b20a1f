import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import {
  type AuthEvent,
  AuthEvents,
  type AuthUser,
  type LoginChallenge,
  LoginPolicy,
  type NewUser,
  type RestAuthOptions,
  type SocialIdentity,
  SocialTokens,
  UserRowSocialRegistrationStrategy,
} from 'nestjs-rest-auth';

import {
  addAddress,
  addUser,
  askForReset,
  KEY,
  letters,
  logIn,
  loginStatus,
  NEW_PASSWORD,
  PASSWORD,
  verificationKey,
} from '../support/accounts.js';
import { Browser, Client } from '../support/client.js';
import { CALLBACK_URL, FIONA, GINA, socialSitesOn, TESS } from '../support/social-site.js';
import { dumpOf } from '../support/table-dump.js';
import { databasesForAnswers } from '../support/test-database.js';
import { happeningOf } from '../support/told-events.js';

const WITH_KEY = [200, { key: KEY }];
const EMAIL_TAKEN = [400, { non_field_errors: ['User is already registered with this e-mail address.'] }];
const NOT_VERIFIED = [400, { non_field_errors: ['E-mail is not verified.'] }];
const UNABLE = [400, { non_field_errors: ['Unable to log in with provided credentials.'] }];
const VERIFY = '[example.com] Please Confirm Your Email Address';
const EXISTS = '[example.com] Account Already Exists';

const MANDATORY: Partial<RestAuthOptions> = { email: { verification: 'mandatory' } };
const LINKING: Partial<RestAuthOptions> = { socialLogin: { emailLinking: 'verified' } };
/** With which GitHub is asked for addresses, and proves them. */
const WITH_EMAILS = { github: { scope: ['user:email'] } };

describe.each(databasesForAnswers())('a social login on %s', (database) => {
  const start = socialSitesOn(database);

  describe('of somebody new', () => {
    it('by Facebook makes a user with names and address, who gets a mail to prove it', async () => {
      const { application, provider, anybody } = await start();
      const browser = new Browser(application);
      const reply = await browser.post('facebook/', { access_token: provider.facebook.token(FIONA) });
      expect(reply.answer).toEqual(WITH_KEY);
      expect(Object.keys(reply.cookies).sort()).toEqual(['csrftoken', 'sessionid']);
      expect(reply.header('Cache-Control')).toBe('no-store');
      const fiona = {
        pk: expect.any(Number),
        username: 'fiona',
        email: 'fiona@example.com',
        first_name: 'Fiona',
        last_name: 'Field',
      };
      expect((await anybody.as(reply.body.key).get('user/')).answer).toEqual([200, fiona]);
      expect((await browser.get('user/')).answer).toEqual([200, fiona]);
      expect(await letters(application)).toEqual([{ to: 'fiona@example.com', subject: VERIFY }]);
    });

    it('by GitHub takes the name there as it is, and the whole name in two parts', async () => {
      const { provider, anybody } = await start();
      const { body } = await anybody.post('github/', {
        access_token: provider.github.token({ ...GINA, login: 'Gina-Git', name: 'Gina van der Git' }),
      });
      expect((await anybody.as(body.key).get('user/')).body).toEqual({
        pk: expect.any(Number),
        username: 'Gina-Git',
        email: 'gina@example.com',
        first_name: 'Gina',
        last_name: 'van der Git',
      });
    });

    it('by Twitter makes a user without an address, and as many as come', async () => {
      const { application, provider, anybody } = await start();
      const tess = await anybody.post('twitter/', provider.twitter.token(TESS));
      const theo = await anybody.post('twitter/', provider.twitter.token({ id_str: '78', screen_name: 'theo' }));
      expect([tess.answer, theo.answer]).toEqual([WITH_KEY, WITH_KEY]);
      expect((await anybody.as(tess.body.key).get('user/')).body).toEqual({
        pk: expect.any(Number),
        username: 'tess',
        email: '',
        first_name: 'Tess',
        last_name: 'Tweet',
      });
      expect((await anybody.as(theo.body.key).get('user/')).body).toMatchObject({ username: 'theo', email: '' });
      expect(await letters(application)).toEqual([]);
    });

    it('gives another name where theirs is taken, also in other letters', async () => {
      const { application, provider, anybody } = await start();
      await addUser(application, { username: 'GINA', email: 'other@example.com' });
      const { body } = await anybody.post('github/', { access_token: provider.github.token(GINA) });
      expect((await anybody.as(body.key).get('user/')).body.username).toMatch(/^gina\d+$/);
    });

    it('makes a name of the first name, the last name, the address or none, in this order', async () => {
      const { provider, anybody } = await start();
      const nameOf = async (profile: object) => {
        const token = provider.facebook.token({ ...profile });
        const { body } = await anybody.post('facebook/', { access_token: token });
        return (await anybody.as(body.key).get('user/')).body.username;
      };
      expect(await nameOf({ id: '1', first_name: 'José Ángel', last_name: 'x', email: 'y@example.com' })).toBe(
        'jose_angel',
      );
      expect(await nameOf({ id: '2', first_name: '李', last_name: 'Lee', email: 'z@example.com' })).toBe('lee');
      expect(await nameOf({ id: '3', first_name: '李', last_name: '明', email: 'Li.Ming@example.com' })).toBe(
        'li.ming',
      );
      expect(await nameOf({ id: '4' })).toBe('user');
      expect(await nameOf({ id: '5' })).toMatch(/^user\d$/);
    });

    it('gives nobody a password', async () => {
      const { application, provider, anybody } = await start();
      await anybody.post('github/', { access_token: provider.github.token(GINA) });
      for (const password of ['', '!', 'gina']) expect(await loginStatus(application, 'gina', password)).toBe(400);
    });

    it('lets them set a first password by a reset', async () => {
      const { application, provider, anybody } = await start();
      await anybody.post('github/', { access_token: provider.github.token(GINA) });
      const secret = await askForReset(application, 'gina@example.com');
      await anybody.post('password/reset/confirm/', {
        ...secret,
        new_password1: NEW_PASSWORD,
        new_password2: NEW_PASSWORD,
      });
      expect(await loginStatus(application, 'gina', NEW_PASSWORD)).toBe(200);
    });

    it('takes an address for proven that GitHub proves, and sends no mail', async () => {
      const { application, provider, anybody } = await start(MANDATORY, WITH_EMAILS);
      const emails = [
        { email: 'second@example.com', primary: false, verified: true },
        { email: 'Gina@Example.com', primary: true, verified: true },
      ];
      const token = provider.github.token({ ...GINA, email: null }, { emails });
      const reply = await anybody.post('github/', { access_token: token });
      expect(reply.answer).toEqual(WITH_KEY);
      expect((await anybody.as(reply.body.key).get('user/')).body).toMatchObject({ email: 'gina@example.com' });
      expect(await letters(application)).toEqual([]);
    });

    it('is refused where registration is closed, and known ones are not', async () => {
      const { provider, anybody, application } = await start({ registration: false });
      const refused = [400, { non_field_errors: ['Sign up is currently closed.'] }];
      const access_token = provider.github.token(GINA);
      expect((await anybody.post('github/', { access_token })).answer).toEqual(refused);
      await addUser(application);
      const key = await logIn(application);
      expect((await anybody.as(key).post('github/connect/', { access_token })).answer).toEqual(WITH_KEY);
      expect((await anybody.post('github/', { access_token })).answer).toEqual(WITH_KEY);
    });

    it('writes what a strategy of the host’s writes besides, or nothing of it all', async () => {
      @Injectable()
      class Strategy extends UserRowSocialRegistrationStrategy {
        override async save(user: NewUser, identity: SocialIdentity): Promise<AuthUser> {
          const saved = await super.save({ ...user, lastName: `of ${identity.provider}` }, identity);
          if (identity.profile.uid === '13') throw new Error('The host fails.');
          return saved;
        }
      }
      const { application, provider, anybody } = await start({ ports: { socialRegistrationStrategy: Strategy } });
      const { body } = await anybody.post('github/', { access_token: provider.github.token(GINA) });
      expect((await anybody.as(body.key).get('user/')).body).toMatchObject({ last_name: 'of github' });
      await application.mails();
      const before = await dumpOf(application.dataSource);
      application.app.useLogger(false);
      const failed = await anybody.post('github/', {
        access_token: provider.github.token({ id: 13, login: 'thirteen' }),
      });
      expect(failed.answer).toEqual([500, { detail: 'A server error occurred.' }]);
      expect(await dumpOf(application.dataSource)).toEqual(before);
    });
  });

  describe('of somebody known', () => {
    it('is theirs, and leaves names and address as they are', async () => {
      const { application, provider, anybody } = await start();
      const first = await anybody.post('github/', { access_token: provider.github.token(GINA) });
      await anybody.as(first.body.key).patch('user/', { username: 'renamed', first_name: 'Re', last_name: 'Named' });
      const before = (await anybody.as(first.body.key).get('user/')).body;
      const changed = { ...GINA, login: 'other', name: 'Other Name', email: 'other@example.com' };
      const again = await anybody.post('github/', { access_token: provider.github.token(changed) });
      expect(again.answer).toEqual(WITH_KEY);
      expect((await anybody.as(again.body.key).get('user/')).body).toEqual(before);
      expect(await letters(application)).toEqual([{ to: 'gina@example.com', subject: VERIFY }]);
    });

    it('is noted with its moment', async () => {
      const { application, provider, anybody } = await start();
      const access_token = provider.github.token(GINA);
      const joined = application.clock.now().toISOString();
      await anybody.post('github/', { access_token });
      application.clock.advance(60);
      const { body } = await anybody.post('github/', { access_token });
      const account = { id: expect.any(Number), provider: 'github', uid: '42' };
      expect((await anybody.as(body.key).get('socialaccounts/')).body).toEqual([
        { ...account, last_login: application.clock.now().toISOString(), date_joined: joined },
      ]);
    });

    it('is refused to the inactive, as a wrong password is, and notes nothing', async () => {
      const { application, provider, anybody } = await start();
      const access_token = provider.github.token(GINA);
      const { body } = await anybody.post('github/', { access_token });
      await application.dataSource.query(`UPDATE app_user SET is_active = ${database === 'postgres' ? 'false' : '0'}`);
      await application.mails();
      const before = await dumpOf(application.dataSource);
      application.clock.advance(60);
      expect((await anybody.post('github/', { access_token })).answer).toEqual(UNABLE);
      expect(await dumpOf(application.dataSource)).toEqual(before);
      expect((await anybody.as(body.key).get('user/')).status).toBe(401);
    });

    it('asks the host’s login policy, as any login does', async () => {
      class SecondFactor extends LoginPolicy {
        override async check(): Promise<LoginChallenge> {
          return { status: 202, body: { second_factor: true } };
        }
      }
      const { provider, anybody } = await start({ ports: { loginPolicy: SecondFactor } });
      const access_token = provider.github.token(GINA);
      expect((await anybody.post('github/', { access_token })).answer).toEqual([202, { second_factor: true }]);
    });

    it('is told as an event, like the rest', async () => {
      const events: AuthEvent[] = [];
      class Events extends AuthEvents {
        override emit(event: AuthEvent): void {
          events.push(event);
        }
      }
      const { provider, anybody } = await start({ ports: { events: Events } }, WITH_EMAILS);
      const { body } = await anybody.post('github/', { access_token: provider.github.token(GINA) });
      const userId = (await anybody.as(body.key).get('user/')).body.pk;
      await anybody.as(body.key).post('twitter/connect/', provider.twitter.token(TESS));
      const [, tess] = (await anybody.as(body.key).get('socialaccounts/')).body;
      await anybody.as(body.key).post(`socialaccounts/${tess.id}/disconnect/`, {});
      expect(events.map(happeningOf)).toEqual([
        { type: 'registered', userId },
        { type: 'email_verified', userId, email: 'gina@example.com' },
        { type: 'logged_in', userId, method: 'social' },
        { type: 'social_account_connected', userId, provider: 'twitter' },
        { type: 'social_account_disconnected', userId, provider: 'twitter' },
      ]);
    });
  });

  describe('with an address that is somebody’s', () => {
    it.each([
      ['proven', 'verified'],
      ['unverified', 'unverified'],
      ['in the user’s row alone', 'none'],
    ] as const)('links nobody and makes nobody: %s', async (_, address) => {
      const { application, provider, anybody } = await start({}, WITH_EMAILS);
      await addUser(application, { username: 'alice', email: 'gina@example.com', address });
      const before = await dumpOf(application.dataSource);
      const tokens = [provider.github.token(GINA), provider.github.token({ ...GINA, email: 'GINA@Example.com' })];
      for (const access_token of tokens) {
        expect((await anybody.post('github/', { access_token })).answer).toEqual(EMAIL_TAKEN);
      }
      const tess = provider.twitter.token({ ...TESS, email: 'gina@example.com' });
      expect((await anybody.post('twitter/', tess)).answer).toEqual(WITH_KEY);
      expect((await dumpOf(application.dataSource))['app_user']).toHaveLength((before['app_user']?.length ?? 0) + 1);
    });

    it('also by Twitter, where it is asked for addresses', async () => {
      const { application, provider, anybody } = await start({}, { twitter: { scope: ['email'] } });
      await addUser(application, { username: 'alice', email: 'tess@example.com' });
      const tess = provider.twitter.token({ ...TESS, email: 'tess@example.com' });
      expect((await anybody.post('twitter/', tess)).answer).toEqual(EMAIL_TAKEN);
    });

    it('is not barred by an unverified second address of somebody else', async () => {
      const { application, provider, anybody } = await start();
      const alice = await addUser(application);
      await addAddress(application, alice, 'gina@example.com', false);
      expect((await anybody.post('github/', { access_token: provider.github.token(GINA) })).answer).toEqual(WITH_KEY);
    });

    it('tells the owner by mail under mandatory verification, if they have proven it', async () => {
      const { application, provider, anybody } = await start(MANDATORY);
      await addUser(application, { username: 'alice', email: 'gina@example.com' });
      await addUser(application, { username: 'bob', email: 'fiona@example.com', address: 'unverified' });
      await anybody.post('github/', { access_token: provider.github.token(GINA) });
      await anybody.post('facebook/', { access_token: provider.facebook.token(FIONA) });
      expect(await letters(application)).toEqual([{ to: 'gina@example.com', subject: EXISTS }]);
    });

    it('makes another user where addresses may be several users’', async () => {
      const { application, provider, anybody } = await start({ email: { unique: false } });
      await addUser(application, { username: 'alice', email: 'gina@example.com' });
      const reply = await anybody.post('github/', { access_token: provider.github.token(GINA) });
      expect((await anybody.as(reply.body.key).get('user/')).body).toMatchObject({
        username: 'gina',
        email: 'gina@example.com',
      });
    });
  });

  describe('where proven addresses link', () => {
    it('is the owner’s, whose password, credentials and resets are wiped', async () => {
      const { application, provider, anybody } = await start(LINKING, WITH_EMAILS);
      const alice = await addUser(application, { email: 'gina@example.com' });
      const former = await logIn(application);
      const browser = new Browser(application);
      await browser.post('login/', { username: 'alice', password: PASSWORD });
      const reset = await askForReset(application, 'gina@example.com');
      application.clock.advance(1);
      const reply = await anybody.post('github/', { access_token: provider.github.token(GINA) });
      expect(reply.answer).toEqual(WITH_KEY);
      expect((await anybody.as(reply.body.key).get('user/')).body).toMatchObject({ pk: alice.id, username: 'alice' });
      expect(await loginStatus(application, 'alice', PASSWORD)).toBe(400);
      expect((await anybody.as(former).get('user/')).status).toBe(401);
      expect((await browser.get('user/')).status).toBe(401);
      const confirmed = await anybody.post('password/reset/confirm/', {
        ...reset,
        new_password1: NEW_PASSWORD,
        new_password2: NEW_PASSWORD,
      });
      expect(confirmed.answer).toEqual([400, { token: ['Invalid value'] }]);
      const again = await anybody.post('github/', { access_token: provider.github.token(GINA) });
      expect(again.answer).toEqual(WITH_KEY);
    });

    it.each([
      ['here alone', false, 'verified'],
      ['there alone', true, 'unverified'],
    ] as const)('is nobody’s when it is proven %s', async (_, verified, address) => {
      const { application, provider, anybody } = await start(LINKING, WITH_EMAILS);
      await addUser(application, { email: 'gina@example.com', address });
      const before = await dumpOf(application.dataSource);
      const emails = [{ email: 'gina@example.com', primary: true, verified }];
      const access_token = provider.github.token(GINA, { emails });
      expect((await anybody.post('github/', { access_token })).answer).toEqual(EMAIL_TAKEN);
      expect(await dumpOf(application.dataSource)).toEqual(before);
      expect(await loginStatus(application, 'alice', PASSWORD)).toBe(200);
    });

    it('is refused to an inactive owner, and wipes nothing', async () => {
      const { application, provider, anybody } = await start(LINKING, WITH_EMAILS);
      await addUser(application, { email: 'gina@example.com', isActive: false });
      const before = await dumpOf(application.dataSource);
      expect((await anybody.post('github/', { access_token: provider.github.token(GINA) })).answer).toEqual(UNABLE);
      expect(await dumpOf(application.dataSource)).toEqual(before);
    });
  });

  describe('under mandatory verification', () => {
    it('makes the user, mails once, and gives credentials once the address is proven', async () => {
      const { application, provider, anybody } = await start(MANDATORY);
      const access_token = provider.facebook.token(FIONA);
      expect((await anybody.post('facebook/', { access_token })).answer).toEqual(NOT_VERIFIED);
      expect((await anybody.post('facebook/', { access_token })).answer).toEqual(NOT_VERIFIED);
      expect(await letters(application)).toEqual([{ to: 'fiona@example.com', subject: VERIFY }]);
      await anybody.post('registration/verify-email/', { key: await verificationKey(application) });
      expect((await anybody.post('facebook/', { access_token })).answer).toEqual(WITH_KEY);
    });

    it('refuses who brings no address, and leaves the identity to be connected', async () => {
      const { application, provider, anybody } = await start(MANDATORY);
      await addUser(application);
      const before = await dumpOf(application.dataSource);
      expect((await anybody.post('twitter/', provider.twitter.token(TESS))).answer).toEqual(NOT_VERIFIED);
      expect(await dumpOf(application.dataSource)).toEqual(before);
      const alice = anybody.as(await logIn(application));
      expect((await alice.post('twitter/connect/', provider.twitter.token(TESS))).answer).toEqual(WITH_KEY);
      const login = await anybody.post('twitter/', provider.twitter.token(TESS));
      expect((await anybody.as(login.body.key).get('user/')).body).toMatchObject({ username: 'alice' });
    });

    it('mails nobody at what merely looks like a proven address', async () => {
      const { application, provider, anybody } = await start(MANDATORY);
      await addUser(application);
      const access_token = provider.facebook.token({ ...FIONA, email: 'alıce@example.com' });
      expect((await anybody.post('facebook/', { access_token })).answer).toEqual(EMAIL_TAKEN);
      expect(await letters(application)).toEqual([]);
    });

    it('counts an address that GitHub does not prove as unproven', async () => {
      const { provider, anybody } = await start(MANDATORY, WITH_EMAILS);
      const emails = [{ email: 'gina@example.com', primary: true, verified: false }];
      const access_token = provider.github.token(GINA, { emails });
      expect((await anybody.post('github/', { access_token })).answer).toEqual(NOT_VERIFIED);
    });

    it('sets no cookie for somebody who may not be logged in', async () => {
      const { application, provider } = await start(MANDATORY);
      const reply = await new Client(application).post('facebook/', { access_token: provider.facebook.token(FIONA) });
      expect([reply.status, reply.cookies]).toEqual([400, {}]);
    });
  });

  describe('by a code', () => {
    it.each(['facebook', 'github'] as const)('of %s works once, with the callback URL of the options', async (name) => {
      const { provider, anybody } = await start();
      const code = provider[name].code({ ...FIONA, login: 'fiona' }, { redirectUri: CALLBACK_URL });
      const refused = [400, { non_field_errors: ['Failed to exchange code for access token'] }];
      expect((await anybody.post(`${name}/`, { code })).answer).toEqual(WITH_KEY);
      expect((await anybody.post(`${name}/`, { code })).answer).toEqual(refused);
    });

    it('of PKCE wants its verifier', async () => {
      const { provider, anybody } = await start();
      const code_verifier = 'a-verifier-of-at-least-forty-three-characters';
      const codeChallenge = createHash('sha256').update(code_verifier).digest('base64url');
      const refused = [400, { non_field_errors: ['Failed to exchange code for access token'] }];
      for (const name of ['facebook', 'github'] as const) {
        const code = provider[name].code({ id: name, login: name }, { redirectUri: CALLBACK_URL, codeChallenge });
        expect((await anybody.post(`${name}/`, { code })).answer).toEqual(refused);
        expect((await anybody.post(`${name}/`, { code, code_verifier: `${code_verifier}x` })).answer).toEqual(refused);
        expect((await anybody.post(`${name}/`, { code, code_verifier })).answer).toEqual(WITH_KEY);
      }
    });

    it('wants a verifier from everybody where the options do', async () => {
      const { provider, anybody } = await start({}, { github: { pkce: true } });
      const code = provider.github.code(GINA, { redirectUri: CALLBACK_URL });
      expect((await anybody.post('github/', { code })).answer).toEqual([
        400,
        { code_verifier: ['This field is required.'] },
      ]);
      expect(provider.requests).toEqual([]);
    });

    it('says what is missing where a mount takes none', async () => {
      const { provider, anybody } = await start({}, (made) => ({
        facebook: { accepts: ['access_token'] },
        github: { clients: [made.github.client], callbackUrl: null },
      }));
      const code = 'a-code';
      expect((await anybody.post('facebook/', { code })).body).toEqual({
        non_field_errors: ['Define client_class in view'],
      });
      expect((await anybody.post('github/', { code })).body).toEqual({
        non_field_errors: ['Define callback_url in view'],
      });
      expect(provider.requests).toEqual([]);
    });

    it('is looked at only where there is no token', async () => {
      const { provider, anybody } = await start();
      const both = { access_token: provider.github.token(GINA), code: 'nonsense' };
      expect((await anybody.post('github/', both)).answer).toEqual(WITH_KEY);
      expect(provider.requests.map(({ path }) => path)).not.toContain('/github/login/oauth/access_token');
    });

    it('is all that counts where tokens are not taken', async () => {
      const { provider, anybody } = await start({}, { github: { accepts: ['code'] } });
      expect((await anybody.post('github/', { access_token: provider.github.token(GINA) })).answer).toEqual([
        400,
        { non_field_errors: ['Incorrect input. access_token or code is required.'] },
      ]);
    });
  });

  describe('of several clients', () => {
    it('takes the tokens of each, and no other’s', async () => {
      const ios = { id: '2222', secret: 'the-secret-of-ios' };
      const { provider, anybody } = await start({}, (made) => {
        for (const name of ['facebook', 'github', 'twitter'] as const) {
          made[name].addClient(ios);
          made[name].addClient({ id: '666', secret: 'the-secret-of-a-stranger' });
        }
        return {
          facebook: { clients: [made.facebook.client, ios] },
          github: { clients: [made.github.client, ios] },
          twitter: { clients: [made.twitter.client, ios] },
        };
      });
      const post = async (client: string) => [
        (await anybody.post('facebook/', { access_token: provider.facebook.token(FIONA, { client }) })).status,
        (await anybody.post('github/', { access_token: provider.github.token(GINA, { client }) })).status,
        (await anybody.post('twitter/', provider.twitter.token(TESS, { client }))).status,
      ];
      expect(await post('2222')).toEqual([200, 200, 200]);
      expect(await post('666')).toEqual([400, 400, 400]);
    });

    it('bars no other’s tokens and codes by one whose secret is wrong, which is an outage of that one', async () => {
      const ios = { id: '2222', secret: 'the-secret-of-ios' };
      const old = ({ id }: { id: string }) => ({ id, secret: 'replaced-since' });
      const { provider, anybody } = await start({}, (made) => {
        for (const name of ['facebook', 'github', 'twitter'] as const) made[name].addClient(ios);
        return {
          facebook: { clients: [old(made.facebook.client), ios] },
          github: { clients: [old(made.github.client), ios] },
          twitter: { clients: [old(made.twitter.client), ios] },
        };
      });
      const { facebook, github, twitter } = provider;
      const client = '2222';
      const good = [
        await anybody.post('facebook/', { access_token: facebook.token(FIONA, { client }) }),
        await anybody.post('github/', { access_token: github.token(GINA, { client }) }),
        await anybody.post('twitter/', twitter.token(TESS, { client })),
      ];
      expect(good.map(({ status }) => status)).toEqual([200, 200, 200]);
      const redirectUri = CALLBACK_URL;
      const bad = [
        await anybody.post('facebook/', { access_token: facebook.token(FIONA) }),
        await anybody.post('facebook/', { code: facebook.code(FIONA, { redirectUri }) }),
        await anybody.post('github/', { access_token: github.token(GINA) }),
        await anybody.post('github/', { code: github.code(GINA, { redirectUri }) }),
      ];
      const outage = [503, { detail: 'Service temporarily unavailable, try again later.' }];
      expect(bad.map(({ answer }) => answer)).toEqual([outage, outage, outage, outage]);
    });

    it.each([
      ['facebook', '/facebook/debug_token', { error: { code: 4 } }, 503],
      ['facebook', '/facebook/debug_token', { error: { code: 100 } }, 400],
      ['facebook', '/facebook/debug_token', { error: { code: 100, is_transient: true } }, 503],
      ['facebook', '/facebook/me', { error: { code: 613 } }, 503],
      // That one is the user's own token.
      ['facebook', '/facebook/me', { error: { code: 190 } }, 400],
      ['twitter', '/twitter/1.1/account/verify_credentials.json', { errors: [{ code: 453 }] }, 503],
      ['twitter', '/twitter/1.1/account/verify_credentials.json', { errors: [{ code: 89 }] }, 400],
    ] as const)(
      'tells what %s says of itself or of us from what it says of a token: %s %j',
      async (name, path, body, status) => {
        const { provider, anybody } = await start();
        provider.answer('GET', path, { status: 403, body });
        const input =
          name === 'twitter' ? provider.twitter.token(TESS) : { access_token: provider.facebook.token(FIONA) };
        expect((await anybody.post(`${name}/`, input)).status).toBe(status);
      },
    );
  });

  describe('and the provider’s tokens', () => {
    it('are kept only where the host asks for it, and never readable', async () => {
      const { application, provider, anybody } = await start();
      const access_token = provider.github.token(GINA);
      const { body } = await anybody.post('github/', { access_token });
      const { pk } = (await anybody.as(body.key).get('user/')).body;
      expect(await application.app.get(SocialTokens, { strict: false }).find(pk, 'github')).toBeNull();
      expect(JSON.stringify(await dumpOf(application.dataSource))).not.toContain(access_token);
    });

    it('are the newest that came, for the host alone', async () => {
      const { application, provider, anybody } = await start({ socialLogin: { storeTokens: true } });
      const tokens = [provider.github.token(GINA), provider.github.token(GINA)];
      const { body } = await anybody.post('github/', { access_token: tokens[0] });
      const { pk } = (await anybody.as(body.key).get('user/')).body;
      const kept = application.app.get(SocialTokens, { strict: false });
      expect(await kept.find(pk, 'github')).toEqual({ accessToken: tokens[0] });
      await anybody.post('github/', { access_token: tokens[1] });
      expect(await kept.find(pk, 'github')).toEqual({ accessToken: tokens[1] });
      const tess = provider.twitter.token(TESS);
      await anybody.as(body.key).post('twitter/connect/', tess);
      expect(await kept.find(pk, 'twitter')).toEqual({
        accessToken: tess.access_token,
        tokenSecret: tess.token_secret,
      });
      expect(await kept.find(pk, 'facebook')).toBeNull();
      const dump = JSON.stringify(await dumpOf(application.dataSource));
      for (const secret of [...tokens, tess.access_token, tess.token_secret]) expect(dump).not.toContain(secret);
      const list = await anybody.as(body.key).get('socialaccounts/');
      expect(Object.keys(list.body[0])).toEqual(['id', 'provider', 'uid', 'last_login', 'date_joined']);
    });

    it('are nobody’s in another row', async () => {
      const { application, provider, anybody } = await start({ socialLogin: { storeTokens: true } });
      const gina = await anybody.post('github/', { access_token: provider.github.token(GINA) });
      await anybody.post('github/', { access_token: provider.github.token({ id: 43, login: 'mallory' }) });
      const { pk } = (await anybody.as(gina.body.key).get('user/')).body;
      const rows = await application.dataSource.query(
        `SELECT sealed_tokens FROM rest_auth_social_account WHERE uid = '43'`,
      );
      const [{ sealed_tokens: sealed }] = rows;
      await application.dataSource.query(
        `UPDATE rest_auth_social_account SET sealed_tokens = '${sealed}' WHERE uid = '42'`,
      );
      expect(await application.app.get(SocialTokens, { strict: false }).find(pk, 'github')).toBeNull();
    });
  });

  it('gives JSON Web Tokens where they are what a login gives, with cookies where they have names', async () => {
    const { application, provider } = await start({
      credentials: { issue: ['jwt'] },
      jwt: { accessCookieName: 'access', refreshCookieName: 'refresh' },
    });
    const browser = new Browser(application);
    const reply = await browser.post('github/', { access_token: provider.github.token(GINA) });
    expect(reply.answer).toEqual([
      200,
      { access: expect.any(String), refresh: '', user: expect.objectContaining({ username: 'gina' }) },
    ]);
    expect(Object.keys(reply.cookies).sort()).toEqual(['access', 'refresh']);
    expect((await browser.get('user/')).body).toMatchObject({ username: 'gina' });
  });

  it('to a page of a foreign origin gives no cookie, and nothing where there are cookies alone', async () => {
    const { provider, anybody } = await start();
    const foreign = { Origin: 'https://evil.test' };
    const reply = await anybody.post('github/', { access_token: provider.github.token(GINA) }, foreign);
    expect([reply.answer, reply.cookies]).toEqual([WITH_KEY, {}]);
    const other = await start({ credentials: { issue: ['session'] } });
    other.provider.forget();
    const refused = await other.anybody.post('github/', { access_token: other.provider.github.token(GINA) }, foreign);
    expect(refused.status).toBe(403);
    expect(other.provider.requests).toEqual([]);
  });

  it('keeps the identities of another server apart, by the name that the options give it', async () => {
    const { provider, anybody, application } = await start({}, { github: { providerId: 'github.corp' } });
    await anybody.post('github/', { access_token: provider.github.token(GINA) });
    const rows = await application.dataSource.query('SELECT provider, uid FROM rest_auth_social_account');
    expect(rows).toEqual([{ provider: 'github.corp', uid: '42' }]);
  });

  it('makes a user anew of an identity whose user was deleted', async () => {
    const { application, provider, anybody } = await start();
    const access_token = provider.github.token(GINA);
    const { body } = await anybody.post('github/', { access_token });
    const { pk } = (await anybody.as(body.key).get('user/')).body;
    await application.dataSource.query(`DELETE FROM app_user`);
    const again = await anybody.post('github/', { access_token });
    expect(again.answer).toEqual(WITH_KEY);
    expect((await anybody.as(again.body.key).get('user/')).body.pk).not.toBe(pk);
  });
});
