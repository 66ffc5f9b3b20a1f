import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  Injectable,
  Module,
  Post,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  Anonymous,
  Answer,
  AuthGuard,
  type AuthUser,
  CharField,
  CurrentExchange,
  CurrentUser,
  EmailField,
  Endpoint,
  type Exchange,
  type HttpRequest,
  LoginController,
  PasswordHasher,
  Public,
  RegisterController,
  RegisterDto,
  UserDetailsController,
  UserStore,
} from 'nestjs-rest-auth';

import { map, type Observable, of } from 'rxjs';

import { type Host, KEY, PASSWORD, register, registration, restAuth, seen, startHost } from '../support/host.js';
import { requestRaw } from '../support/raw-http.js';
import { User } from '../support/test-user.js';

const NOT_PROVIDED = { detail: 'Authentication credentials were not provided.' };

async function withHost(options: Parameters<typeof startHost>[0], act: (host: Host) => Promise<void>): Promise<void> {
  const host = await startHost(options);
  try {
    await act(host);
  } finally {
    await host.close();
  }
}

function bearing(key: string): [string, string] {
  return ['Authorization', `Token ${key}`];
}

describe('a controller of ours, subclassed in its place', () => {
  it('answers as the subclass says, at the same path', async () => {
    class WelcomingLogin extends LoginController {
      override async post(exchange: Exchange): Promise<Answer> {
        const answer = await super.post(exchange);
        exchange.setHeader('X-Welcome', 'back');
        return Answer.body({ ...answer.body, welcome: true }, answer.status);
      }
    }
    await withHost({ imports: [restAuth({ controllers: { login: WelcomingLogin } })] }, async (host) => {
      await register(host, 'alice');
      const login = await host.agent.post('/dj-rest-auth/login/').send({ username: 'alice', password: PASSWORD });
      expect([...seen(login), login.headers['x-welcome'], login.headers['cache-control']]).toEqual([
        200,
        { key: KEY, welcome: true },
        'back',
        'no-store',
      ]);
      // What the subclass does not speak of is as it was.
      expect([
        seen(await host.agent.post('/dj-rest-auth/login/').send({})),
        seen(await host.agent.post('/dj-rest-auth/login/').type('json').send('{')),
        seen(await host.agent.put('/dj-rest-auth/login/').send({})),
      ]).toEqual([
        [400, { password: ['This field is required.'] }],
        [400, { detail: expect.stringMatching(/^JSON parse error - /) }],
        [405, { detail: 'Method "PUT" not allowed.' }],
      ]);
    });
  });

  it('may refuse methods in its own way', async () => {
    class Describing extends LoginController {
      override refuseMethod({ method }: Pick<HttpRequest, 'method'>): Answer {
        return method === 'OPTIONS' ? Answer.body({ name: 'Login' }, 203) : super.refuseMethod({ method });
      }
    }
    await withHost({ imports: [restAuth({ controllers: { login: Describing } })] }, async (host) => {
      expect([
        seen(await host.agent.options('/dj-rest-auth/login/')),
        seen(await host.agent.get('/dj-rest-auth/login/')),
      ]).toEqual([
        [203, { name: 'Login' }],
        [405, { detail: 'Method "GET" not allowed.' }],
      ]);
    });
  });

  it('may answer by an observable', async () => {
    class Observed extends UserDetailsController {
      @Post()
      observe(@CurrentUser() user: AuthUser): Observable<Answer> {
        return of(user).pipe(map(({ username }) => Answer.body({ observed: username }, 202)));
      }
    }
    await withHost({ imports: [restAuth({ controllers: { userDetails: Observed } })] }, async (host) => {
      const key = await register(host, 'alice');
      const answer = await host.agent
        .post('/dj-rest-auth/user/')
        .set(...bearing(key))
        .send({});
      expect(seen(answer)).toEqual([202, { observed: 'alice' }]);
    });
  });

  it('has handlers that bear their names, for whoever counts or documents by these', async () => {
    const names: string[] = [];
    class NamesGuard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        names.push(context.getHandler().name);
        return true;
      }
    }
    await withHost(
      { imports: [restAuth()], providers: [{ provide: APP_GUARD, useClass: NamesGuard }] },
      async (host) => {
        await host.agent.post('/dj-rest-auth/login/').send({});
        await host.agent.patch('/dj-rest-auth/user/').send({});
        await host.agent.options('/dj-rest-auth/user/');
      },
    );
    expect(names).toEqual(['post', 'patch', 'refuseMethod']);
  });

  it('may take a method more', async () => {
    @Injectable()
    class Clearing extends UserDetailsController {
      // Nest's own decorators, on a path of ours.
      @Post()
      clear(@CurrentUser() user: AuthUser) {
        return Answer.body({ cleared: user.username }, 202);
      }
    }
    await withHost({ imports: [restAuth({ controllers: { userDetails: Clearing } })] }, async (host) => {
      const key = await register(host, 'alice');
      expect([
        seen(
          await host.agent
            .post('/dj-rest-auth/user/')
            .set(...bearing(key))
            .send({}),
        ),
        seen(await host.agent.post('/dj-rest-auth/user/').send({})),
        seen(await host.agent.delete('/dj-rest-auth/user/').set(...bearing(key))),
        seen(await host.agent.get('/dj-rest-auth/user/').set(...bearing(key))),
      ]).toEqual([
        [202, { cleared: 'alice' }],
        [401, NOT_PROVIDED],
        [405, { detail: 'Method "DELETE" not allowed.' }],
        [200, { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' }],
      ]);
    });
  });
});

