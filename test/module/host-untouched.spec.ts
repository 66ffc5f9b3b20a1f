import {
  type ArgumentsHost,
  BadRequestException,
  Body,
  type CallHandler,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Header,
  HttpException,
  type INestApplication,
  type NestInterceptor,
  Post,
  Query,
  ValidationPipe,
  VersioningType,
} from '@nestjs/common';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { IsString } from 'class-validator';
import express from 'express';
import { AuthGuard } from 'nestjs-rest-auth';
import { map } from 'rxjs';

import { type Host, type HostOptions, KEY, PASSWORD, registration, seen, startHost } from '../support/host.js';
import { type RawAnswer, requestRaw } from '../support/raw-http.js';

class NoteDto {
  @IsString()
  text!: string;
}

/** A host that has to do with everything that might be disturbed. It is Express that is looked at here; `fastify.spec.ts` looks at Fastify. */
@Controller()
class NotesController {
  @Get('notes')
  list(@Query() query: object) {
    return { notes: [], query };
  }

  @Post('notes')
  create(@Body() note: NoteDto) {
    return { created: note };
  }

  @Post('echo')
  echo(@Body() body: unknown) {
    return { type: typeof body, body: body ?? null };
  }

  @Get('page')
  @Header('Content-Type', 'text/html')
  page() {
    return '<p>page</p>';
  }

  @Get('fails')
  fails() {
    throw new BadRequestException('host’s own words');
  }

  @Get('breaks')
  breaks() {
    throw new Error('host’s own bug');
  }
}

/** A neighbour below our very path. */
@Controller('dj-rest-auth')
class NeighbourController {
  @Post('neighbour')
  neighbour(@Body() body: object) {
    return { neighbour: body };
  }
}

@Catch()
class OwnFilter implements ExceptionFilter<unknown> {
  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    host.switchToHttp().getResponse<express.Response>().status(status).json({ own: status });
  }
}

class OwnInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    context.switchToHttp().getResponse<express.Response>().setHeader('X-Own', 'yes');
    return next.handle().pipe(map((answer: unknown) => answer));
  }
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const MULTIPART = 'multipart/form-data; boundary=edge';

