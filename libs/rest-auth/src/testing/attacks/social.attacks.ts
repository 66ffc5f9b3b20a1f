import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import type { RestAuthOptions } from '../../rest-auth.options.js';
import type { SocialAppSettings } from '../../rest-auth.settings.js';
import type { Answer } from './answer.js';
import type { Attack, AttackGroup } from './attack.js';
import { EVERY_PROFILE } from './attack-needs.js';
import type { AttackedSite } from './attacked-site.js';
import { CALLBACK_URL } from './profile-options.js';
import type { Person } from './person.js';
import type { Visitor } from './visitor.js';

type Told = readonly [status: number, body: unknown];

/** A request to log in by a provider. */
type SocialAttempt = readonly [path: string, json: object];

const EVIL = 'https://evil.test';

// Somebody at each provider, in that provider's own words.
const FIONA = {
  id: '1001',
  name: 'Fiona Field',
  first_name: 'Fiona',
  last_name: 'Field',
  email: 'fiona@example.test',
};
const GINA = { id: 42, login: 'gina', name: 'Gina Git', email: 'gina@example.test' };
const TESS = { id: 77, id_str: '77', screen_name: 'tess', name: 'Tess Tweet' };

/** An application of the attacker's, where somebody has logged in. */
const OTHER_APP = { id: 'other-app', secret: 'the-secret-of-another-application' };

const INCORRECT = refusal('Incorrect value');
const NO_ACCESS = refusal('No access to private resources at "api.twitter.com".');
const CODE_REFUSED = refusal('Failed to exchange code for access token');
const INPUT_MISSING = refusal('Incorrect input. access_token or code is required.');
const EMAIL_TAKEN = refusal('User is already registered with this e-mail address.');
const CLOSED = refusal('Sign up is currently closed.');
const NOT_FOUND: Told = [404, { detail: 'Not found.' }];
const UNAVAILABLE: Told = [503, { detail: 'Service temporarily unavailable, try again later.' }];

/** Without it GitHub does not say which addresses are proven. */
const WITH_EMAILS: Partial<Record<'github', SocialAppSettings>> = { github: { scope: ['user:email'] } };

/** A proven address here is enough for a link, if it is proven there. */
const LINKING: RestAuthOptions['socialLogin'] = { emailLinking: 'verified' };