/** Newsletter readers have no password, and say what they read. */
class ReaderDto {
  @CharField({ maxLength: 20 })
  username!: string;

  @EmailField()
  email!: string;

  @CharField({ source: 'company', required: false })
  paper?: string;
}

@Endpoint('readers', ['POST', 'OPTIONS'], AuthGuard)
@Public()
class ReaderController extends RegisterController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    return this.register(ReaderDto, exchange);
  }
}

@Endpoint('teams/:team/members', ['POST', 'OPTIONS'], AuthGuard)
@Public()
class TeamController extends RegisterController {
  @Post()
  override post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
    return this.register(RegisterDto, exchange);
  }
}

/** The host's own module with such a controller, over one instance of ours. */
function withController(controller: new (...parameters: never[]) => object): Parameters<typeof startHost>[0] {
  const auth = restAuth();

  @Module({ imports: [auth], controllers: [controller] })
  class ReadersModule {}

  return { imports: [auth, ReadersModule] };
}

describe('a controller of ours, mounted once more by the host', () => {
  it('registers with another DTO, and ours stays what it was', async () => {
    await withHost(withController(ReaderController), async (host) => {
      const reader = { username: 'rita', email: 'rita@example.com', paper: 'Die Zeit' };
      expect([
        seen(await host.agent.post('/readers').send({ username: 'x'.repeat(21) })),
        seen(await host.agent.post('/readers').send(reader)),
        seen(await host.agent.post('/readers/').send({ ...reader, username: 'ruth' })),
        seen(await host.agent.post('/dj-rest-auth/registration/').send({ ...reader, username: 'roy' })),
        seen(await host.agent.post('/dj-rest-auth/registration/').send(registration('roy', { paper: 'taz' }))),
      ]).toEqual([
        [
          400,
          {
            username: ['Ensure this field has no more than 20 characters.'],
            email: ['This field is required.'],
          },
        ],
        [201, { key: KEY }],
        [201, { key: KEY }],
        [400, { password1: ['This field is required.'], password2: ['This field is required.'] }],
        [201, { key: KEY }],
      ]);
      const users = await host.dataSource.getRepository(User).find({ order: { id: 'ASC' } });
      expect(users.map(({ username, company, password }) => [username, company, password.slice(0, 1)])).toEqual([
        ['rita', 'Die Zeit', '!'],
        ['ruth', 'Die Zeit', '!'],
        ['roy', '', 'q'],
      ]);
    });
  });

  it('writes its answer though it says no more than Nest asks for', async () => {
    @Controller('enter')
    class PlainController extends LoginController {
      @Post()
      override async post(@CurrentExchange() exchange: Exchange): Promise<Answer> {
        const { body } = await super.post(exchange);
        return Answer.body({ ...body, entered: true }, 202);
      }
    }
    await withHost(withController(PlainController), async (host) => {
      await register(host, 'alice');
      expect(seen(await host.agent.post('/enter').send({ username: 'alice', password: PASSWORD }))).toEqual([
        202,
        { key: KEY, entered: true },
      ]);
    });
  });

  it('tells of a taken name as ours does', async () => {
    await withHost(withController(ReaderController), async (host) => {
      await register(host, 'alice');
      const taken = await host.agent.post('/readers').send({ username: 'Alice', email: 'other@example.com' });
      // The reader's name has no rules of ours; the unique index has the last word.
      expect(seen(taken)).toEqual([400, { non_field_errors: ['This clashes with something that exists already.'] }]);
    });
  });

  // As a path of the host's own, and as one with a parameter in it.
  it.each([
    ['readers', ReaderController],
    ['teams/red/members', TeamController],
  ])('keeps the edge at %s: malformed JSON, 415, 413, 405 and no-store', async (path, controller) => {
    await withHost(withController(controller), async (host) => {
      const url = `/${path}/`;
      const answers = [
        await host.agent.post(url).type('json').send('{"username": '),
        await host.agent.post(url).type('text/plain').send('username=x'),
        await host.agent
          .post(url)
          .type('json')
          .send(JSON.stringify({ username: 'x'.repeat(70_000) })),
        await host.agent.get(url),
        await host.agent.delete(url),
        await host.agent.options(url),
      ];
      expect(
        answers.map((answer) => [...seen(answer), answer.headers['allow'], answer.headers['cache-control']]),
      ).toEqual([
        [400, { detail: expect.stringMatching(/^JSON parse error - /) }, 'POST, OPTIONS', 'no-store'],
        [415, { detail: 'Unsupported media type "text/plain" in request.' }, 'POST, OPTIONS', 'no-store'],
        [413, { detail: 'Request body is too large.' }, 'POST, OPTIONS', 'no-store'],
        [405, { detail: 'Method "GET" not allowed.' }, 'POST, OPTIONS', 'no-store'],
        [405, { detail: 'Method "DELETE" not allowed.' }, 'POST, OPTIONS', 'no-store'],
        [200, {}, 'POST, OPTIONS', 'no-store'],
      ]);
    });
  });

  it('leaves alone a route of the host that stands before it and fits the same path', async () => {
    const auth = restAuth();
    @Controller('teams')
    class NewTeamController {
      @Post('new/members')
      create(@Body() body: object) {
        return { created: body };
      }
    }
    @Module({ imports: [auth], controllers: [NewTeamController, TeamController] })
    class TeamsModule {}

    await withHost({ imports: [TeamsModule, auth] }, async (host) => {
      expect([
        seen(await host.agent.post('/teams/new/members').send({ name: 'x'.repeat(70_000) })),
        seen(await host.agent.post('/teams/red/members').send(registration('alice'))),
      ]).toEqual([
        [201, { created: { name: 'x'.repeat(70_000) } }],
        [201, { key: KEY }],
      ]);
    });
  });

  it('reads forms there too', async () => {
    await withHost(withController(TeamController), async (host) => {
      const form = await host.agent.post('/teams/red/members').type('form').send(registration('alice'));
      const multipart = await host.agent.post('/teams/red/members').field(registration('bob'));
      expect([seen(form), seen(multipart)]).toEqual([
        [201, { key: KEY }],
        [201, { key: KEY }],
      ]);
    });
  });
});

