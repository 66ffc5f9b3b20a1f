import {
  type ArgumentsHost,
  Body,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  ForbiddenException,
  Get,
  HttpException,
  Injectable,
  type NestInterceptor,
  NotFoundException,
  Param,
  Post,
  type Provider,
  ValidationPipe,
  VersioningType,
} from '@nestjs/common';
import {
  type AbstractHttpAdapter,
  APP_FILTER,
  APP_GUARD,
  APP_INTERCEPTOR,
  APP_PIPE,
  HttpAdapterHost,
} from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { IsString } from 'class-validator';
import { EndpointController, type HttpRequest } from 'nestjs-rest-auth';
import { map, type Observable } from 'rxjs';

import {
  type Host,
  hostModule,
  type HostOptions,
  KEY,
  listen,
  PASSWORD,
  registration,
  restAuth,
  seen,
  startHost,
} from '../support/host.js';
import { requestRaw } from '../support/raw-http.js';

// A host's own ----------------------------------------------------------------------------------------------------------------

class NoteDto {
  @IsString()
  text!: string;
}

@Controller('notes')
class NotesController {
  @Get()
  list() {
    return ['first', 'second'];
  }

  /** A number only where a pipe of the host's makes it one. */
  @Get(':id')
  show(@Param('id') id: number) {
    if (String(id) === '404') throw new NotFoundException('No such note.');
    return { id, is: typeof id };
  }

  @Post()
  create(@Body() note: NoteDto) {
    return { note, isNoteDto: note instanceof NoteDto };
  }
}

@Catch()
class OwnFilter implements ExceptionFilter<unknown> {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    const told = error instanceof HttpException ? error.getResponse() : 'a bug';
    this.adapterHost.httpAdapter.reply(host.switchToHttp().getResponse(), { problem: told }, status);
  }
}

/** Wraps every answer of the application. */
class EnvelopeInterceptor implements NestInterceptor<unknown, unknown> {
  intercept(_context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return next.handle().pipe(map((data) => ({ data })));
  }
}

/** Wraps every answer but those of the module. */
class OwnEnvelopeInterceptor extends EnvelopeInterceptor {
  override intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return context.getClass().prototype instanceof EndpointController ? next.handle() : super.intercept(context, next);
  }
}

@Injectable()
class MembersGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<HttpRequest>();
    if (headers['x-member'] === 'nobody') throw new ForbiddenException('Members only.');
    return headers['x-member'] !== undefined;
  }
}

const PIPE: Provider = {
  provide: APP_PIPE,
  useValue: new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
};
const FILTER: Provider = { provide: APP_FILTER, useClass: OwnFilter };
const ENVELOPE: Provider = { provide: APP_INTERCEPTOR, useClass: OwnEnvelopeInterceptor };
const MEMBERS: Provider = { provide: APP_GUARD, useClass: MembersGuard };

/** Lets a client call each route so many times, as the guard of `@nestjs/throttler` does; that one is asked by `test/throttler.mjs`, for Jest cannot load it. */
function limit(times: number): Provider {
  @Injectable()
  class LimitGuard implements CanActivate {
    private readonly calls = new Map<object, number>();

    constructor(private readonly host: HttpAdapterHost) {}

    canActivate(context: ExecutionContext): boolean {
      const calls = (this.calls.get(context.getHandler()) ?? 0) + 1;
      this.calls.set(context.getHandler(), calls);
      const response: unknown = context.switchToHttp().getResponse();
      this.host.httpAdapter.setHeader(response, 'X-RateLimit-Limit', String(times));
      if (calls <= times) return true;
      this.host.httpAdapter.setHeader(response, 'Retry-After', '60');
      throw new HttpException('Too Many Requests', 429);
    }
  }
  return { provide: APP_GUARD, useClass: LimitGuard };
}

interface Variant extends Pick<HostOptions, 'providers' | 'configure'> {
  /** Stands before every path. */
  prefix?: string;
}

const VARIANTS: Record<string, Variant> = {
  'with nothing global': {},
  'with a global prefix': { configure: (app) => app.setGlobalPrefix('api'), prefix: '/api' },
  'with versions in the address': {
    configure: (app) => app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    prefix: '/v1',
  },
  'with versions in a header': {
    configure: (app) => app.enableVersioning({ type: VersioningType.HEADER, header: 'X-Version', defaultVersion: '1' }),
  },
  'with a pipe for all': { providers: [PIPE] },
  'with a filter for all': { providers: [FILTER] },
  'with an interceptor that wraps its own answers': { providers: [ENVELOPE] },
  'with a guard for all': { providers: [MEMBERS] },
  'with a throttler for all': { providers: [limit(1000)] },
  'with all of it': {
    configure: (app) => app.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    prefix: '/api/v1',
    providers: [PIPE, FILTER, ENVELOPE, MEMBERS, limit(1000)],
  },
};

/** What every client here sends: the guard lets it in, and the version is the one that there is. */
const CLIENT = { 'X-Member': 'alice', 'X-Version': '1' };

const ADAPTERS: [string, () => AbstractHttpAdapter][] = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
];