export const SOCIAL_ATTACKS: AttackGroup = {
  'SOC-01': {
    title: 'A Facebook token that was issued to another application',
    severity: 'critical',
    attempt: async (site) => {
      const { facebook } = site.provider;
      await site.addAlice();
      facebook.addClient(OTHER_APP);
      await isRefused(site, ['facebook/', { access_token: facebook.token(FIONA, { client: OTHER_APP.id }) }]);
      const [asked, ...more] = site.provider.requests;
      assert.equal(asked?.path, '/facebook/debug_token');
      assert.equal(asked.query['access_token'], `${facebook.client.id}|${facebook.client.secret}`);
      assert.deepEqual(more, [], 'nobody was to be asked for a profile');
    },
  },

  'SOC-02': {
    title: 'A GitHub token that was issued to another application',
    severity: 'critical',
    attempt: async (site) => {
      const { github } = site.provider;
      await site.addAlice();
      github.addClient(OTHER_APP);
      await isRefused(site, ['github/', { access_token: github.token(GINA, { client: OTHER_APP.id }) }]);
      assert.deepEqual(pathsAsked(site), [`/github-api/applications/${github.client.id}/token`]);
    },
  },

  'SOC-03': {
    title: 'Tokens of GitHub that no application was given',
    severity: 'critical',
    attempt: async (site) => {
      await site.addAlice();
      for (const access_token of ['ghp_xxx', 'github_pat_xxx', 'ghs_xxx', 'ghr_xxx', 'garbage']) {
        await isRefused(site, ['github/', { access_token }]);
      }
    },
  },

  'SOC-04': {
    title: 'A Twitter token that was issued to another application, and one with a guessed secret',
    severity: 'critical',
    attempt: async (site) => {
      const { twitter } = site.provider;
      await site.addAlice();
      twitter.addClient(OTHER_APP);
      await isRefused(site, ['twitter/', twitter.token(TESS, { client: OTHER_APP.id })], NO_ACCESS);
      await isRefused(site, ['twitter/', { ...twitter.token(TESS), token_secret: 'guessed' }], NO_ACCESS);
    },
  },

  'SOC-05': {
    title: 'A token of one person that opens the profile of another',
    severity: 'high',
    attempt: async (site) => {
      const { facebook, github } = site.provider;
      await site.addAlice();
      await isRefused(site, ['facebook/', { access_token: facebook.token(FIONA, { debug: { user_id: '1' } }) }]);
      site.provider.answer('GET', '/github-api/user', { status: 200, body: { ...GINA, id: 43 } });
      await isRefused(site, ['github/', { access_token: github.token(GINA) }]);
    },
  },

  'SOC-06': {
    title: 'A Facebook token that is void, of a page, of an application, or of which nothing is told',
    severity: 'high',
    apps: { facebook: { clients: [{ id: '123', secret: 'of-one-two-three' }] } },
    attempt: async (site) => {
      const { facebook } = site.provider;
      await site.addAlice();
      facebook.addClient({ id: '123', secret: 'of-one-two-three' });
      const token = (debug: object) =>
        facebook.token(FIONA, { client: '123', isValid: true, debug: Object.fromEntries(Object.entries(debug)) });
      const voids = [
        { is_valid: false },
        { is_valid: 'true' },
        { expires_at: 1 },
        { type: 'PAGE' },
        { type: 'APP' },
        { type: undefined },
        { app_id: 123 },
        { app_id: '0123' },
        { app_id: undefined },
      ];
      for (const debug of voids) await isRefused(site, ['facebook/', { access_token: token(debug) }]);
      // What Facebook never says is an outage of its, and no word about the token.
      const nobodys = await site.unchangedBy(() =>
        ask(site.visitor(), ['facebook/', { access_token: token({ user_id: undefined }) }]),
      );
      nobodys.equals(...UNAVAILABLE);
      // The same token, were it a good one.
      (await ask(site.visitor(), ['facebook/', { access_token: token({}) }])).is(200);
      site.provider.answer('GET', '/facebook/debug_token', { status: 200, body: {} });
      await isRefused(site, ['facebook/', { access_token: token({}) }]);
    },
  },

  'SOC-07': {
    title: 'Somebody else’s address in a profile, unproven there',
    severity: 'critical',
    apps: WITH_EMAILS,
    attempt: async (site) => {
      await site.addAlice();
      await isRefused(site, withEmail(site, 'alice@example.test', false), EMAIL_TAKEN);
    },
  },

  'SOC-08': {
    title: 'Somebody else’s address in a profile, proven there',
    severity: 'critical',
    apps: WITH_EMAILS,
    attempt: async (site) => {
      await site.addAlice();
      await isRefused(site, withEmail(site, 'alice@example.test', true), EMAIL_TAKEN);
    },
  },

  'SOC-08b': {
    title: 'Linking by an address that only one side has proven',
    severity: 'critical',
    options: { socialLogin: LINKING },
    apps: WITH_EMAILS,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const bob = await site.addPerson('bob', { verified: false });
      await isRefused(site, withEmail(site, alice.email, false), EMAIL_TAKEN);
      await isRefused(site, withEmail(site, bob.email, true), EMAIL_TAKEN);
      // Both have. Who set the password may be another, so that it goes.
      site.mayChange(alice, 'password');
      const answer = (await ask(site.visitor(), withEmail(site, alice.email, true))).is(200);
      assert.equal(answer.member('user.username'), 'alice');
      assert.equal(await site.loginStatus('alice', alice.password), 400);
    },
  },

  'SOC-09': {
    title: 'Registering with a victim’s address before they come by a provider',
    severity: 'critical',
    options: { email: { verification: 'mandatory', unique: true }, socialLogin: LINKING },
    apps: WITH_EMAILS,
    attempt: async (site) => {
      const mallory = site.visitor();
      const squat = { username: 'squat', password: 'of-mallory-alone-31' };
      const { password: password1 } = squat;
      (
        await mallory.post('registration/', {
          username: 'squat',
          email: GINA.email,
          password1,
          password2: password1,
        })
      ).is(201);
      await isRefused(site, withEmail(site, GINA.email, true), EMAIL_TAKEN);
      // The victim follows the link in the mail, and so proves what Mallory has claimed.
      (await mallory.post('registration/verify-email/', { key: await site.verificationKey() })).is(200);
      const before = await site.logIn(squat);
      site.clock.advance(1);
      const victim = (await ask(site.visitor(), withEmail(site, GINA.email, true))).is(200);
      assert.equal(victim.member('user.username'), 'squat');
      assert.equal(await site.loginStatus('squat', squat.password), 400);
      (await before.get('user/')).is(401);
      (await mallory.post('token/refresh/', { refresh: before.given('refresh') })).is(401);
    },
  },

  'SOC-10': {
    title: 'Somebody else’s address in another letter case or Unicode form',
    severity: 'high',
    apps: WITH_EMAILS,
    attempt: async (site) => {
      const { facebook } = site.provider;
      await site.addAlice();
      const spellings = [
        'ALICE@EXAMPLE.TEST',
        'alıce@example.test',
        'alice@EXAMPLE.test',
        'alice＠example.test',
        'ａlice@example.test',
      ];
      for (const email of spellings) {
        await isRefused(site, withEmail(site, email, true), EMAIL_TAKEN);
        await isRefused(site, ['facebook/', { access_token: facebook.token({ ...FIONA, email }) }], EMAIL_TAKEN);
      }
    },
  },

  'SOC-12': {
    title: 'One uid at two providers',
    severity: 'high',
    attempt: async (site) => {
      const { facebook, github } = site.provider;
      await site.addAlice({ social: { provider: 'facebook', uid: '42' } });
      const visitor = site.visitor();
      const byGithub = await ask(visitor, ['github/', { access_token: github.token({ id: 42, login: 'gina' }) }]);
      assert.equal(byGithub.is(200).member('user.username'), 'gina');
      const byFacebook = await ask(visitor, ['facebook/', { access_token: facebook.token({ ...FIONA, id: '42' }) }]);
      assert.equal(byFacebook.is(200).member('user.username'), 'alice');
    },
  },

  'SOC-13': {
    title: 'A uid that JavaScript rounds to somebody else’s',
    severity: 'critical',
    attempt: async (site) => {
      // As a number the two are one.
      await site.addAlice({ social: { provider: 'twitter', uid: '1234567890123456800' } });
      const tess = { ...TESS, id: 1234567890123456800, id_str: '1234567890123456789' };
      const answer = await ask(site.visitor(), ['twitter/', site.provider.twitter.token(tess)]);
      assert.equal(answer.is(200).member('user.username'), 'tess');
      const [account] = await accountsOf(bearing(site, answer));
      assert.equal(account?.uid, '1234567890123456789');
      await isOutage(site, ['twitter/', site.provider.twitter.token({ ...tess, id_str: undefined })]);
    },
  },

  'SOC-14': {
    title: 'A code that was sent to another address than ours',
    severity: 'high',
    attempt: async (site) => {
      await site.addAlice();
      const code = site.provider.github.code(GINA, { redirectUri: EVIL });
      await isRefused(site, ['github/', { code }], CODE_REFUSED);
      await isRefused(site, ['github/', { code, callback_url: EVIL, redirect_uri: EVIL }], CODE_REFUSED);
    },
  },

  'SOC-15': {
    title: 'A code of the attacker’s, posted by the victim’s browser',
    severity: 'critical',
    profiles: ['jwt-cookie', 'session'],
    apps: { github: { pkce: true } },
    attempt: async (site) => {
      const alice = await site.logIn(await site.addAlice());
      const codeChallenge = createHash('sha256').update('of-the-attackers-own').digest('base64url');
      const code = site.provider.github.code(GINA, { redirectUri: CALLBACK_URL, codeChallenge });
      const foreign = await site.unchangedBy(() =>
        alice.post('github/connect/', { code, code_verifier: 'of-the-attackers-own' }, { Origin: EVIL }),
      );
      foreign.equals(403, {
        detail: `CSRF Failed: Origin checking failed - ${EVIL} does not match any trusted origins.`,
      });
      assert.deepEqual(pathsAsked(site), [], 'no provider was to be asked for a foreign page');
      // On a page of ours the code fits no verifier that this browser has made.
      const ours = { Origin: site.origin() };
      const connect = (more: object) =>
        site.unchangedBy(() => alice.post('github/connect/', { code, state: 'wrong', ...more }, ours));
      (await connect({ code_verifier: 'of-alices-own' })).equals(...CODE_REFUSED);
      (await connect({})).equals(400, { code_verifier: ['This field is required.'] });
    },
  },

  'SOC-15b': {
    title: 'Logging a victim’s browser in as the attacker, by a foreign page',
    severity: 'critical',
    profiles: ['jwt-cookie', 'session'],
    attempt: async (site) => {
      const browser = site.visitor();
      const code = site.provider.github.code(GINA, { redirectUri: CALLBACK_URL });
      const answer = await browser.post('github/', { code }, { Origin: EVIL });
      assert.deepEqual([...answer.cookies], [], 'no cookie was to be set');
      if (site.profile === 'session') {
        answer.is(403);
        assert.deepEqual(pathsAsked(site), [], 'no provider was to be asked for a foreign page');
      } else answer.is(200, 403);
      assert.ok([401, 403].includes((await browser.get('user/')).status));
    },
  },

  'SOC-16': {
    title: 'A code of one provider at another’s endpoint',
    severity: 'high',
    attempt: async (site) => {
      const { facebook, github } = site.provider;
      await site.addAlice();
      const code = github.code(GINA, { redirectUri: CALLBACK_URL });
      await isRefused(site, ['facebook/', { code }], CODE_REFUSED);
      assert.deepEqual(pathsAsked(site), ['/facebook/oauth/access_token']);
      site.provider.forget();
      await isRefused(site, ['github/', { code: facebook.code(FIONA, { redirectUri: CALLBACK_URL }) }], CODE_REFUSED);
      assert.deepEqual(pathsAsked(site), ['/github/login/oauth/access_token']);
    },
  },

  'SOC-17': {
    title: 'A callback URL of the client’s own',
    severity: 'high',
    attempt: async (site) => {
      const code = site.provider.github.code(GINA, { redirectUri: CALLBACK_URL });
      (await ask(site.visitor(), ['github/', { code, callback_url: EVIL, redirect_uri: EVIL }])).is(200);
      const exchange = site.provider.requests.find(({ path }) => path === '/github/login/oauth/access_token');
      assert.equal(exchange?.form['redirect_uri'], CALLBACK_URL);
      assert.ok(!JSON.stringify(site.provider.requests).includes('evil.test'));
    },
  },

  'SOC-20': {
    title: 'A crowd that waits for a provider that hangs',
    severity: 'high',
    options: { socialLogin: { concurrency: 20, timeoutSeconds: 60 } },
    attempt: async (site) => {
      const { provider } = site;
      const alice = await site.addAlice();
      const usual = await slowestLogin(site, alice);
      provider.misbehave('github-api', 'hang');
      const answers: Answer[] = [];
      let allButThoseWhoHang = (): void => undefined;
      const areShed = new Promise<void>((resolve) => (allButThoseWhoHang = resolve));
      const crowd = Promise.allSettled(
        Array.from({ length: 300 }, async (_, index) => {
          answers.push(await ask(site.visitor(), ['github/', { access_token: `x${String(index)}` }]));
          if (answers.length === 280) allButThoseWhoHang();
        }),
      );
      try {
        assert.equal(await site.loginStatus('alice', alice.password), 200);
        await Promise.race([areShed, crowd]);
        const meanwhile = await slowestLogin(site, alice);
        assert.equal(answers.length, 280, 'twenty were to wait, and all others to be sent away at once');
        // A login that waits for any of those who hang would take a minute. The second is for machines that do other things besides.
        const most = Math.max(2 * usual, 1000);
        assert.ok(
          meanwhile <= most,
          `a login was to take no longer than ${String(most)} ms, and not ${String(meanwhile)}`,
        );
        assert.ok(provider.mostAtOnce <= 20, `${String(provider.mostAtOnce)} were asked at once`);
      } finally {
        // Breaks off what hangs.
        await provider.stop();
        await crowd;
      }
      assert.equal(answers.length, 300);
      for (const answer of answers) {
        answer.equals(...UNAVAILABLE);
        assert.equal(answer.header('retry-after'), '5');
      }
    },
  },

  'SOC-21': {
    title: 'Connecting an identity that is another user’s',
    severity: 'high',
    profiles: EVERY_PROFILE,
    attempt: async (site) => {
      const alice = await site.logIn(await site.addAlice());
      const bob = await site.logIn(await site.addPerson('bob', { social: { provider: 'github', uid: '42' } }));
      const json = { access_token: site.provider.github.token(GINA) };
      const answer = await isRefused(
        site,
        ['github/connect/', json],
        refusal('The social account is already connected to a different account.'),
        alice,
      );
      assert.deepEqual([...answer.cookies], []);
      assert.equal((await alice.get('user/')).is(200).member('username'), 'alice');
      assert.deepEqual((await alice.get('socialaccounts/')).body, []);
      assert.deepEqual(
        (await accountsOf(bob)).map(({ provider, uid }) => [provider, uid]),
        [['github', '42']],
      );
    },
  },

  'SOC-23': {
    title: 'Disconnecting the last way to log in',
    severity: 'critical',
    attempt: async (site) => {
      await site.addPerson('sam', { password: null, social: { provider: 'github', uid: '42' } });
      const access_token = site.provider.github.token(GINA);
      const sam = bearing(site, (await ask(site.visitor(), ['github/', { access_token }])).is(200));
      const [account] = await accountsOf(sam);
      await isRefused(
        site,
        [`socialaccounts/${String(account?.id)}/disconnect/`, {}],
        refusal('Your account has no password set up.'),
        sam,
      );
    },
  },

  'SOC-24': {
    title: 'Disconnecting somebody else’s identity, and one that is not there',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.logIn(await site.addAlice());
      const bob = await site.logIn(await site.addPerson('bob', { social: { provider: 'github', uid: '42' } }));
      const [account] = await accountsOf(bob);
      const disconnect = (id: unknown) =>
        isRefused(site, [`socialaccounts/${String(id)}/disconnect/`, {}], NOT_FOUND, alice);
      assert.ok(account);
      const [theirs, nobodys] = [await disconnect(account.id), await disconnect(999_999)];
      assert.deepEqual(theirs.lasting, nobodys.lasting);
    },
  },

  'SOC-25': {
    title: 'What a list of one’s identities shows',
    severity: 'medium',
    // So that there are tokens to be shown.
    options: { socialLogin: { storeTokens: true } },
    attempt: async (site) => {
      const alice = await site.logIn(await site.addAlice());
      const bob = await site.addPerson('bob', { social: { provider: 'github', uid: '43' } });
      const access_token = site.provider.github.token(GINA);
      (await alice.post('github/connect/', { access_token })).is(200);
      const pk = String(bob.id);
      for (const query of [
        '',
        `?user=${pk}`,
        `?user_id=${pk}&provider=github`,
        `?user__id=${pk}`,
        '?fields=sealed_tokens',
      ]) {
        const list = await alice.get(`socialaccounts/${query}`);
        assert.ok(!list.is(200).text.includes(access_token));
        const accounts = rowsOf(list);
        assert.deepEqual(
          accounts.map(({ provider, uid }) => [provider, uid]),
          [['github', '42']],
        );
        assert.deepEqual(
          accounts.map((account) => Object.keys(account).sort()),
          [['date_joined', 'id', 'last_login', 'provider', 'uid']],
        );
      }
    },
  },

  'SOC-28': {
    title: 'A token and a code at once, neither, and blanks',
    severity: 'medium',
    attempt: async (site) => {
      await site.addAlice();
      const blanks = [
        {},
        { access_token: '', code: '' },
        { access_token: ' ', code: '\t' },
        { access_token: '' },
        { code: '' },
        { id_token: 'x' },
      ];
      for (const json of blanks) await isRefused(site, ['github/', json], INPUT_MISSING);
      const both = { access_token: site.provider.github.token(GINA), code: 'c' };
      const answer = (await ask(site.visitor(), ['github/', both])).is(200);
      assert.equal(answer.member('user.username'), 'gina');
      assert.ok(
        pathsAsked(site).every((path) => path.startsWith('/github-api/')),
        'the code was to be left alone',
      );
    },
  },

  'SOC-29': closedRegistration('that has no endpoint', { registration: false }),

  'SOC-29b': closedRegistration('to providers', { socialLogin: { registration: false } }),

  'SOC-29c': {
    title: 'Coming by a provider without the proof of an address that is mandatory',
    severity: 'medium',
    options: { email: { verification: 'mandatory' } },
    apps: WITH_EMAILS,
    attempt: async (site) => {
      const attempt = withEmail(site, GINA.email, false);
      const answers = [await ask(site.visitor(), attempt), await ask(site.visitor(), attempt)];
      for (const answer of answers) {
        answer.equals(...refusal('E-mail is not verified.'));
        assert.deepEqual([...answer.cookies], []);
      }
      const mails = await site.mails();
      assert.ok(mails.length > 0, 'the owner was to be asked');
      assert.deepEqual(new Set(mails.map(({ to }) => to)), new Set([GINA.email]));
    },
  },

  'SOC-30': {
    title: 'An identity that is none',
    severity: 'high',
    attempt: async (site) => {
      await site.addAlice({ social: { provider: 'twitter', uid: '0' } });
      const ids = [
        undefined,
        null,
        '',
        ' ',
        true,
        {},
        ['42'],
        1.5,
        2 ** 53,
        -(2 ** 60),
        'a b',
        'é',
        'x'.repeat(192),
        'a\n',
      ];
      for (const id of ids) {
        await isOutage(site, ['twitter/', site.provider.twitter.token({ ...TESS, id, id_str: undefined })]);
      }
    },
  },
};

