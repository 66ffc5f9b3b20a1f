import { Body, Controller, Get, Module, Post, UseGuards, ValidationPipe, VersioningType } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  type Answer,
  AuthGuard,
  CurrentExchange,
  CurrentUser,
  Endpoint,
  type Exchange,
  Public,
  RegisterController,
  RegisterDto,
} from 'nestjs-rest-auth';

import {
  forgetEverybody,
  type Host,
  type HostOptions,
  KEY,
  PASSWORD,
  registration,
  restAuth,
  seen,
  startHost,
} from '../support/host.js';
import { open, readAll, requestRaw } from '../support/raw-http.js';
import type { User } from '../support/test-user.js';

const ALICE = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' };
const NOT_PROVIDED = { detail: 'Authentication credentials were not provided.' };

@Controller('host')
class HostController {
  @Post('echo')
  echo(@Body() body: unknown) {
    return { type: typeof body, body };
  }

  @Get('private')
  @UseGuards(AuthGuard)
  private(@CurrentUser() user: User) {
    return { user: user.username };
  }
}

const ADAPTERS: [string, () => FastifyAdapter][] = [
  ['as it is', () => new FastifyAdapter()],
  ['that ignores slashes at the end', () => new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } })],
];

function cookiesOf(headers: Record<string, unknown>): string {
  return (headers['set-cookie'] as string[]).map((cookie) => cookie.split(';', 1)[0]).join('; ');
}