async function withHostOf<Result>(options: HostOptions, act: (host: Host) => Promise<Result>): Promise<Result> {
  const host = await startHost({ controllers: [NotesController], ...options });
  try {
    return await act(host);
  } finally {
    await host.close();
  }
}

// What is asked ---------------------------------------------------------------------------------------------------------------

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** To the host's own controller: method, path, headers, body. */
const QUESTIONS: [string, string, Record<string, string>, string?][] = [
  ['GET', '/notes', CLIENT],
  ['GET', '/notes/', CLIENT],
  ['GET', '/notes/7', CLIENT],
  ['GET', '/notes/404', CLIENT],
  ['GET', '/notes', { ...CLIENT, 'X-Member': 'nobody' }],
  ['GET', '/notes', { 'X-Version': '1' }],
  ['POST', '/notes', { ...CLIENT, ...JSON_TYPE }, '{"text":"hello"}'],
  ['POST', '/notes', { ...CLIENT, ...JSON_TYPE }, '{"text":1,"more":2}'],
  ['POST', '/notes', { ...CLIENT, ...JSON_TYPE }, '{"text":'],
  ['DELETE', '/notes', CLIENT],
  ['GET', '/nowhere', CLIENT],
];

/** What the host's own controller answers, but for what tells the time. */
async function notesOf(host: Host, prefix: string) {
  const answers = [];
  for (const [method, path, headers, body] of QUESTIONS) {
    const answer = await requestRaw(host.url, method, prefix + path, headers, body);
    const lines = answer.headers.filter((line) => !/^(?:date|x-ratelimit-reset):/i.test(line));
    answers.push({ method, path, statusLine: answer.statusLine, headers: lines, body: answer.body });
  }
  return answers;
}

/** What our routes answer to a client that registers, logs in and makes mistakes. */
async function contractOf({ agent }: Host, prefix: string, slash: string) {
  const at = (path: string) => `${prefix}/dj-rest-auth/${path}${slash}`;
  const post = async (path: string, body: object) => seen(await agent.post(at(path)).set(CLIENT).send(body));
  const registered = await post('registration', { ...registration('alice'), unknown: 'field' });
  const login = await agent.post(at('login')).set(CLIENT).send({ username: 'alice', password: PASSWORD, unknown: 1 });
  const bearer = { ...CLIENT, Authorization: `Token ${String(login.body.key)}` };
  return [
    registered,
    seen(login),
    seen(await agent.get(at('user')).set(bearer)),
    seen(await agent.patch(at('user')).set(bearer).send({ first_name: 'Alice', unknown: [] })),
    seen(await agent.post(at('logout')).set(bearer)),
    seen(await agent.get(at('user')).set(CLIENT)),
    await post('login', { username: 'alice', password: 'wrong' }),
    await post('registration', { username: 'alice', email: 'no address', password1: PASSWORD }),
    await post('registration/verify-email', { key: 'no-such-key' }),
    seen(
      await agent
        .post(at('login'))
        .set({ ...CLIENT, ...JSON_TYPE })
        .send('{"username":'),
    ),
    seen(await agent.post(at('login')).set(CLIENT).type('text/plain').send('alice')),
    seen(await agent.get(at('login')).set(CLIENT)),
  ];
}

const ALICE = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' };
const CONTRACT = [
  [201, { key: KEY }],
  [200, { key: KEY }],
  [200, ALICE],
  [200, { ...ALICE, first_name: 'Alice' }],
  [200, { detail: 'Successfully logged out.' }],
  [401, { detail: 'Authentication credentials were not provided.' }],
  [400, { non_field_errors: ['Unable to log in with provided credentials.'] }],
  [
    400,
    {
      username: ['A user with that username already exists.'],
      email: ['Enter a valid email address.'],
      password2: ['This field is required.'],
    },
  ],
  [404, { detail: 'Not found.' }],
  [400, { detail: 'JSON parse error - the body is not valid JSON' }],
  [415, { detail: 'Unsupported media type "text/plain" in request.' }],
  [405, { detail: 'Method "GET" not allowed.' }],
];

// ----------------------------------------------------------------------------------------------------------------------------