function refusal(text: string): Told {
  return [400, { non_field_errors: [text] }];
}

/** With an outage of the provider's as an answer like any other. */
function ask(visitor: Visitor, [path, json]: SocialAttempt): Promise<Answer> {
  return visitor.send('POST', path, { json, outages: [503] });
}

/** What is refused, in that way, leaves every row as it is, and logs nobody in. */
async function isRefused(
  site: AttackedSite,
  attempt: SocialAttempt,
  told: Told = INCORRECT,
  visitor: Visitor = site.visitor(),
): Promise<Answer> {
  const answer = await site.unchangedBy(() => ask(visitor, attempt));
  return answer.equals(...told);
}

/** The same where it is the provider who is not to be understood. */
async function isOutage(site: AttackedSite, attempt: SocialAttempt): Promise<void> {
  const answer = await isRefused(site, attempt, UNAVAILABLE);
  assert.equal(answer.header('retry-after'), '5');
}

/** Gina with an address at GitHub. */
function withEmail({ provider }: AttackedSite, email: string, verified: boolean): SocialAttempt {
  const emails = [{ email, primary: true, verified }];
  return ['github/', { access_token: provider.github.token({ ...GINA, email }, { emails }) }];
}

/** The paths that providers were asked, in order. */
function pathsAsked({ provider }: AttackedSite): string[] {
  return provider.requests.map(({ path }) => path);
}

