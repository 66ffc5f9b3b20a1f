import { Module, RequestMethod, VersioningType } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { RestAuthModule, type RestAuthOptions } from 'nestjs-rest-auth';

import { type Host, REQUIRED, restAuth, startHost, withHost } from '../support/host.js';
import { socialHosts } from '../support/social-host.js';
import type { User } from '../support/test-user.js';
import { documentOf, operationsOf, problemsOf, requestOf, VERSIONS } from './document.js';

const social = socialHosts();

type Options = Partial<RestAuthOptions<User>>;

const JWT: Options = {
  credentials: { issue: ['jwt'] },
  jwt: { accessCookieName: 'access', refreshCookieName: 'refresh' },
};

const SETS: [string, () => Options][] = [
  ['no options', () => ({ logout: { onGet: true } })],
  ['JSON Web Tokens', () => ({ ...JWT, logout: { onGet: true } })],
  [
    'sessions alone, without registration',
    () => ({ credentials: { issue: ['session'] }, registration: false, logout: { onGet: true } }),
  ],
  [
    'everything',
    () => ({
      credentials: { issue: ['jwt', 'token', 'session'] },
      preset: 'hardened',
      jwt: { ...JWT.jwt, deliveryHeader: 'X-Token-Delivery', returnExpiration: true, csrfOnUnauthenticated: true },
      activeLogins: true,
      logout: { onGet: true },
      ...social.options(),
    }),
  ],
];

interface ExpressLayer {
  route?: { path: string; methods: Record<string, boolean>; stack: { handle: object }[] };
}

/** What Nest has registered with Express and is ours, in the words of a document. */
function registeredIn({ app }: Host): string[] {
  const { router } = app.getHttpAdapter().getInstance() as { router: { stack: ExpressLayer[] } };
  return router.stack
    .flatMap(({ route }) =>
      route?.stack.some(({ handle }) => Reflect.hasMetadata('rest-auth:endpoint-route', handle)) ? [route] : [],
    )
    .flatMap(({ path, methods }) => {
      const [method, ...others] = Object.keys(methods);
      // What takes every method refuses those that are left.
      return method === undefined || others.length > 0 ? [] : [`${method} ${path.replace(/:(\w+)/g, '{$1}')}`];
    });
}

function idsOf(host: Host): (string | undefined)[] {
  return Object.values(operationsOf(documentOf(host.app))).map(({ operationId }) => operationId);
}

describe.each(SETS)('with %s', (_, options) => {
  it('exactly the routes that Nest has are described, whole', async () => {
    const host = await startHost({ imports: [restAuth(options())], adapter: new ExpressAdapter() });
    const operations = operationsOf(documentOf(host.app));
    const registered = registeredIn(host);
    await host.close();
    expect(Object.keys(operations).sort()).toEqual(registered.sort());
    for (const operation of Object.values(operations)) {
      expect(operation).toMatchObject({
        summary: expect.stringMatching(/./),
        operationId: expect.stringMatching(/^[a-z]+DjRestAuth\w+$/),
        tags: ['dj-rest-auth'],
        security: expect.any(Array),
      });
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['406', '500', '503']));
    }
  });

  it.each(VERSIONS)('the document is one of OpenAPI %s', (version) =>
    withHost(options(), async (host) => {
      expect(await problemsOf(documentOf(host.app, version))).toEqual([]);
    }),
  );
});

describe('the operations follow the options', () => {
  const listed = (options: Options) =>
    withHost(options, async ({ app }) =>
      Object.keys(operationsOf(documentOf(app))).map((name) => name.replace('/dj-rest-auth', '')),
    );

  it('tokens of JSON are refreshed where there are any', async () => {
    const jwt = ['post /token/verify', 'post /token/refresh', 'get /jwks'];
    expect(await listed(JWT)).toEqual(expect.arrayContaining(jwt));
    const operations = await listed({});
    expect(operations.filter((name) => jwt.includes(name))).toEqual([]);
  });

  it('without registration there is none', async () => {
    expect((await listed({})).filter((name) => name.includes('registration'))).toHaveLength(5);
    expect((await listed({ registration: false })).filter((name) => name.includes('registration'))).toEqual([]);
  });

  it('a logout by GET is there where it is one', async () => {
    expect(await listed({})).not.toContain('get /logout');
    expect(await listed({ logout: { onGet: true } })).toContain('get /logout');
  });

  it('logins are listed where they are', async () => {
    const logins = ['get /logins', 'delete /logins', 'delete /logins/{id}'];
    expect(await listed({ activeLogins: true })).toEqual(expect.arrayContaining(logins));
  });

  it('each mounted provider has its two, and accounts are where they are mounted', async () => {
    const { social: structure, ...more } = social.options();
    const operations = await listed({
      ...more,
      social: { providers: structure?.providers ?? {}, accountsPath: '/accounts' },
    });
    expect(operations.filter((name) => /facebook|github|twitter|accounts/.test(name))).toEqual([
      'post /facebook',
      'post /facebook/connect',
      'post /github',
      'post /github/connect',
      'post /twitter',
      'post /twitter/connect',
      'get /accounts',
      'post /accounts/{id}/disconnect',
    ]);
  });

  it('what a provider asks for is what is sent to it', () =>
    withHost(social.options(), async ({ app }) => {
      const document = documentOf(app);
      const properties = ['github/connect', 'twitter'].map((path) =>
        Object.keys(requestOf(document, `post /dj-rest-auth/${path}`)['properties'] as object),
      );
      expect(properties).toEqual([
        ['access_token', 'code', 'code_verifier'],
        ['access_token', 'token_secret'],
      ]);
    }));

  it('whose values come later, too', async () => {
    const module = RestAuthModule.forRootAsync({
      user: REQUIRED.user,
      useFactory: async () => ({
        secret: REQUIRED.secret,
        links: REQUIRED.links,
        mail: REQUIRED.mail,
        password: { oldPasswordRequired: true },
      }),
    });
    const host = await startHost({ imports: [module] });
    expect(requestOf(documentOf(host.app), 'post /dj-rest-auth/password/change')['required']).toContain('old_password');
    await host.close();
  });
});