@Controller('host')
@UseGuards(AuthGuard)
class HostController {
  @Get('private')
  private(@CurrentUser() user: User) {
    return { user: user.username, isEntity: user instanceof User };
  }

  @Post('private')
  change(@CurrentUser() user: User) {
    return { changed: user.username };
  }

  @Get('public')
  @Public()
  public(@CurrentUser() user: User | null) {
    return { user: user?.username ?? null };
  }

  @Get('anonymous')
  @Anonymous()
  anonymous(@CurrentUser() user: User | null) {
    return { user: user?.username ?? null };
  }
}

@Controller('open')
@Public()
@UseGuards(AuthGuard)
class OpenController {
  @Get()
  open(@CurrentUser() user: User | null) {
    return { user: user?.username ?? null };
  }
}

describe('AuthGuard on the host’s own controllers', () => {
  const controllers = [HostController, OpenController];

  it('lets a token through with the host’s own entity', async () => {
    await withHost({ controllers }, async (host) => {
      const key = await register(host, 'alice');
      const answer = await host.agent.get('/host/private').set(...bearing(key));
      expect(seen(answer)).toEqual([200, { user: 'alice', isEntity: true }]);
    });
  });

  it('refuses everybody else with 401, a challenge and DRF’s body', async () => {
    await withHost({ controllers }, async (host) => {
      const answers = [
        await host.agent.get('/host/private'),
        await host.agent.get('/host/private').set('Authorization', 'Token 0123456789'),
        await host.agent.get('/host/private').set('Authorization', 'Token'),
        await host.agent.get('/host/private').set('Authorization', 'Token a b'),
        await host.agent.get('/host/private').set('Authorization', 'Bearer x'),
      ];
      expect(answers.map((answer) => [...seen(answer), answer.headers['www-authenticate']])).toEqual([
        [401, NOT_PROVIDED, 'Token'],
        [401, { detail: 'Invalid token.' }, 'Token'],
        [401, { detail: 'Invalid token header. No credentials provided.' }, 'Token'],
        [401, { detail: 'Invalid token header. Token string should not contain spaces.' }, 'Token'],
        [401, NOT_PROVIDED, 'Token'],
      ]);
    });
  });

  it('refuses with 403 and no challenge where sessions are recognised first', async () => {
    const imports = [restAuth({ credentials: { issue: ['token', 'session'], recognise: ['session', 'token'] } })];
    await withHost({ imports, controllers }, async (host) => {
      const answers = [
        await host.agent.get('/host/private'),
        await host.agent.get('/host/private').set('Authorization', 'Token 0123456789'),
      ];
      expect(answers.map((answer) => [...seen(answer), answer.headers['www-authenticate']])).toEqual([
        [403, NOT_PROVIDED, undefined],
        [403, { detail: 'Invalid token.' }, undefined],
      ]);
    });
  });

  it('takes a session for reading, and with its CSRF token for writing', async () => {
    await withHost({ controllers }, async (host) => {
      const registered = await host.agent.post('/dj-rest-auth/registration/').send(registration('alice'));
      const cookies = (registered.headers['set-cookie'] as unknown as string[]).map((text) => text.split(';', 1)[0]);
      const cookie = cookies.join('; ');
      const csrf = /csrftoken=(\w+)/.exec(cookie)?.[1] ?? '';
      expect([
        seen(await host.agent.get('/host/private').set('Cookie', cookie)),
        seen(await host.agent.post('/host/private').set('Cookie', cookie)),
        seen(await host.agent.post('/host/private').set('Cookie', cookie).set('X-CSRFToken', csrf)),
      ]).toEqual([
        [200, { user: 'alice', isEntity: true }],
        [403, { detail: 'CSRF Failed: CSRF token missing.' }],
        [201, { changed: 'alice' }],
      ]);
    });
  });

  it('lets everybody into what is @Public(), and knows who can be known', async () => {
    await withHost({ controllers }, async (host) => {
      const key = await register(host, 'alice');
      const answers = [];
      for (const path of ['/host/public', '/open']) {
        answers.push(
          seen(await host.agent.get(path)),
          seen(await host.agent.get(path).set(...bearing(key))),
          seen(await host.agent.get(path).set(...bearing('0123456789'))),
        );
      }
      expect(answers).toEqual([
        [200, { user: null }],
        [200, { user: 'alice' }],
        [200, { user: null }],
        [200, { user: null }],
        [200, { user: 'alice' }],
        [200, { user: null }],
      ]);
    });
  });

  it('looks at nobody in what is @Anonymous()', async () => {
    await withHost({ controllers }, async (host) => {
      const key = await register(host, 'alice');
      expect(seen(await host.agent.get('/host/anonymous').set(...bearing(key)))).toEqual([200, { user: null }]);
    });
  });

  it('lets nobody in whose account was closed meanwhile', async () => {
    await withHost({ controllers }, async (host) => {
      const key = await register(host, 'alice');
      await host.dataSource.getRepository(User).update({ username: 'alice' }, { isActive: false });
      const answer = await host.agent.get('/host/private').set(...bearing(key));
      expect([...seen(answer), answer.headers['www-authenticate']]).toEqual([
        401,
        { detail: 'User inactive or deleted.' },
        'Token',
      ]);
    });
  });

  it('guards every route of the host as an APP_GUARD of the host', async () => {
    @Controller('everything')
    class EverythingController {
      @Get()
      get(@CurrentUser() user: User) {
        return { user: user.username };
      }
    }
    await withHost(
      {
        controllers: [EverythingController],
        configure: (app) => app.useGlobalGuards(app.get(AuthGuard, { strict: false })),
      },
      async (host) => {
        const key = await register(host, 'alice');
        expect([
          seen(await host.agent.get('/everything')),
          seen(await host.agent.get('/everything').set(...bearing(key))),
          seen(await host.agent.post('/dj-rest-auth/login/').send({ username: 'alice', password: PASSWORD })),
          seen(await host.agent.post('/dj-rest-auth/password/reset/').send({ email: 'alice@example.com' })),
        ]).toEqual([
          [401, NOT_PROVIDED],
          [200, { user: 'alice' }],
          [200, { key: KEY }],
          [200, { detail: 'Password reset e-mail has been sent.' }],
        ]);
      },
    );
  });
});