interface Case {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

const CASES: Record<string, Case> = {
  'a GET': { method: 'GET', path: '/notes?a=1&b[c]=2' },
  'a GET with a slash at the end': { method: 'GET', path: '/notes/' },
  'a HEAD': { method: 'HEAD', path: '/notes' },
  'an OPTIONS': { method: 'OPTIONS', path: '/notes' },
  'a preflight': {
    method: 'OPTIONS',
    path: '/notes',
    headers: { Origin: 'https://app.test', 'Access-Control-Request-Method': 'POST' },
  },
  'a GET of another origin': { method: 'GET', path: '/notes', headers: { Origin: 'https://app.test' } },
  'a conditional GET': { method: 'GET', path: '/page', headers: { 'If-None-Match': '*' } },
  HTML: { method: 'GET', path: '/page' },
  JSON: { method: 'POST', path: '/notes', headers: JSON_TYPE, body: '{"text":"hello"}' },
  'JSON that does not validate': { method: 'POST', path: '/notes', headers: JSON_TYPE, body: '{"text":1,"x":2}' },
  'JSON with __proto__': { method: 'POST', path: '/echo', headers: JSON_TYPE, body: '{"__proto__":{"a":1},"b":2}' },
  'JSON that is null': { method: 'POST', path: '/echo', headers: JSON_TYPE, body: 'null' },
  'JSON of ten thousand brackets': {
    method: 'POST',
    path: '/echo',
    headers: JSON_TYPE,
    body: '['.repeat(10_000) + ']'.repeat(10_000),
  },
  'malformed JSON': { method: 'POST', path: '/notes', headers: JSON_TYPE, body: '{"text":' },
  'JSON in another charset': {
    method: 'POST',
    path: '/echo',
    headers: { 'Content-Type': 'application/json; charset=utf-7' },
    body: '{}',
  },
  'an empty body': { method: 'POST', path: '/notes', headers: JSON_TYPE },
  'plain text': { method: 'POST', path: '/echo', headers: { 'Content-Type': 'text/plain' }, body: 'hello' },
  'a form': {
    method: 'POST',
    path: '/echo',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'a[b]=1&c=2&c=3',
  },
  multipart: {
    method: 'POST',
    path: '/echo',
    headers: { 'Content-Type': MULTIPART },
    body: '--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--edge--\r\n',
  },
  'a body of 90 KB': {
    method: 'POST',
    path: '/notes',
    headers: JSON_TYPE,
    body: JSON.stringify({ text: 'x'.repeat(90_000) }),
  },
  'a body of more than 100 KB': {
    method: 'POST',
    path: '/notes',
    headers: JSON_TYPE,
    body: JSON.stringify({ text: 'x'.repeat(120_000) }),
  },
  'a chunked body': {
    method: 'POST',
    path: '/echo',
    headers: { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' },
    body: '7\r\n{"a":1}\r\n0\r\n\r\n',
  },
  'a failure': { method: 'GET', path: '/fails' },
  'a bug': { method: 'GET', path: '/breaks' },
  'an unknown path': { method: 'GET', path: '/nowhere' },
  'an unknown path with malformed JSON': { method: 'POST', path: '/nowhere', headers: JSON_TYPE, body: '{' },
  'a method that is not taken': { method: 'DELETE', path: '/notes' },
  'the bare path of ours': { method: 'GET', path: '/dj-rest-auth/' },
  'an unknown path below ours': { method: 'GET', path: '/dj-rest-auth/nothing' },
  'an unknown path below ours with a body': {
    method: 'POST',
    path: '/dj-rest-auth/login/nothing',
    headers: JSON_TYPE,
    body: '{',
  },
  'a path that begins like ours': { method: 'POST', path: '/dj-rest-auth/loginx', headers: JSON_TYPE, body: '{' },
  'a neighbour below our path': {
    method: 'POST',
    path: '/dj-rest-auth/neighbour',
    headers: JSON_TYPE,
    body: JSON.stringify({ a: 'x'.repeat(70_000) }),
  },
  'malformed JSON to a neighbour below our path': {
    method: 'POST',
    path: '/dj-rest-auth/neighbour',
    headers: JSON_TYPE,
    body: '{',
  },
  'a path that cannot be decoded': { method: 'GET', path: '/%ff' },
};

interface Variant {
  nest?: Record<string, unknown>;
  configure?: (app: INestApplication) => void;
  /** Stands before the paths. */
  prefix?: string;
}

const VARIANTS: Record<string, Variant> = {
  'as Nest makes it': {},
  'with CORS for all': { nest: { cors: true } },
  'with CORS for one origin, enabled late': {
    configure: (app) => app.enableCors({ origin: 'https://app.test', credentials: true }),
  },
  'with a global prefix': { configure: (app) => app.setGlobalPrefix('api'), prefix: '/api' },
  'with versions in the address': {
    configure: (app) => app.enableVersioning({ type: VersioningType.URI, defaultVersion: '2' }),
    prefix: '/v2',
  },
  'with a pipe, a filter and an interceptor of its own': {
    configure: (app) =>
      app
        .useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }))
        .useGlobalFilters(new OwnFilter())
        .useGlobalInterceptors(new OwnInterceptor()),
  },
  'without a body parser': { nest: { bodyParser: false } },
  'with raw bodies': { nest: { rawBody: true } },
  'with a parser of its own for small bodies': {
    nest: { bodyParser: false },
    configure: (app) => app.use(express.json({ limit: '1kb' }), express.text()),
  },
  'with a larger limit': {
    configure: (app) => (app as NestExpressApplication).useBodyParser('json', { limit: '1mb' }),
  },
  'with strict and case-sensitive routes': {
    configure: (app) => (app as NestExpressApplication).set('strict routing', true).set('case sensitive routing', true),
  },
};

/** What a client gets, but for the date and the time that keeps a connection. */
function bytesOf({ statusLine, headers, body }: RawAnswer) {
  return { statusLine, headers: headers.filter((line) => !line.startsWith('Date: ')), body };
}

function ask(host: Host, { method, path, headers, body }: Case, prefix = ''): Promise<RawAnswer> {
  return requestRaw(host.url, method, prefix + path, headers, body);
}

