import { Controller, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CurrentUser, type RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, change, NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { Browser, Client } from '../support/client.js';
import { restAuth } from '../support/host.js';
import { foreignClaims, mint, pairSigner, secretSigner, SHARED } from '../support/json-web-tokens.js';
import { bearer, logInForTokens, useAccess } from '../support/jwt-accounts.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { startApplication, type TestApplication } from '../support/test-application.js';
import type { User } from '../support/test-user.js';

@Controller('passport')
@UseGuards(AuthGuard('rest-auth-jwt'))
class PassportController {
  @Get()
  get(@CurrentUser() user: User) {
    return { user: user.username };
  }

  @Post()
  @HttpCode(200)
  post(@CurrentUser() user: User) {
    return { user: user.username };
  }
}

@Controller('staff')
@UseGuards(AuthGuard('staff-jwt'))
class StaffController {
  @Get()
  get(@CurrentUser() user: User) {
    return { staff: user.username };
  }
}

const STAFF = secretSigner('staff', 'HS384', 's8Xr2Lk5Vt9Zb3Nc7Wm1Hf4Jg6Dp0SyS');
const PAIR = pairSigner('pair', 'ES256');
const OK = [200, { user: 'alice' }];
const UNAUTHORIZED = [401, { message: 'Unauthorized', statusCode: 401 }];
const OPTIONS: Partial<RestAuthOptions> = {
  credentials: { issue: ['jwt'] },
  jwt: { keys: [SHARED.setting, PAIR.setting], accessCookieName: 'access', cookieCsrf: true, leewaySeconds: 5 },
  ports: { passwordHasher: QuickHasher },
};

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
])('`AuthGuard` of @nestjs/passport on %s', (_, adapter) => {
  let application: TestApplication;
  let alice: User;
  beforeEach(async () => {
    application = await startApplication({
      database: 'sqlite',
      adapter: adapter(),
      options: OPTIONS,
      controllers: [PassportController, StaffController],
      imports: [
        restAuth({
          path: 'staff-auth',
          credentials: { issue: ['jwt'], passportName: 'staff-jwt' },
          jwt: { keys: [STAFF.setting] },
        }),
      ],
    });
    alice = await addUser(application);
  });
  afterEach(() => application.close());

  const ask = async (token: string, path = '/passport') => (await bearer(application, token).get(path)).answer;
  const minted = (more: object = {}, signer = SHARED, header = {}) =>
    mint(foreignClaims('access', alice.id, application.clock.now(), more), signer, header);

  it('lets a caller through by header, with the host’s user', async () => {
    const { access } = await logInForTokens(application);
    expect(await ask(access)).toEqual(OK);
    expect((await bearer(application, access).post('/passport')).answer).toEqual(OK);
    expect(await ask(minted({}, PAIR, { kid: 'pair' }))).toEqual(OK);
  });

  it('lets a caller through by cookie, who needs a CSRF token to write', async () => {
    const browser = new Browser(application);
    await browser.post('login/', { username: 'alice', password: PASSWORD });
    expect((await browser.get('/passport')).answer).toEqual(OK);
    expect((await browser.post('/passport')).answer).toEqual([403, { detail: 'CSRF Failed: CSRF cookie not set.' }]);
    await browser.get('/getcsrf');
    expect((await browser.post('/passport')).answer).toEqual(OK);
    expect((await browser.post('/passport', {}, { Origin: 'https://evil.example' })).status).toBe(403);
  });

  it('sends everybody else away', async () => {
    const { access, refresh } = await logInForTokens(application);
    const now = Math.floor(application.clock.now().getTime() / 1000);
    const bad = {
      refresh,
      tampered: access.slice(0, -2),
      garbage: 'garbage',
      none: mint(foreignClaims('access', alice.id, application.clock.now()), SHARED, { alg: 'none' }),
      'another algorithm': mint({}, { ...SHARED, algorithm: 'HS512' }),
      'another key’s name': minted({}, PAIR, { kid: 'shared' }),
      staff: minted({}, STAFF),
      expired: minted({ exp: now - 5 }),
      'not yet': minted({ nbf: now + 6 }),
      'without end': minted({ exp: undefined }),
      'of nobody': minted({ user_id: '4242' }),
    };
    for (const [name, token] of Object.entries(bad)) {
      expect([name, ...(await ask(token))]).toEqual([name, ...UNAUTHORIZED]);
    }
    expect((await new Client(application).get('/passport')).answer).toEqual(UNAUTHORIZED);
    for (const header of ['Bearer', 'Bearer a b', `Token ${access}`, `bearer ${access}`]) {
      const reply = await new Client(application, { Authorization: header }).get('/passport');
      expect([header, ...reply.answer]).toEqual([header, ...UNAUTHORIZED]);
    }
    expect((await new Client(application).get('/passport', { Cookie: 'access=dead' })).answer).toEqual(UNAUTHORIZED);
  });

  it('goes by the module’s clock and leeway, as the module’s own guard does', async () => {
    const now = Math.floor(application.clock.now().getTime() / 1000);
    expect(await ask(minted({ exp: now - 4 }))).toEqual(OK);
    expect(await ask(minted({ nbf: now + 5 }))).toEqual(OK);
    const { access } = await logInForTokens(application);
    application.clock.advance(305);
    expect(await ask(access)).toEqual(UNAUTHORIZED);
  });

  it('sends away who is disabled, or has another password since', async () => {
    const { access } = await logInForTokens(application);
    await change(application, alice, { isActive: false });
    expect(await ask(access)).toEqual(UNAUTHORIZED);
    await change(application, alice, { isActive: true });
    expect(await ask(access)).toEqual(OK);
    const other = await logInForTokens(application);
    const passwords = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
    expect((await bearer(application, other.access).post('password/change/', passwords)).status).toBe(200);
    expect(await ask(access)).toEqual(UNAUTHORIZED);
  });

  it('tells two instances apart by their names', async () => {
    const { access } = await logInForTokens(application);
    const staff = minted({}, STAFF);
    expect([await ask(access), await ask(access, '/staff')]).toEqual([OK, UNAUTHORIZED]);
    expect([await ask(staff), await ask(staff, '/staff')]).toEqual([UNAUTHORIZED, [200, { staff: 'alice' }]]);
    expect((await useAccess(application, staff))[0]).toBe(401);
  });
});
