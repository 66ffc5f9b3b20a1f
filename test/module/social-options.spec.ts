import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  FacebookProvider,
  GitHubProvider,
  RestAuthModule,
  type RestAuthAsyncOptions,
  type RestAuthOptions,
  RestAuthOptionsError,
  type SocialAppSettings,
  type SocialClient,
  SocialClientStore,
  SocialProvider,
  TwitterProvider,
} from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import { REQUIRED, restAuth, seen, SilentMailer, startHost, withHost } from '../support/host.js';
import { GINA } from '../support/social-site.js';
import { User } from '../support/test-user.js';

/** Options as a host without a type checker might give them. */
type Loose = Record<string, unknown>;

const CLIENT = { id: 'client', secret: 'secret' };

/** A site with one provider and no problem, but for what is changed of `social`. */
function mountedAs(mount: string, social: Loose = {}): Loose {
  return {
    social: { providers: { [mount]: GitHubProvider }, ...social },
    socialLogin: { apps: { [mount]: { clients: [CLIENT] } } },
  };
}

/** The same, but for what is changed of its app there. */
function github(app: Loose): Loose {
  return {
    social: { providers: { github: GitHubProvider } },
    socialLogin: { apps: { github: { clients: [CLIENT], ...app } } },
  };
}

const given = (changes: Loose) => ({ ...REQUIRED, ports: { mailer: SilentMailer }, ...changes }) as RestAuthOptions;

/** The same as structure and a factory for the rest. */
function givenAsync(changes: Loose): RestAuthAsyncOptions {
  const { user, ports, social, tables, path, registration, ...values } = given(changes);
  return { user, ports, social, tables, path, registration, useFactory: () => values } as RestAuthAsyncOptions;
}

/** What boot says to the options, however they are given. */
async function problemsOf(changes: Loose): Promise<readonly string[]> {
  const problems = await problemsIn(async () => {
    RestAuthModule.forRoot(given(changes));
  });
  const sameLater = await problemsIn(async () => {
    @Module({ imports: [RestAuthModule.forRootAsync(givenAsync(changes))] })
    class AppModule {}

    await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  });
  expect(sameLater).toEqual(problems);
  return problems;
}

async function problemsIn(boot: () => Promise<void>): Promise<readonly string[]> {
  const error: unknown = await boot().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RestAuthOptionsError)) throw new Error('Nothing was said of the options.', { cause: error });
  expect(error.message).toBe(
    ['RestAuthModule cannot start:', ...error.problems.map((text, index) => `  ${index + 1}. ${text}`)].join('\n'),
  );
  return error.problems;
}

/** That nothing is wrong with the options. */
function isFine(changes: Loose): void {
  RestAuthModule.forRoot(given(changes));
}

