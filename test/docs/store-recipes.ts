import { ask, KEY, PASSWORD, register, registration } from '../support/host.js';
import { Browser } from '../support/client.js';
import { FIONA, GINA } from '../support/social-site.js';
import { ALICE, countOf, INCORRECT, linkOf, logged, NEW_PASSWORD, type RecipeRun } from './recipe.js';

const LOGIN = { username: 'alice', password: PASSWORD };
const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
const CHANGED = [200, { detail: 'New password has been saved.' }];
const VOID_TOKEN = [401, { detail: 'Token is invalid or expired', code: 'token_not_valid' }];

/** Where a store of a page keeps what it is given, our table stays empty. */
export const STORE_RECIPES: Readonly<Record<string, RecipeRun>> = {
  userStore: {
    act: async (host) => {
      const key = await register(host, 'alice');
      return ask(
        host,
        ['POST registration', registration('ALICE')],
        ['PATCH user', { first_name: 'A.' }, key],
        ['POST password/change', NEW, key],
        ['POST login', { username: 'alice', password: NEW_PASSWORD }],
      );
    },
    expected: [
      [400, { username: ['A user with that username already exists.'] }],
      [200, { ...ALICE, first_name: 'A.' }],
      CHANGED,
      [200, { key: KEY }],
    ],
  },
  emailAddressStore: {
    given: () => ({ options: { email: { verification: 'mandatory' } } }),
    act: async (host) => [
      await ask(host, ['POST registration', registration('alice')], ['POST login', LOGIN]),
      await countOf(host, 'rest_auth_email_address'),
    ],
    expected: [
      [
        [201, { detail: 'Verification e-mail sent.' }],
        // It was not followed.
        [200, { key: KEY }],
      ],
      0,
    ],
  },
  tokenStore: {
    act: async (host) => {
      const key = await register(host, 'alice');
      const answers = await ask(
        host,
        ['GET user', undefined, key],
        ['POST logout', {}, key],
        ['GET user', undefined, key],
      );
      return [answers, await countOf(host, 'rest_auth_token')];
    },
    expected: [
      [
        [200, ALICE],
        [200, { detail: 'Successfully logged out.' }],
        [401, { detail: 'Invalid token.' }],
      ],
      0,
    ],
  },
  refreshFamilyStore: {
    given: () => ({ options: { credentials: { issue: ['jwt'] }, jwt: { rotateRefreshTokens: true } } }),
    act: async (host) => {
      const { body } = await host.agent.post('/dj-rest-auth/registration/').send(registration('alice'));
      const refresh = { refresh: body.refresh };
      const renewed = await host.agent.post('/dj-rest-auth/token/refresh/').send(refresh);
      host.clock.advance(3600);
      return [
        renewed.status,
        // Who comes with a used one ends the family.
        await ask(host, ['POST token/refresh', refresh], ['POST token/refresh', { refresh: renewed.body.refresh }]),
        await countOf(host, 'rest_auth_refresh_family'),
      ];
    },
    expected: [200, [VOID_TOKEN, VOID_TOKEN], 0],
  },
  sessionStore: {
    given: () => ({ options: { credentials: { issue: ['session'] } } }),
    act: async (host) => {
      const browser = new Browser(host);
      await browser.post('registration/', registration('alice'));
      const answers = [(await browser.get('user/')).answer, (await browser.copy().get('user/')).answer];
      const thief = browser.copy();
      answers.push((await browser.post('logout/')).answer, (await thief.get('user/')).answer);
      return [answers, await countOf(host, 'rest_auth_session')];
    },
    expected: [
      [
        [200, ALICE],
        [200, ALICE],
        [200, { detail: 'Successfully logged out.' }],
        [403, { detail: 'Authentication credentials were not provided.' }],
      ],
      0,
    ],
  },
  passwordResetStore: {
    act: async (host) => {
      await register(host, 'alice');
      await ask(host, ['POST password/reset', { email: 'alice@example.com' }]);
      const [uid, token] = (await linkOf(host)).slice(-2);
      const confirm = { ...NEW, uid, token };
      return [
        await ask(host, ['POST password/reset/confirm', confirm], ['POST password/reset/confirm', confirm]),
        await countOf(host, 'rest_auth_password_reset'),
      ];
    },
    expected: [
      [
        [200, { detail: 'Password has been reset with the new password.' }],
        [400, { token: ['Invalid value'] }],
      ],
      0,
    ],
  },
  outboxStore: {
    act: async (host) => {
      await register(host, 'alice');
      return [(await host.mails()).map(({ to }) => to), await countOf(host, 'rest_auth_mail_outbox')];
    },
    expected: [['alice@example.com'], 0],
  },
  socialAccountStore: {
    given: ({ social }) => ({ options: social.options() }),
    act: async (host, { social: { provider } }) => {
      const facebook = { access_token: provider.facebook.token(FIONA) };
      const { body } = await host.agent.post('/dj-rest-auth/facebook/').send(facebook);
      return [
        await ask(
          host,
          ['POST github/connect', { access_token: provider.github.token(GINA) }, body.key],
          ['POST facebook', facebook],
          ['POST socialaccounts/1/disconnect', {}, body.key],
          ['POST socialaccounts/2/disconnect', {}, body.key],
        ),
        await countOf(host, 'rest_auth_social_account'),
      ];
    },
    expected: [
      [
        [200, { key: KEY }],
        [200, { key: KEY }],
        [200, {}],
        [400, { non_field_errors: ['Your account has no password set up.'] }],
      ],
      0,
    ],
  },
  loginFailureStore: {
    given: () => ({ options: { throttling: { rates: { loginFailuresByAccount: '2/hour' } } } }),
    act: async (host) => {
      // Not of alice, whose address is known once she has registered: a stranger's failures do not keep her out.
      const guess: [string, object] = ['POST login', { ...LOGIN, username: 'bob' }];
      const answers = await ask(host, guess, guess, guess);
      host.clock.advance(3600);
      return [...answers, ...(await ask(host, guess)), await countOf(host, 'rest_auth_login_failure')];
    },
    expected: [
      INCORRECT,
      INCORRECT,
      [429, { detail: 'Request was throttled. Expected available in 3600 seconds.' }],
      INCORRECT,
      0,
    ],
  },
  throttleStore: {
    given: () => ({ options: { throttling: { rates: { login: '1/min' } } } }),
    act: (host) => logged('Throttling', () => ask(host, ['POST login', LOGIN], ['POST login', LOGIN])),
    expected: ['login: 1 are enough Throttling'],
  },
};