// Guards of registrations ----------------------------------------------------------------------------------------------------

/** Who must be logged in, and called Alice, to bring somebody in. */
@Injectable()
class OnlyAlice implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const user = context.switchToHttp().getRequest<HttpRequest>().user as User | undefined;
    if (user?.username !== 'alice') throw new ForbiddenException('Only Alice brings people in.');
    return true;
  }
}

@Injectable()
class Never implements CanActivate {
  async canActivate(): Promise<boolean> {
    return false;
  }
}

@Injectable()
class Always implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

/** Asks a store of ours. */
@Injectable()
class FirstThree implements CanActivate {
  constructor(private readonly users: UserStore) {}

  async canActivate(): Promise<boolean> {
    return (await this.users.findById(2)) === null;
  }
}

function guarded(...guards: Type<CanActivate>[]): Parameters<typeof startHost>[0] {
  return { imports: [restAuth({ registration: { guards } })] };
}

async function addUser(host: Host, username: string): Promise<string> {
  const users = host.app.get(UserStore, { strict: false });
  await users.create(
    {
      username,
      email: '',
      firstName: '',
      lastName: '',
      password: await host.app.get(PasswordHasher, { strict: false }).hash(PASSWORD),
      isActive: true,
      credentialsChangedAt: null,
      dateJoined: new Date('2031-01-01T00:00:00.000Z'),
    },
    {},
  );
  const login = await host.agent.post('/dj-rest-auth/login/').send({ username, password: PASSWORD });
  return login.body.key;
}

