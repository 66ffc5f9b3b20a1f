import { randomBytes, scryptSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

import { TypeOrmModule } from '@nestjs/typeorm';

import { ask, KEY, PASSWORD, register, registration, seen } from '../support/host.js';
import { GINA } from '../support/social-site.js';
import { ALICE, INCORRECT, logged, type RecipeRun } from './recipe.js';
import { STORE_RECIPES } from './store-recipes.js';

const LOGIN = { username: 'alice', password: PASSWORD };
const BREACHED = 'Wonder-land8';
const LOGGED_IN = [200, { key: KEY }];

// What the recipes declare: functions that a host has.
Object.assign(globalThis, {
  isBreached: async (password: string) => password === BREACHED,
  bindToDirectory: async (username: string, password: string) =>
    username === 'alice' && password === 'of the directory',
  hasSecondFactor: async (userId: number) => userId === 1,
});

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

/** By the name of the port; one that is missing fails the spec. */
export const PORT_RECIPES: Readonly<Record<string, RecipeRun>> = {
  ...STORE_RECIPES,

  unitOfWork: {
    act: (host) => logged('Transactions', () => register(host, 'alice')),
    expected: [expect.stringMatching(/^\d+ ms Transactions$/)],
  },
  passwordHasher: {
    act: async (host) => {
      await register(host, 'alice');
      const salt = randomBytes(8).toString('hex');
      const old = `old$${salt}$${scryptSync('of old', salt, 64).toString('hex')}`;
      await host.dataSource.query('UPDATE users SET password = ?', [old]);
      const login = (password: string): [string, object] => ['POST login', { username: 'alice', password }];
      const answers = await ask(host, login(PASSWORD), login('of old'), login('of old'));
      const [{ password }] = await host.dataSource.query('SELECT password FROM users');
      return [answers, password];
    },
    expected: [[INCORRECT, LOGGED_IN, LOGGED_IN], expect.stringMatching(/^\$argon2id\$/)],
  },
  passwordPolicy: {
    act: (host) =>
      ask(
        host,
        ['POST registration', registration('alice', { password1: BREACHED, password2: BREACHED })],
        ['POST registration', registration('alice', { password1: '123', password2: '123' })],
        ['POST registration', registration('alice')],
      ),
    expected: [
      [400, { password1: ['This password has appeared in a data breach.'] }],
      [
        400,
        {
          password1: [
            'This password is too short. It must contain at least 8 characters.',
            'This password is too common.',
            'This password is entirely numeric.',
          ],
        },
      ],
      [201, { key: KEY }],
    ],
  },
  passwordAuthenticator: {
    act: async (host) => {
      await register(host, 'alice');
      return ask(
        host,
        ['POST login', LOGIN],
        ['POST login', { username: 'alice', password: 'of the directory' }],
        ['POST login', { username: 'bob', password: 'of the directory' }],
      );
    },
    expected: [INCORRECT, LOGGED_IN, INCORRECT],
  },
  loginPolicy: {
    act: async (host) => {
      await register(host, 'alice').catch(() => null);
      await register(host, 'bob');
      return ask(host, ['POST login', LOGIN], ['POST login', { ...LOGIN, username: 'bob' }]);
    },
    expected: [[202, { detail: 'Enter your code.', next: '/second-factor' }], LOGGED_IN],
  },
  registrationStrategy: {
    given: async ({ files }) => ({
      entities: [...Object.values(await files.load('src/team.entity.ts'))],
      options: { dto: { register: await files.classOf('docs/customising.md', 'CompanyRegisterDto') } },
    }),
    act: async (host) => [
      await ask(host, ['POST registration', registration('alice', { company: 'ACME' })]),
      await host.dataSource.query('SELECT name, ownerId FROM teams'),
    ],
    expected: [[[201, { key: KEY }]], [{ name: 'ACME', ownerId: 1 }]],
  },
  socialRegistrationStrategy: {
    given: async ({ files, social }) => ({
      entities: [...Object.values(await files.load('src/team.entity.ts'))],
      options: social.options(),
    }),
    act: async (host, { social: { provider } }) => [
      await ask(host, ['POST github', { access_token: provider.github.token(GINA) }]),
      await host.dataSource.query('SELECT name, ownerId FROM teams'),
    ],
    expected: [[LOGGED_IN], [{ name: 'gina of github', ownerId: 1 }]],
  },
  socialClientStore: {
    given: async ({ files, social }) => {
      const row = await files.classOf('docs/customising.md', 'SocialClientRow');
      const imports = [TypeOrmModule.forFeature([row])];
      return { entities: [row], options: { ...social.options({ github: { clients: [] } }), imports } };
    },
    act: async (host, { social: { provider } }) => {
      const login = { access_token: provider.github.token(GINA) };
      const before = await ask(host, ['POST github', login]);
      const { id, secret } = provider.github.client;
      await host.dataSource.query('INSERT INTO social_clients (id, mount, secret) VALUES (?, ?, ?)', [
        id,
        'github',
        secret,
      ]);
      return [...before, ...(await ask(host, ['POST github', login]))];
    },
    expected: [[503, { detail: 'Service temporarily unavailable, try again later.' }], LOGGED_IN],
  },
  userPresenter: {
    act: async (host) => {
      const key = await register(host, 'alice');
      return ask(
        host,
        ['PATCH user', { first_name: 'Alice', last_name: 'Liddell' }, key],
        ['GET user', undefined, key],
      );
    },
    expected: [1, 2].map(() => [200, { id: 1, username: 'alice', name: 'Alice Liddell' }]),
  },
  credentialPresenter: {
    act: (host) => ask(host, ['POST registration', registration('alice')], ['POST login', LOGIN]),
    expected: [201, 200].map((status) => [status, { key: KEY, user: { pk: 1, username: 'alice' } }]),
  },
  tokenCreator: {
    act: async (host) => {
      const { body } = await host.agent.post('/dj-rest-auth/registration/').send(registration('alice'));
      return [body, await ask(host, ['GET user', undefined, body.key])];
    },
    expected: [{ key: expect.stringMatching(/^app_[0-9a-f]{40}$/) }, [[200, ALICE]]],
  },
  tokenClaims: {
    given: () => ({ options: { credentials: { issue: ['jwt'] } } }),
    act: async (host) => {
      await host.agent.post('/dj-rest-auth/registration/').send(registration('alice'));
      const of = async (headers: Record<string, string>) => {
        const { body } = await host.agent.post('/dj-rest-auth/login/').set(headers).send(LOGIN);
        const { name, tenant } = claimsOf(body.access);
        return { name, tenant };
      };
      return [await of({ 'X-Tenant': 'acme' }), await of({})];
    },
    expected: [
      { name: 'alice', tenant: 'acme' },
      { name: 'alice', tenant: null },
    ],
  },
  mailer: {
    act: async (host) => {
      const taken: unknown[] = [];
      // Down for the first mail, and up for the next.
      const service = createServer((request, response) => {
        void text(request).then((body) => {
          taken.push([request.method, JSON.parse(body).to, JSON.parse(body).subject]);
          response.writeHead(taken.length === 1 ? 503 : 202).end();
        });
      }).listen(0, '127.0.0.1');
      await once(service, 'listening');
      const address = service.address();
      process.env['MAIL_SERVICE'] = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/send`;
      try {
        await register(host, 'alice');
        await host.mails();
        host.clock.advance(60);
        await host.mails();
        await host.mails();
        return taken;
      } finally {
        service.close();
        service.closeAllConnections();
        delete process.env['MAIL_SERVICE'];
      }
    },
    expected: [1, 2].map(() => ['POST', 'alice@example.com', '[example.com] Please Confirm Your Email Address']),
  },
  linkBuilder: {
    act: async (host) => {
      await register(host, 'alice');
      await ask(host, ['POST password/reset', { email: 'alice@example.com' }]);
      return (await host.mails()).map(({ text }) => /https:\S+/.exec(text)?.[0]);
    },
    expected: [
      expect.stringMatching(/^https:\/\/app\.example\/#\/confirm\?key=\S{20,}$/),
      expect.stringMatching(/^https:\/\/app\.example\/#\/reset\?uid=\w+&token=\S{20,}$/),
    ],
  },
  messageCatalogue: {
    act: async (host) => {
      const login = (languages: string, body: object) =>
        host.agent.post('/dj-rest-auth/login/').set('Accept-Language', languages).send(body).then(seen);
      return [await login('fr, de-CH;q=0.8', {}), await login('en, de;q=0.8', {}), await login('de', LOGIN)];
    },
    expected: [
      [400, { password: ['Dieses Feld ist erforderlich.'] }],
      [400, { password: ['This field is required.'] }],
      // What it has no German for.
      INCORRECT,
    ],
  },
  clock: {
    act: async (host, { files }) => {
      const { ShiftedClock } = await files.load<{ ShiftedClock: { shiftMilliseconds: number } }>(
        'src/shifted.clock.ts',
      );
      const joined = async () =>
        (await host.dataSource.query('SELECT MAX(created_at) AS at FROM rest_auth_token'))[0].at;
      await register(host, 'alice');
      const before = await joined();
      ShiftedClock.shiftMilliseconds = 86_400_000;
      await register(host, 'bob');
      ShiftedClock.shiftMilliseconds = 0;
      return Math.floor(((await joined()) - before) / 86_400_000);
    },
    expected: 1,
  },
  events: {
    act: async (host) =>
      logged('Accounts', async () => {
        const key = await register(host, 'alice');
        const mail = (await host.mails()).at(-1)?.text ?? '';
        const confirmation = /confirm-email\/([^/\s]+)/.exec(mail)?.[1];
        await ask(host, ['POST registration/verify-email', { key: confirmation }], ['POST logout', {}, key]);
      }),
    expected: ['1: registered', '1 has proven alice@example.com', '1: logged_out'].map((line) => `${line} Accounts`),
  },
};