/** Whoever an answer gives an access token. */
function bearing(site: AttackedSite, answer: Answer): Visitor {
  return site.visitor({ Authorization: `Bearer ${answer.string('access')}` });
}

/** Whoever comes by a provider for the first time, where nobody may register. */
function closedRegistration(what: string, options: Partial<RestAuthOptions>): Attack {
  return {
    title: `Coming by a provider where registration is closed: one ${what}`,
    severity: 'medium',
    options,
    attempt: async (site) => {
      const { github, facebook } = site.provider;
      await site.addAlice({ social: { provider: 'github', uid: '42' } });
      await isRefused(site, ['facebook/', { access_token: facebook.token(FIONA) }], CLOSED);
      await isRefused(site, ['github/', { access_token: github.token({ id: 43, login: 'new' }) }], CLOSED);
      const known = await ask(site.visitor(), ['github/', { access_token: github.token(GINA) }]);
      assert.equal(known.is(200).member('user.username'), 'alice');
    },
  };
}

interface ListedAccount {
  readonly id: unknown;
  readonly provider: unknown;
  readonly uid: unknown;
}

async function accountsOf(visitor: Visitor): Promise<ListedAccount[]> {
  return rowsOf((await visitor.get('socialaccounts/')).is(200));
}

function rowsOf({ body, text }: Answer): ListedAccount[] {
  assert.ok(Array.isArray(body), `a list was to be answered, and not ${text}`);
  return body.map((row: unknown) => {
    assert.ok(typeof row === 'object' && row !== null && 'id' in row && 'provider' in row && 'uid' in row);
    return row;
  });
}

/** How many milliseconds the slowest of ten logins takes. */
async function slowestLogin(site: AttackedSite, { username, password }: Person): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    const start = performance.now();
    assert.equal(await site.loginStatus(username, password), 200);
    times.push(performance.now() - start);
  }
  return Math.round(Math.max(...times));
}