describe.each(ADAPTERS)('on a Fastify %s', (_, adapter) => {
  let host: Host;
  const start = async (options: HostOptions = {}) =>
    startHost({ adapter: adapter(), controllers: [HostController], ...options });
  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => host.close());
  beforeEach(() => forgetEverybody(host));

  describe.each([
    ['with', '/'],
    ['without', ''],
  ])('%s a slash at the end', (__, slash) => {
    const at = (path: string) => `/dj-rest-auth/${path}${slash}`;

    it('one registers, logs in, looks at oneself and changes something', async () => {
      const registered = await host.agent.post(at('registration')).send(registration('alice'));
      const login = await host.agent.post(at('login')).send({ username: 'alice', password: PASSWORD });
      const bearer = ['Authorization', `Token ${String(login.body.key)}`] as const;
      expect([
        seen(registered),
        seen(login),
        seen(await host.agent.get(at('user')).set(...bearer)),
        seen(
          await host.agent
            .patch(at('user'))
            .set(...bearer)
            .send({ first_name: 'A.' }),
        ),
        seen(await host.agent.get(at('user'))),
        seen(await host.agent.post(at('password/reset')).send({ email: 'alice@example.com' })),
      ]).toEqual([
        [201, { key: KEY }],
        [200, { key: KEY }],
        [200, ALICE],
        [200, { ...ALICE, first_name: 'A.' }],
        [401, NOT_PROVIDED],
        [200, { detail: 'Password reset e-mail has been sent.' }],
      ]);
    });

    it('a session is for its cookies and its CSRF token alone', async () => {
      const registered = await host.agent.post(at('registration')).send(registration('alice'));
      expect(registered.headers['set-cookie']).toEqual([
        expect.stringMatching(/^csrftoken=\w+; Max-Age=31449600; Path=\/; SameSite=Lax$/),
        expect.stringMatching(/^sessionid=\w+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/),
      ]);
      const cookie = cookiesOf(registered.headers);
      const csrf = /csrftoken=(\w+)/.exec(cookie)?.[1] ?? '';
      const logout = () => host.agent.post(at('logout')).set('Cookie', cookie);
      expect([
        seen(await host.agent.get(at('user')).set('Cookie', cookie)),
        seen(await logout().send({})),
        seen(await logout().type('form').send({ csrfmiddlewaretoken: csrf })),
        seen(await host.agent.get(at('user')).set('Cookie', cookie)),
      ]).toEqual([
        [200, ALICE],
        [403, { detail: 'CSRF Failed: CSRF token missing.' }],
        [200, { detail: 'Successfully logged out.' }],
        [401, NOT_PROVIDED],
      ]);
    });

    it('bodies are read as on Express', async () => {
      await host.agent.post(at('registration')).send(registration('alice'));
      const login = () => host.agent.post(at('login'));
      const credentials = { username: 'alice', password: PASSWORD };
      const required = { password: ['This field is required.'] };
      expect([
        seen(await login().type('json').send('{"username":')),
        seen(await login().type('json').send('null')),
        seen(await login().type('json').send('')),
        seen(await login()),
        seen(await login().type('json').send('{"__proto__": {"password": "x"}}')),
        seen(
          await login()
            .type('json')
            .send('['.repeat(10_000) + ']'.repeat(10_000)),
        ),
        seen(await login().type('text/plain').send('alice')),
        seen(await login().set('Content-Encoding', 'gzip').type('json').send('{}')),
        seen(await login().send({ username: 'x'.repeat(70_000) })),
        seen(await login().type('form').send(credentials)),
        seen(await login().field(credentials)),
        seen(await login().field('username', 'alice').attach('password', Buffer.from('x'), 'x.txt')),
      ]).toEqual([
        [400, { detail: expect.stringMatching(/^JSON parse error - /) }],
        [400, { non_field_errors: ['No data provided'] }],
        [400, required],
        [400, required],
        [400, required],
        [400, { detail: 'JSON parse error - nested deeper than 20 levels' }],
        [415, { detail: 'Unsupported media type "text/plain" in request.' }],
        [415, { detail: expect.stringMatching(/^Unsupported media type ".*" in request\.$/) }],
        [413, { detail: 'Request body is too large.' }],
        [200, { key: KEY }],
        [200, { key: KEY }],
        [400, { password: ['Not a valid string.'] }],
      ]);
    });

    it.each([
      ['login', 'POST, OPTIONS', ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE']],
      ['password/reset/confirm', 'POST, OPTIONS', ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE']],
      ['logout', 'GET, POST, HEAD, OPTIONS', ['GET', 'PUT', 'PATCH', 'DELETE', 'TRACE']],
      ['registration/account-confirm-email', 'POST, OPTIONS, HEAD', ['GET', 'PUT', 'DELETE']],
      ['registration/account-confirm-email/key', 'GET, HEAD, OPTIONS', ['POST', 'PUT', 'DELETE']],
    ])('%s refuses what it does not take with 405 and `Allow`', async (path, allow, methods) => {
      for (const method of methods) {
        const answer = await requestRaw(host.url, method, at(path));
        expect([
          method,
          answer.statusLine,
          answer.body,
          answer.header('Allow'),
          answer.header('Cache-Control'),
        ]).toEqual([
          method,
          'HTTP/1.1 405 Method Not Allowed',
          method === 'HEAD' ? '' : JSON.stringify({ detail: `Method "${method}" not allowed.` }),
          allow,
          'no-store',
        ]);
      }
    });

    it('OPTIONS tells what there is', async () => {
      const answer = await host.agent.options(at('login'));
      expect([...seen(answer), answer.headers['allow']]).toEqual([200, {}, 'POST, OPTIONS']);
    });

    it('the page of a mailed link leads on', async () => {
      const answer = await host.agent.get(at('registration/account-confirm-email/a:b')).redirects(0);
      expect([answer.status, answer.headers['location']]).toEqual([302, 'http://app.test/confirm-email/a:b/']);
    });
  });

  it('a body without end is cut off', async () => {
    const socket = open(host.url);
    const answer = readAll(socket);
    const closed = new Promise<void>((resolve) => socket.once('close', resolve));
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 0x20), Buffer.from('\r\n')]);
    let sent = 0;
    const pump = () => {
      do sent += chunk.length;
      while (!socket.destroyed && socket.write(chunk));
      if (!socket.destroyed) socket.once('drain', pump);
    };
    socket.write(
      'POST /dj-rest-auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    pump();
    await closed;
    expect((await answer).toString()).toMatch(/^(?:$|HTTP\/1\.1 413 Payload Too Large\r\n)/);
    expect(sent).toBeLessThan(40_000_000);
  });

  it('a body of 3 MB gets a 413 that the client can read', async () => {
    const answer = await fetch(`${host.url}/dj-rest-auth/login/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'x'.repeat(3_000_000) }),
    });
    expect([answer.status, await answer.json()]).toEqual([413, { detail: 'Request body is too large.' }]);
  });

  it('the host’s own routes are Fastify’s as before', async () => {
    const without = await start({ imports: [], controllers: [EchoController], migrations: [] });
    const withIt = await start({ controllers: [EchoController] });
    const json = { 'Content-Type': 'application/json' };
    const questions: [string, string, Record<string, string>, string?][] = [
      ['POST', '/host/echo', json, '{"a":{"b":[1,null]}}'],
      ['POST', '/host/echo/', json, '{"a":1}'],
      ['POST', '/host/echo', json, '{"a":'],
      ['POST', '/host/echo', json, '{"__proto__":{"a":1}}'],
      ['POST', '/host/echo', json, ''],
      ['POST', '/host/echo', { 'Content-Type': 'text/plain' }, 'hello'],
      ['POST', '/host/echo', { 'Content-Type': 'application/xml' }, '<a/>'],
      ['POST', '/host/echo', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'a[b]=1'],
      ['POST', '/host/echo', json, JSON.stringify({ a: 'x'.repeat(200_000) })],
      ['DELETE', '/host/echo', {}],
      ['HEAD', '/host/echo', {}],
      ['OPTIONS', '/host/echo', {}],
      ['GET', '/dj-rest-auth/nothing', {}],
      ['POST', '/dj-rest-auth/nothing', json, '{'],
      ['GET', '/nowhere', {}],
    ];
    try {
      for (const [method, path, headers, body] of questions) {
        const [before, after] = [
          await requestRaw(without.url, method, path, headers, body),
          await requestRaw(withIt.url, method, path, headers, body),
        ].map(({ statusLine, headers: lines, body: text }) => ({
          statusLine,
          headers: lines.filter((line) => !/^date:/i.test(line)),
          body: text,
        }));
        expect({ method, path, ...after }).toEqual({ method, path, ...before });
      }
    } finally {
      await without.close();
      await withIt.close();
    }
  });

  it('the host’s own routes can be guarded', async () => {
    const registered = await host.agent.post('/dj-rest-auth/registration/').send(registration('alice'));
    const refused = await host.agent.get('/host/private');
    const allowed = await host.agent.get('/host/private').set('Authorization', `Token ${String(registered.body.key)}`);
    expect([...seen(refused), refused.headers['www-authenticate'], seen(allowed)]).toEqual([
      401,
      NOT_PROVIDED,
      'Token',
      [200, { user: 'alice' }],
    ]);
  });

  it('a controller of ours that the host mounts once more is read as ours are', async () => {
    const auth = restAuth();
    @Endpoint('teams/:team/members', ['POST', 'OPTIONS'], AuthGuard)
    @Public()
    class TeamController extends RegisterController {
      @Post()
      override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
        return this.register(RegisterDto, exchange);
      }
    }
    @Module({ imports: [auth], controllers: [TeamController] })
    class TeamModule {}

    const other = await start({ imports: [auth, TeamModule], controllers: [] });
    try {
      const members = () => other.agent.post('/teams/red/members');
      expect([
        seen(await members().type('json').send('{')),
        seen(await members().type('text/plain').send('alice')),
        seen(await members().field(registration('alice'))),
        seen(await other.agent.post('/teams/red/members/').send(registration('bob'))),
        seen(await other.agent.put('/teams/red/members').send({})),
      ]).toEqual([
        [400, { detail: expect.stringMatching(/^JSON parse error - /) }],
        [415, { detail: 'Unsupported media type "text/plain" in request.' }],
        [201, { key: KEY }],
        [201, { key: KEY }],
        [405, { detail: 'Method "PUT" not allowed.' }],
      ]);
    } finally {
      await other.close();
    }
  });

  it('the host’s prefix, versions and pipe change nothing', async () => {
    const other = await start({
      configure: (app) =>
        app
          .setGlobalPrefix('api')
          .enableVersioning({ type: VersioningType.URI })
          .useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true })),
    });
    try {
      expect([
        seen(await other.agent.post('/api/dj-rest-auth/registration/').send(registration('alice', { more: 1 }))),
        seen(await other.agent.post('/api/dj-rest-auth/login').type('text/plain').send('x')),
        seen(await other.agent.get('/api/dj-rest-auth/login/')),
      ]).toEqual([
        [201, { key: KEY }],
        [415, { detail: 'Unsupported media type "text/plain" in request.' }],
        [405, { detail: 'Method "GET" not allowed.' }],
      ]);
    } finally {
      await other.close();
    }
  });

  it('mail off and registration off leave their routes out', async () => {
    const other = await start({ imports: [restAuth({ registration: false })] });
    try {
      expect((await other.agent.post('/dj-rest-auth/registration/').send({})).status).toBe(404);
    } finally {
      await other.close();
    }
  });
});

/** The same without our guard, for a host that has no module of ours. */
@Controller('host')
class EchoController {
  @Post('echo')
  echo(@Body() body: unknown) {
    return { type: typeof body, body };
  }
}