describe.each(Object.entries(VARIANTS))('a host %s', (_, { nest, configure, prefix }) => {
  let hosts: [Host, Host];
  const controllers = [NotesController, NeighbourController];
  const shared = (): Partial<HostOptions> => ({
    controllers,
    ...(nest && { nest }),
    ...(configure && { configure }),
    adapter: new ExpressAdapter(),
  });
  beforeAll(async () => {
    hosts = [await startHost({ ...shared(), imports: [], migrations: [] }), await startHost(shared())];
  });
  afterAll(() => Promise.all(hosts.map((host) => host.close())));

  it.each(Object.entries(CASES))('answers %s byte for byte as without the module', async (__, question) => {
    const [without, withIt] = [await ask(hosts[0], question, prefix), await ask(hosts[1], question, prefix)];
    expect(without.statusLine).toMatch(/^HTTP\/1\.1 [2-5]\d\d /);
    expect(bytesOf(withIt)).toEqual(bytesOf(without));
  });
});

// And the other way round ----------------------------------------------------------------------------------------------------

/** A walk through our routes: each answer of it must be the same whatever the host does. */
async function walk(host: Host, prefix: string) {
  const at = (path: string) => `${prefix}/dj-rest-auth/${path}`;
  const registered = await host.agent.post(at('registration/')).send({ ...registration('alice'), unknown: 'field' });
  const login = await host.agent.post(at('login/')).send({ username: 'alice', password: PASSWORD, unknown: 1 });
  const bearer = ['Authorization', `Token ${String(login.body.key)}`] as const;
  return [
    seen(registered),
    seen(login),
    seen(await host.agent.get(at('user/')).set(...bearer)),
    seen(
      await host.agent
        .patch(at('user/'))
        .set(...bearer)
        .send({ first_name: 'x'.repeat(2000) }),
    ),
    seen(
      await host.agent
        .patch(at('user'))
        .set(...bearer)
        .type('form')
        .send({ first_name: 'A.' }),
    ),
    seen(
      await host.agent
        .patch(at('user/'))
        .set(...bearer)
        .field('last_name', 'L.'),
    ),
    seen(await host.agent.post(at('login/')).send({ username: 'alice' })),
    seen(await host.agent.post(at('login/')).type('json').send('{"username":')),
    seen(await host.agent.post(at('login/')).type('json').send('null')),
    seen(await host.agent.post(at('login/')).type('text/plain').send('alice')),
    seen(await host.agent.post(at('login/')).send({ username: 'x'.repeat(70_000) })),
    seen(await host.agent.get(at('login/'))),
    seen(await host.agent.get(at('user/'))),
  ];
}

const ALICE = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' };
const WALK = [
  [201, { key: KEY }],
  [200, { key: KEY }],
  [200, ALICE],
  [400, { first_name: ['Ensure this field has no more than 150 characters.'] }],
  [200, { ...ALICE, first_name: 'A.' }],
  [200, { ...ALICE, first_name: 'A.', last_name: 'L.' }],
  [400, { password: ['This field is required.'] }],
  [400, { detail: expect.stringMatching(/^JSON parse error - /) }],
  [400, { non_field_errors: ['No data provided'] }],
  [415, { detail: 'Unsupported media type "text/plain" in request.' }],
  [413, { detail: 'Request body is too large.' }],
  [405, { detail: 'Method "GET" not allowed.' }],
  [401, { detail: 'Authentication credentials were not provided.' }],
];

const MORE_VARIANTS: Record<string, Variant> = {
  'with a pipe that checks custom decorators too': {
    configure: (app) =>
      app.useGlobalPipes(
        new ValidationPipe({
          whitelist: true,
          forbidNonWhitelisted: true,
          forbidUnknownValues: true,
          transform: true,
          validateCustomDecorators: true,
        }),
      ),
  },
  'with versions that it reads off the request itself': {
    configure: (app) =>
      app.enableVersioning({ type: VersioningType.CUSTOM, extractor: () => '1', defaultVersion: ['1', '2'] }),
  },
  'with routes sorted by how specific they are': { nest: { routeResolutionStrategy: 'specificity' } },
  'that refuses two routes of one method and path': { nest: { routeConflictPolicy: { duplicate: 'error' } } },
  'with our guard on everything': {
    configure: (app) => app.useGlobalGuards(app.get(AuthGuard, { strict: false })),
  },
};