describe('social that cannot work', () => {
  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'github'],
    ['a list', [GitHubProvider]],
    ['no providers', {}],
    ['none of them', { providers: {} }],
    ['a list of them', { providers: [GitHubProvider] }],
    ['a text for them', { providers: 'github' }],
  ])('is %s', async (_, social) => {
    expect(await problemsOf({ social })).toEqual([
      '`social.providers` is missing: name a provider by its path, as in `{ github: GitHubProvider }`.',
    ]);
  });

  it('has a key that there is not', async () => {
    expect(await problemsOf(mountedAs('github', { accounts: 'accounts' }))).toEqual([
      '`social.accounts` is no option: remove it, or use one of providers, accountsPath.',
    ]);
  });

  it.each(['', '/github', 'github/', 'git//hub', 'git hub', ':provider', '*', 'gïthub'])(
    'mounts a provider at the path "%s"',
    async (path) => {
      expect(await problemsOf(mountedAs(path))).toEqual([
        `\`social.providers\` has the path "${path}": use path parts without a slash at either end, as in "github".`,
      ]);
    },
  );

  it.each(['login', 'logout', 'User', 'password', 'registration/github', 'token/github', 'jwks', 'logins/github'])(
    'mounts a provider at %s, in the way of another endpoint',
    async (path) => {
      expect(await problemsOf(mountedAs(path))).toEqual([
        `\`social.providers.${path}\` would stand in the way of another endpoint: mount it elsewhere.`,
      ]);
    },
  );

  it('mounts a provider where another is connected', async () => {
    const apps = { github: { clients: [CLIENT] }, 'github/connect': { clients: [CLIENT] } };
    const social = { providers: { github: GitHubProvider, 'github/connect': GitHubProvider } };
    expect(await problemsOf({ social, socialLogin: { apps } })).toEqual([
      '`social.providers.github/connect` would stand in the way of another endpoint: mount it elsewhere.',
    ]);
  });

  it.each<[string, unknown]>([
    ['a name', 'github'],
    ['nothing', undefined],
    ['a class of another kind', User],
    ['the base of all providers', SocialProvider],
    ['an instance', new GitHubProvider()],
    ['a function that makes one', () => new GitHubProvider()],
  ])('mounts %s for a provider', async (_, type) => {
    expect(await problemsOf({ ...github({}), social: { providers: { github: type } } })).toEqual([
      '`social.providers.github` is no class that extends SocialProvider: give it one, as in GitHubProvider.',
    ]);
  });

  it.each(['', '/', '//accounts', 'accounts/', 'my accounts', 'accounts/:id'])(
    'lists accounts at "%s"',
    async (accountsPath) => {
      expect(await problemsOf(mountedAs('github', { accountsPath }))).toEqual([
        `\`social.accountsPath\` is "${accountsPath}": use path parts, as in "socialaccounts" or "/socialaccounts".`,
      ]);
    },
  );

  it.each([
    ['user', 'dj-rest-auth'],
    ['LOGINS', 'dj-rest-auth'],
    ['/dj-rest-auth/jwks', 'dj-rest-auth'],
    ['/api/auth/user', 'api/auth'],
    ['github', 'dj-rest-auth'],
    ['GitHub/connect', 'dj-rest-auth'],
    ['/dj-rest-auth/github', 'dj-rest-auth'],
  ])('lists accounts at %s where the rest is at %s, in the way of another endpoint', async (accountsPath, path) => {
    expect(await problemsOf({ ...mountedAs('github', { accountsPath }), path })).toEqual([
      `\`social.accountsPath\` is "${accountsPath}", where another endpoint is: use another path.`,
    ]);
  });

  it('lists accounts at no path', async () => {
    expect([
      await problemsOf(mountedAs('github', { accountsPath: 42 })),
      await problemsOf(mountedAs('github', { accountsPath: null })),
    ]).toEqual([
      ['`social.accountsPath` is a number: give it a text, as in "socialaccounts".'],
      ['`social.accountsPath` is nothing: give it a text, as in "socialaccounts".'],
    ]);
  });
});

describe('social that works', () => {
  it.each(['github', 'GitHub', 'oauth/github', 'git.hub_~-2', 'socialaccounts/github', 'connect'])(
    'mounts a provider at %s',
    (path) => isFine(mountedAs(path)),
  );

  it.each(['accounts', '/accounts', '/user', 'user/accounts', 'github/accounts', '/github'])(
    'lists accounts at %s',
    (accountsPath) => isFine(mountedAs('github', { accountsPath })),
  );
});