describe.each(ADAPTERS)('on %s', (_, adapter) => {
  describe.each(Object.entries(VARIANTS))('beside a host %s', (__, { prefix = '', ...own }) => {
    it.each([
      ['with', '/'],
      ['without', ''],
    ])('our routes answer their contract, %s a slash at the end', async (___, slash) => {
      const options = { ...own, adapter: adapter(), imports: [restAuth()] };
      await withHostOf(options, async (host) => {
        expect(await contractOf(host, prefix, slash)).toEqual(CONTRACT);
      });
    });

    it('the host answers as it does without us', async () => {
      const without = { ...own, adapter: adapter(), imports: [], migrations: [] };
      const withIt = { ...own, adapter: adapter(), imports: [restAuth()] };
      const before = await withHostOf(without, (host) => notesOf(host, prefix));
      const after = await withHostOf(withIt, (host) => notesOf(host, prefix));
      expect(after).toEqual(before);
    });
  });

  it('the host’s pipe, filter, interceptor and guard do their work on its own routes', async () => {
    const options = { adapter: adapter(), providers: [PIPE, FILTER, ENVELOPE, MEMBERS] };
    await withHostOf(options, async ({ agent }) => {
      const notes = (path: string) => agent.get(`/notes${path}`).set(CLIENT);
      expect([
        seen(await notes('')),
        seen(await notes('/7')),
        seen(await notes('/404')),
        seen(await agent.get('/notes')),
        seen(await agent.post('/notes').set(CLIENT).send({ text: 'hello' })),
        seen(await agent.post('/notes').set(CLIENT).send({ text: 'hello', more: 2 })),
      ]).toEqual([
        [200, { data: ['first', 'second'] }],
        [200, { data: { id: 7, is: 'number' } }],
        [404, { problem: { statusCode: 404, error: 'Not Found', message: 'No such note.' } }],
        [403, { problem: { statusCode: 403, error: 'Forbidden', message: 'Forbidden resource' } }],
        [201, { data: { note: { text: 'hello' }, isNoteDto: true } }],
        [400, { problem: { statusCode: 400, error: 'Bad Request', message: ['property more should not exist'] } }],
      ]);
    });
  });

  it('an interceptor of the host’s that wraps all answers wraps our successes, and no failure', async () => {
    const options = { adapter: adapter(), providers: [{ provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor }] };
    await withHostOf(options, async ({ agent }) => {
      expect([
        seen(await agent.post('/dj-rest-auth/registration/').send(registration('alice'))),
        seen(await agent.post('/dj-rest-auth/login/').send({ username: 'alice', password: PASSWORD })),
        seen(await agent.post('/dj-rest-auth/login/').send({})),
        seen(await agent.get('/dj-rest-auth/user/')),
        seen(await agent.get('/notes')),
      ]).toEqual([
        [201, { data: { key: KEY } }],
        [200, { data: { key: KEY } }],
        [400, { password: ['This field is required.'] }],
        [401, { detail: 'Authentication credentials were not provided.' }],
        [200, { data: ['first', 'second'] }],
      ]);
    });
  });

  it('a guard of the host’s for all refuses our routes too, in our shape and before we say anything', async () => {
    const options = { adapter: adapter(), providers: [FILTER, MEMBERS] };
    await withHostOf(options, async ({ agent }) => {
      const login = () => agent.post('/dj-rest-auth/login/');
      const answers = [
        await login().send({}),
        await login().set('X-Member', 'nobody').send({}),
        await login().type('json').send('{"username":'),
        await login().set('Accept', 'image/png').send({}),
        await agent.get('/dj-rest-auth/user/'),
        await login().set(CLIENT).send({}),
      ];
      expect(answers.map((answer) => [...seen(answer), answer.headers['cache-control']])).toEqual([
        [403, { detail: 'Forbidden resource' }, 'no-store'],
        [403, { detail: 'Members only.' }, 'no-store'],
        [403, { detail: 'Forbidden resource' }, 'no-store'],
        [403, { detail: 'Forbidden resource' }, 'no-store'],
        [403, { detail: 'Forbidden resource' }, 'no-store'],
        [400, { password: ['This field is required.'] }, 'no-store'],
      ]);
    });
  });

  it('a throttler of the host’s counts each of our routes by itself, and says 429 in our shape', async () => {
    const options = {
      adapter: adapter(),
      providers: [FILTER, limit(2)],
    };
    await withHostOf(options, async ({ agent }) => {
      const login = async () => {
        const answer = await agent.post('/dj-rest-auth/login/').send({});
        const { 'retry-after': retryAfter, 'cache-control': cacheControl } = answer.headers;
        return [...seen(answer), retryAfter, cacheControl];
      };
      const required = [400, { password: ['This field is required.'] }, undefined, 'no-store'];
      expect([
        await login(),
        await login(),
        await login(),
        await login(),
        seen(await agent.get('/dj-rest-auth/user/')),
        seen(await agent.get('/notes')),
        seen(await agent.get('/notes')),
        seen(await agent.get('/notes')),
      ]).toEqual([
        required,
        required,
        [429, { detail: 'Too Many Requests' }, '60', 'no-store'],
        [429, { detail: 'Too Many Requests' }, '60', 'no-store'],
        [401, { detail: 'Authentication credentials were not provided.' }],
        [200, ['first', 'second']],
        [200, ['first', 'second']],
        [429, { problem: 'Too Many Requests' }],
      ]);
    });
  });

  it('our routes answer their contract in an application of a testing module, which is given its adapter late', async () => {
    const { HostModule, drop } = await hostModule({ controllers: [NotesController] });
    const testing = await Test.createTestingModule({ imports: [HostModule] }).compile();
    const host = await listen(testing.createNestApplication(adapter(), { logger: false }), drop);
    try {
      expect([await contractOf(host, '', '/'), seen(await host.agent.get('/notes'))]).toEqual([
        CONTRACT,
        [200, ['first', 'second']],
      ]);
    } finally {
      await host.close();
    }
  });
});