describe('the operations stand', () => {
  it('under the names of their own instance', async () => {
    const host = await startHost({
      imports: [
        restAuth({ path: 'auth', credentials: { issue: ['token'] } }),
        restAuth({
          path: 'staff/auth',
          credentials: { issue: ['session'] },
          sessions: { cookieName: 'staffid' },
          registration: false,
        }),
      ],
    });
    const document = documentOf(host.app);
    const operations = operationsOf(document);
    expect(await problemsOf(document)).toEqual([]);
    expect(idsOf(host)).toEqual([...new Set(idsOf(host))]);
    expect(operations['post /auth/login']).toMatchObject({ operationId: 'postAuthLogin', tags: ['auth'] });
    expect(operations['post /staff/auth/login']).toMatchObject({
      operationId: 'postStaffAuthLogin',
      tags: ['staff/auth'],
    });
    expect(operations['get /auth/user']?.security).toEqual([{ AuthToken: [] }]);
    expect(operations['get /staff/auth/user']?.security).toEqual([{ StaffAuthSession: [] }]);
    expect(Object.keys(document.components?.securitySchemes ?? {})).toEqual([
      'AuthToken',
      'StaffAuthSession',
      'StaffAuthCsrf',
    ]);
    expect(operations['post /auth/login']?.responses).toHaveProperty('200');
    expect(operations['post /staff/auth/login']?.responses).not.toHaveProperty('200');
    await host.close();
  });

  it('under names of their own where paths differ by their punctuation alone', async () => {
    const apart: Options = { sessions: { cookieName: 'other' }, tables: { prefix: 'other_' } };
    const host = await startHost({ imports: [restAuth({ path: 'a-b' }), restAuth({ ...apart, path: 'a/b' })] });
    const operations = operationsOf(documentOf(host.app));
    expect(['post /a-b/login', 'post /a/b/login'].map((name) => operations[name]?.operationId)).toEqual([
      'postABLogin',
      'postABLogin2',
    ]);
    expect(idsOf(host)).toEqual([...new Set(idsOf(host))]);
    await host.close();
  });

  it('of an instance in a module class of the host’s own', async () => {
    @Module({})
    class OwnModule {}
    const host = await startHost({ imports: [{ ...restAuth({}), module: OwnModule }] });
    expect(operationsOf(documentOf(host.app))['post /dj-rest-auth/login']).toMatchObject({ summary: 'Log in' });
    await host.close();
  });

  it('behind the application’s prefix, but for what is left out of it', async () => {
    const host = await startHost({
      configure: (app) =>
        app.setGlobalPrefix('api/:tenant', { exclude: [{ path: 'dj-rest-auth/user', method: RequestMethod.GET }] }),
    });
    const operations = operationsOf(documentOf(host.app));
    expect(operations['post /api/{tenant}/dj-rest-auth/login']).toMatchObject({
      operationId: 'postApiByTenantDjRestAuthLogin',
      parameters: [{ name: 'tenant', in: 'path', required: true }],
    });
    expect(operations).toHaveProperty(['get /dj-rest-auth/user']);
    expect(await problemsOf(documentOf(host.app))).toEqual([]);
    await host.close();
  });

  it('in every version of the paths', async () => {
    const host = await startHost({
      configure: (app) => app.enableVersioning({ type: VersioningType.URI, defaultVersion: ['1', '2'] }),
    });
    const operations = operationsOf(documentOf(host.app));
    expect(operations['post /v1/dj-rest-auth/login']?.operationId).toBe('postV1DjRestAuthLogin');
    expect(operations['post /v2/dj-rest-auth/login']?.operationId).toBe('postV2DjRestAuthLogin');
    expect(await problemsOf(documentOf(host.app))).toEqual([]);
    await host.close();
  });

  it('alike on Fastify', async () => {
    const [express, fastify] = [
      await startHost({ adapter: new ExpressAdapter() }),
      await startHost({ adapter: new FastifyAdapter() }),
    ];
    expect(documentOf(fastify.app)).toEqual(documentOf(express.app));
    await express.close();
    await fastify.close();
  });
});

describe('a host that has `@nestjs/swagger` and does not ask us', () => {
  it('finds its routes, and none that only refuses methods', () =>
    withHost({}, async ({ app }) => {
      const plain = SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('A host').build());
      expect(plain.paths['/dj-rest-auth/login']).toEqual({
        post: expect.objectContaining({ tags: ['dj-rest-auth/login'] }),
      });
      expect(await problemsOf(plain)).toEqual([]);
    }));
});