describe('socialLogin that cannot work', () => {
  const clientsMissing = (mount: string) =>
    `\`socialLogin.apps.${mount}.clients\` is missing: give it the id and the secret of your application there.`;

  it('has no clients, or none at all', async () => {
    const { social } = github({});
    expect([
      await problemsOf({ social }),
      await problemsOf({ social, socialLogin: {} }),
      await problemsOf({ social, socialLogin: { apps: {} } }),
      await problemsOf({ social, socialLogin: { apps: { github: undefined } } }),
      await problemsOf(github({ clients: undefined })),
      await problemsOf(github({ clients: [] })),
    ]).toEqual(Array.from({ length: 6 }, () => [clientsMissing('github')]));
  });

  it('has no clients of some providers', async () => {
    const providers = { facebook: FacebookProvider, github: GitHubProvider, x: TwitterProvider };
    const { socialLogin } = github({});
    expect(await problemsOf({ social: { providers }, socialLogin })).toEqual([
      clientsMissing('facebook'),
      clientsMissing('x'),
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'client:secret'],
    ['an empty object', {}],
    ['no secret', { id: 'client' }],
    ['no id', { secret: 'secret' }],
    ['an empty secret', { id: 'client', secret: '' }],
    ['an empty id', { id: '', secret: 'secret' }],
    ['a number for an id', { id: 4711, secret: 'secret' }],
  ])('has a client that is or has %s', async (_, client) => {
    expect(await problemsOf(github({ clients: [CLIENT, client] }))).toEqual([
      '`socialLogin.apps.github.clients[1]` wants an `id` and a `secret`, both texts that are not empty.',
    ]);
  });

  it('has an app of a provider that is not mounted, be it that none is', async () => {
    const facebook = { clients: [CLIENT] };
    const apps = { facebook, github: { clients: [CLIENT] } };
    const notMounted = (mount: string) =>
      `\`socialLogin.apps.${mount}\` belongs to no provider: mount one by \`social.providers.${mount}\`.`;
    expect([
      await problemsOf({ ...github({}), socialLogin: { apps } }),
      await problemsOf({ socialLogin: { apps } }),
    ]).toEqual([[notMounted('facebook')], [notMounted('facebook'), notMounted('github')]]);
  });

  it.each<[string, Loose, string]>([
    [
      'an unknown key of an app',
      github({ client: CLIENT }),
      '`socialLogin.apps.github.client` is no option: remove it, or use one of clients, callbackUrl, scope, endpoints, accepts, pkce, providerId.',
    ],
    [
      'a text for an app',
      { ...github({}), socialLogin: { apps: { github: 'client:secret' } } },
      '`socialLogin.apps.github` is a text: give it an object, as in `{ clients: […] }`.',
    ],
    [
      'a list for an app',
      { ...github({}), socialLogin: { apps: { github: [CLIENT] } } },
      '`socialLogin.apps.github` is a list: give it an object, as in `{ clients: […] }`.',
    ],
    [
      'one client for a list',
      github({ clients: 'client:secret' }),
      '`socialLogin.apps.github.clients` is a text: give it a list.',
    ],
    [
      'one scope for a list',
      github({ scope: 'user:email' }),
      '`socialLogin.apps.github.scope` is a text: give it a list.',
    ],
    [
      'one word for a list',
      github({ accepts: 'code' }),
      '`socialLogin.apps.github.accepts` is a text: give it a list.',
    ],
    [
      'nothing that a login may bring',
      github({ accepts: [] }),
      '`socialLogin.apps.github.accepts` is empty, so that nobody could log in by it: name access_token, code or both.',
    ],
    [
      'something else that a login may bring',
      github({ accepts: ['code', 'id_token'] }),
      '`socialLogin.apps.github.accepts` has "id_token": use access_token, code.',
    ],
    [
      'one address for all endpoints',
      github({ endpoints: 'https://github.example' }),
      '`socialLogin.apps.github.endpoints` is a text: give it an object of addresses.',
    ],
    [
      'a text for a choice',
      github({ pkce: 'false' }),
      '`socialLogin.apps.github.pkce` is a text: give it true or false.',
    ],
    [
      'addresses turned off',
      { ...github({}), registration: false, email: { addresses: false } },
      '`email.addresses` is off, and social logins keep addresses: leave it on, or leave `social` out.',
    ],
    [
      'tokens to keep in a table that has no place for them',
      {
        ...github({}),
        tables: { socialAccount: { layout: 'django' } },
        socialLogin: { apps: { github: { clients: [CLIENT] } }, storeTokens: true },
      },
      '`socialLogin.storeTokens` is on, and `tables.socialAccount` has the layout of Django, which has no place for them: turn it off, or keep accounts in a table of the module’s own.',
    ],
    [
      'an unknown way to link',
      { socialLogin: { emailLinking: 'always' } },
      '`socialLogin.emailLinking` has "always": use never, verified.',
    ],
    [
      'no time',
      { socialLogin: { timeoutSeconds: 0 } },
      '`socialLogin.timeoutSeconds` is 0: use a whole number above 0.',
    ],
    [
      'half a byte',
      { socialLogin: { maxAnswerBytes: 0.5 } },
      '`socialLogin.maxAnswerBytes` is 0.5: use a whole number above 0.',
    ],
    [
      'a text for a number',
      { socialLogin: { concurrency: '50' } },
      '`socialLogin.concurrency` is 50: use a whole number above 0.',
    ],
    [
      'an unknown key',
      { socialLogin: { timeout: 5 } },
      '`socialLogin.timeout` is no option: remove it, or use one of apps, registration, emailLinking, storeTokens, timeoutSeconds, maxAnswerBytes, concurrency.',
    ],
  ])('has %s', async (_, changes, problem) => {
    expect(await problemsOf(changes)).toEqual([problem]);
  });

  it.each<[unknown, string]>([
    ['http://github.example/api/v3', '"http://github.example/api/v3"'],
    ['http://127.0.0.1.example', '"http://127.0.0.1.example"'],
    ['http://localhost.example', '"http://localhost.example"'],
    ['http://10.0.0.1', '"http://10.0.0.1"'],
    ['http://169.254.169.254', '"http://169.254.169.254"'],
    ['http://[::2]', '"http://[::2]"'],
    ['https://github.example/', '"https://github.example/"'],
    ['https://github.example?x=1', '"https://github.example?…"'],
    ['https://github.example#x', '"https://github.example#…"'],
    ['https://user:password@github.example', '"https://…@github.example"'],
    ['https://user:pass/word@github.example', '"https://…@github.example"'],
    ['https://user:p@ssword@github.example', '"https://…@github.example"'],
    ['//github.example', '"//github.example"'],
    ['github.example', '"github.example"'],
    ['ftp://github.example', '"ftp://github.example"'],
    ['javascript:alert(1)', '"javascript:alert(1)"'],
    ['', '""'],
    [42, 'a number'],
    [null, 'nothing'],
  ])('sends secrets to %j', async (api, shown) => {
    expect(await problemsOf(github({ endpoints: { api } }))).toEqual([
      `\`socialLogin.apps.github.endpoints.api\` is ${shown}: give it a whole address that begins with https:// and has no slash at its end (http:// is for this machine alone).`,
    ]);
  });

  it.each<[unknown, string]>([
    ['/callback', '"/callback"'],
    ['app.example/callback', '"app.example/callback"'],
    ['', '""'],
    [42, 'a number'],
    [['https://app.example/callback'], 'a list'],
  ])('has codes sent to %j', async (callbackUrl, shown) => {
    expect(await problemsOf(github({ callbackUrl }))).toEqual([
      `\`socialLogin.apps.github.callbackUrl\` is ${shown}: give it the whole address that is registered at the provider.`,
    ]);
  });

  it('has no object for its apps', async () => {
    expect([
      await problemsOf({ socialLogin: { apps: null } }),
      await problemsOf({ socialLogin: { apps: [CLIENT] } }),
    ]).toEqual([
      [expect.stringMatching(/^`socialLogin\.apps` is nothing: give it /)],
      [expect.stringMatching(/^`socialLogin\.apps` is a list: give it /)],
    ]);
  });

  it('is told with all that is wrong besides, in one error', async () => {
    expect(
      await problemsOf({
        ...github({ clients: [{}], accepts: ['id_token'], endpoints: { web: 'http://a.test' }, callbackUrl: 'b' }),
        secret: 'short',
      }),
    ).toEqual([
      '`secret` has 5 bytes: give it at least 32, for instance the output of `openssl rand -base64 48`.',
      '`socialLogin.apps.github.accepts` has "id_token": use access_token, code.',
      '`socialLogin.apps.github.clients[0]` wants an `id` and a `secret`, both texts that are not empty.',
      '`socialLogin.apps.github.callbackUrl` is "b": give it the whole address that is registered at the provider.',
      '`socialLogin.apps.github.endpoints.web` is "http://a.test": give it a whole address that begins with https:// and has no slash at its end (http:// is for this machine alone).',
    ]);
    // `forRootAsync` cannot know the values yet; `forRoot` can.
    const both = { ...mountedAs('login', { accountsPath: 'a/' }), socialLogin: {} };
    expect(await problemsIn(async () => void RestAuthModule.forRoot(given(both)))).toEqual([
      '`social.providers.login` would stand in the way of another endpoint: mount it elsewhere.',
      '`social.accountsPath` is "a/": use path parts, as in "socialaccounts" or "/socialaccounts".',
      clientsMissing('login'),
    ]);
  });
});

describe('socialLogin that works', () => {
  it.each([
    'https://github.example',
    'https://github.example:8443/api/v3',
    'https://10.0.0.1',
    'http://localhost:3000/github',
    'http://127.0.0.1:3000',
    'http://127.8.7.6',
    'http://[::1]:3000',
  ])('asks %s', (api) => isFine(github({ endpoints: { api, web: undefined } })));

  it.each([null, undefined, 'https://app.example/callback', 'http://localhost:3000/', 'com.example.app:/callback'])(
    'has codes sent to %s',
    (callbackUrl) => isFine(github({ callbackUrl })),
  );

  it('needs no clients where a store of the host’s has them', () => {
    class Store extends SocialClientStore {
      override async find(): Promise<readonly SocialClient[]> {
        return [CLIENT];
      }
    }
    const { social } = github({});
    isFine({ social, ports: { mailer: SilentMailer, socialClientStore: Store } });
  });
});

describe('mounts', () => {
  const servers = { web: 'https://github.example', api: 'https://github.example/api/v3' };
  const two = (first: SocialAppSettings, second: SocialAppSettings): Loose => ({
    social: { providers: { github: GitHubProvider, corp: GitHubProvider } },
    socialLogin: { apps: { github: { clients: [CLIENT], ...first }, corp: { clients: [CLIENT], ...second } } },
  });

  /** What boot says once it has the providers, however the options are given: null if it boots. */
  async function problemsOnceBooting(changes: Loose): Promise<readonly string[] | null> {
    const [problems, sameLater] = [
      await problemsOfBoot(restAuth(changes)),
      await problemsOfBoot(RestAuthModule.forRootAsync(givenAsync(changes))),
    ];
    expect(sameLater).toEqual(problems);
    return problems;
  }

  async function problemsOfBoot(module: DynamicModule): Promise<readonly string[] | null> {
    try {
      await (await startHost({ imports: [module] })).close();
      return null;
    } catch (error) {
      if (!(error instanceof RestAuthOptionsError)) throw error;
      return error.problems;
    }
  }

  it('of two servers under one name are refused, with endpoints that nobody asks', async () => {
    const changes = two({ endpoints: { graph: 'https://github.example' } }, { endpoints: servers });
    expect(await problemsOnceBooting(changes)).toEqual([
      '`socialLogin.apps.github.endpoints.graph` is no option: remove it, or use one of web, api.',
      '`socialLogin.apps.github` and `socialLogin.apps.corp` ask different servers under one name: give one of them a `providerId` of its own, or both the same where their users are the same.',
    ]);
  });

  it.each<[string, unknown, string]>([
    ['empty', '', ''],
    ['with a blank', 'git hub', 'git hub'],
    ['with a line break', 'git\nhub', 'git\nhub'],
    ['of 201 characters', 'x'.repeat(201), 'x'.repeat(201)],
    ['of other letters', 'gïthub', 'gïthub'],
    ['that is a number', 42, '42'],
  ])('keep no identities under a name %s', async (_, providerId, shown) => {
    expect(await problemsOnceBooting(github({ providerId }))).toEqual([
      `\`socialLogin.apps.github\` would keep identities under the name "${shown}": give it a \`providerId\` of 1 to 200 characters without blanks, as in "github".`,
    ]);
  });

  it.each<[string, Loose]>([
    ['each has a name of its own', two({}, { endpoints: servers, providerId: 'x'.repeat(200) })],
    [
      'one name is given to both',
      two(
        { providerId: 'corp', endpoints: { api: 'https://old.example' } },
        { endpoints: servers, providerId: 'corp' },
      ),
    ],
  ])('of two servers boot where %s', async (_, changes) => {
    expect(await problemsOnceBooting(changes)).toBeNull();
  });
});

describe('one provider that is mounted twice', () => {
  it('has its own clients and callback at each, and one user for one identity', async () => {
    const provider = await FakeSocialProvider.start();
    provider.github.addClient({ id: 'mobile', secret: 'mobile-secret' });
    const { client } = provider.github;
    const endpoints = provider.endpoints.github;
    const options: Partial<RestAuthOptions<User>> = {
      social: { providers: { github: GitHubProvider, 'mobile/github': GitHubProvider } },
      socialLogin: {
        apps: {
          github: { clients: [client], callbackUrl: 'https://app.test/web', endpoints },
          'mobile/github': {
            clients: [{ id: 'mobile', secret: 'mobile-secret' }],
            callbackUrl: 'com.example.app:/callback',
            endpoints,
            accepts: ['code'],
          },
        },
      },
    };
    try {
      await withHost(options, async ({ agent }) => {
        const post = (path: string, body: object) => agent.post(`/dj-rest-auth/${path}/`).send(body);
        const web = () => provider.github.code(GINA, { redirectUri: 'https://app.test/web' });
        const mobile = () => provider.github.code(GINA, { redirectUri: 'com.example.app:/callback', client: 'mobile' });
        const refused = [400, { non_field_errors: ['Failed to exchange code for access token'] }];
        const byWeb = await post('github', { code: web() });
        const byMobile = await post('mobile/github', { code: mobile() });
        const strangers = [
          await post('github', { code: mobile() }),
          await post('mobile/github', { code: web() }),
          await post('mobile/github', { access_token: provider.github.token(GINA, { client: 'mobile' }) }),
          await post('github', { access_token: provider.github.token(GINA, { client: 'mobile' }) }),
        ];
        expect(strangers.map(seen)).toEqual([
          refused,
          refused,
          [400, { non_field_errors: ['Incorrect input. access_token or code is required.'] }],
          [400, { non_field_errors: ['Incorrect value'] }],
        ]);
        const users = [];
        for (const { body: login } of [byWeb, byMobile]) {
          const { body } = await agent.get('/dj-rest-auth/user/').set('Authorization', `Token ${login.key}`);
          users.push([body.pk, body.username]);
        }
        const accounts = await agent
          .get('/dj-rest-auth/socialaccounts/')
          .set('Authorization', `Token ${byWeb.body.key}`);
        expect([users, accounts.body]).toEqual([
          [
            [1, 'gina'],
            [1, 'gina'],
          ],
          [{ id: 1, provider: 'github', uid: '42', last_login: expect.any(String), date_joined: expect.any(String) }],
        ]);
      });
    } finally {
      await provider.stop();
    }
  });
});

describe('without social', () => {
  it('there is none of its endpoints, and no provider is made', async () => {
    await withHost({}, async ({ agent, app }) => {
      const answers = [
        ...(await Promise.all(
          ['facebook', 'github', 'twitter', 'github/connect', 'socialaccounts/1/disconnect'].map((path) =>
            agent.post(`/dj-rest-auth/${path}/`).send({ access_token: 'token' }),
          ),
        )),
        await agent.get('/dj-rest-auth/socialaccounts/'),
        await agent.get('/socialaccounts/'),
      ];
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
      for (const type of [FacebookProvider, GitHubProvider, TwitterProvider]) {
        expect(() => app.get(type, { strict: false })).toThrow('could not find');
      }
    });
  });
});