describe('our routes', () => {
  it.each(Object.entries({ ...VARIANTS, ...MORE_VARIANTS }))(
    'are what they are in a host %s',
    async (_, { nest, configure, prefix = '' }) => {
      const host = await startHost({
        ...(nest && { nest }),
        ...(configure && { configure }),
        adapter: new ExpressAdapter(),
      });
      try {
        expect(await walk(host, prefix)).toEqual(WALK);
      } finally {
        await host.close();
      }
    },
  );

  it('are found below a global prefix and nowhere else', async () => {
    const host = await startHost({
      adapter: new ExpressAdapter(),
      configure: (app) => app.setGlobalPrefix('api'),
    });
    try {
      const credentials = { username: 'alice', password: PASSWORD };
      expect([
        seen(await host.agent.post('/api/dj-rest-auth/registration/').send(registration('alice'))),
        seen(await host.agent.post('/api/dj-rest-auth/login/').send(credentials)),
        (await host.agent.post('/dj-rest-auth/login/').send(credentials)).status,
      ]).toEqual([[201, { key: KEY }], [200, { key: KEY }], 404]);
    } finally {
      await host.close();
    }
  });

  it('take the bodies that a parser of the host has read before us', async () => {
    const parsing = express().use(express.json(), express.urlencoded());
    const host = await startHost({ adapter: new ExpressAdapter(parsing) });
    try {
      const login = { username: 'alice', password: PASSWORD };
      expect([
        seen(await host.agent.post('/dj-rest-auth/registration/').send(registration('alice'))),
        seen(await host.agent.post('/dj-rest-auth/login/').send(login)),
        seen(await host.agent.post('/dj-rest-auth/login/').type('form').send(login)),
        seen(await host.agent.post('/dj-rest-auth/login/').field(login)),
        seen(await host.agent.post('/dj-rest-auth/login/').send({ username: 'alice' })),
        seen(await host.agent.post('/dj-rest-auth/login/').type('text/plain').send('alice')),
      ]).toEqual([
        [201, { key: KEY }],
        [200, { key: KEY }],
        [200, { key: KEY }],
        [200, { key: KEY }],
        [400, { password: ['This field is required.'] }],
        [415, { detail: 'Unsupported media type "text/plain" in request.' }],
      ]);
    } finally {
      await host.close();
    }
  });

  it('answer requests of another origin as the host’s CORS says', async () => {
    const host = await startHost({
      adapter: new ExpressAdapter(),
      configure: (app) => app.enableCors({ origin: 'https://app.test', credentials: true }),
    });
    try {
      const preflight = await host.agent
        .options('/dj-rest-auth/login/')
        .set('Origin', 'https://app.test')
        .set('Access-Control-Request-Method', 'POST');
      const login = await host.agent.post('/dj-rest-auth/login/').set('Origin', 'https://app.test').send({});
      expect([
        [preflight.status, preflight.headers['access-control-allow-origin']],
        [...seen(login), login.headers['access-control-allow-origin']],
      ]).toEqual([
        [204, 'https://app.test'],
        [400, { password: ['This field is required.'] }, 'https://app.test'],
      ]);
    } finally {
      await host.close();
    }
  });

  it('are read whatever form the request’s target has (RFC 9112 §3.2)', async () => {
    const host = await startHost({ adapter: new ExpressAdapter() });
    try {
      const absolute = `${host.url}/dj-rest-auth/login/`;
      const answers = [
        await requestRaw(host.url, 'POST', absolute, JSON_TYPE, '{'),
        await requestRaw(host.url, 'POST', '/DJ-REST-AUTH/LOGIN', JSON_TYPE, '{'),
        await requestRaw(host.url, 'POST', '/dj-rest-auth/login?next=/', JSON_TYPE, '{'),
        await requestRaw(host.url, 'POST', '/dj-rest-auth/login/?a=b/', JSON_TYPE, '{'),
      ];
      expect(answers.map(({ statusLine, body }) => [statusLine, body])).toEqual(
        answers.map(() => [
          'HTTP/1.1 400 Bad Request',
          JSON.stringify({ detail: 'JSON parse error - the body is not valid JSON' }),
        ]),
      );
    } finally {
      await host.close();
    }
  });
});