describe('guards of registrations, given by class', () => {
  it('let through whom all of them let through', async () => {
    await withHost(guarded(Always, OnlyAlice), async (host) => {
      const key = await addUser(host, 'alice');
      const answer = await host.agent
        .post('/dj-rest-auth/registration/')
        .set(...bearing(key))
        .send(registration('bob'));
      expect(seen(answer)).toEqual([201, { key: KEY }]);
    });
  });

  it('send who is not logged in to log in first', async () => {
    await withHost(guarded(OnlyAlice), async (host) => {
      const answer = await host.agent.post('/dj-rest-auth/registration/').send(registration('bob'));
      expect([...seen(answer), answer.headers['www-authenticate'], answer.headers['cache-control']]).toEqual([
        401,
        NOT_PROVIDED,
        'Token',
        'no-store',
      ]);
    });
  });

  it('tell who is logged in their own words', async () => {
    await withHost(guarded(OnlyAlice), async (host) => {
      const key = await addUser(host, 'mallory');
      const answer = await host.agent
        .post('/dj-rest-auth/registration/')
        .set(...bearing(key))
        .send(registration('bob'));
      expect([...seen(answer), answer.headers['www-authenticate']]).toEqual([
        403,
        { detail: 'Only Alice brings people in.' },
        undefined,
      ]);
    });
  });

  it('have DRF’s words where they have none, and come before the body is looked at', async () => {
    await withHost(guarded(Always, Never), async (host) => {
      const key = await addUser(host, 'mallory');
      const answer = await host.agent
        .post('/dj-rest-auth/registration/')
        .set(...bearing(key))
        .type('json')
        .send('{');
      expect(seen(answer)).toEqual([403, { detail: 'You do not have permission to perform this action.' }]);
    });
  });

  it('may inject what the module has', async () => {
    await withHost(guarded(FirstThree), async (host) => {
      await register(host, 'alice');
      await register(host, 'bob');
      const answer = await host.agent.post('/dj-rest-auth/registration/').send(registration('eve'));
      expect(seen(answer)).toEqual([401, NOT_PROVIDED]);
    });
  });

  it('may be providers of the host’s own modules', async () => {
    @Injectable()
    class Settings {
      readonly isOpen = false;
    }
    @Injectable()
    class WhileOpen implements CanActivate {
      constructor(private readonly settings: Settings) {}
      canActivate(): boolean {
        return this.settings.isOpen;
      }
    }
    @Module({ providers: [Settings, WhileOpen], exports: [Settings, WhileOpen] })
    class SettingsModule {}

    const imports = [restAuth({ imports: [SettingsModule], registration: { guards: [WhileOpen] } })];
    await withHost({ imports }, async (host) => {
      const answer = await host.agent.post('/dj-rest-auth/registration/').send(registration('eve'));
      expect(seen(answer)).toEqual([401, NOT_PROVIDED]);
    });
  });

  it('bar registration alone', async () => {
    await withHost(guarded(Never), async (host) => {
      const paths = ['login/', 'registration/verify-email/', 'registration/resend-email/', 'password/reset/'];
      const statuses = [];
      for (const path of paths) statuses.push((await host.agent.post(`/dj-rest-auth/${path}`).send({})).status);
      expect(statuses).toEqual([400, 400, 200, 400]);
    });
  });
});

describe('registration: false', () => {
  it('leaves its paths to the host', async () => {
    @Controller('dj-rest-auth/registration')
    class OwnRegistration {
      @Post()
      post() {
        return { own: true };
      }
    }
    await withHost({ imports: [restAuth({ registration: false })], controllers: [OwnRegistration] }, async (host) => {
      const answer = await host.agent.post('/dj-rest-auth/registration').send(registration('eve'));
      const verify = await requestRaw(host.url, 'POST', '/dj-rest-auth/registration/verify-email/');
      expect([...seen(answer), verify.statusLine]).toEqual([201, { own: true }, 'HTTP/1.1 404 Not Found']);
    });
  });
});
