import type { DynamicModule, INestApplication, NestInterceptor, Type } from '@nestjs/common';
import type { RestAuthOptions, RestAuthSettingsInput, SocialStructure } from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import { ask, KEY, PASSWORD, register, registration, seen } from '../support/host.js';
import { LogLines } from '../support/log-lines.js';
import { SECRET } from '../support/test-application.js';
import { withRecipe } from './documented-host.js';
import { ExampleFiles } from './example-files.js';
import { REQUIRED } from './recipe.js';

const REGISTERED = [201, { key: KEY }];
const UNKNOWN = [401, { detail: 'Authentication credentials were not provided.' }];
const LOGIN = { username: 'alice', password: PASSWORD };

const files = new ExampleFiles();

beforeAll(() => {
  process.env['SECRET'] = SECRET;
});
afterAll(() => {
  delete process.env['SECRET'];
});

describe('docs/index.md', () => {
  it('makes a module on whose defaults somebody registers, proves the address and logs in', async () => {
    const { accounts } = await files.load<{ accounts: DynamicModule }>('src/accounts.module.ts');
    await withRecipe({ user: await files.user(), imports: [accounts] }, async (host) => {
      const password = 'the-looking-glass-of-alice';
      const login: [string, object] = ['POST login', { username: 'alice', password }];
      const form = registration('alice', { password1: password, password2: password });
      expect(await ask(host, ['POST registration', form], login)).toEqual([
        [201, { detail: 'Verification e-mail sent.' }],
        [400, { non_field_errors: ['E-mail is not verified.'] }],
      ]);
      const [mail] = await host.mails();
      expect(mail?.from).toBe('hello@app.example');
      const key = /https:\/\/app\.example\/confirm-email\/(\S+)/.exec(mail?.text ?? '')?.[1];
      expect(await ask(host, ['POST registration/verify-email', { key }], login)).toEqual([
        [200, { detail: 'ok' }],
        [200, { key: KEY }],
      ]);
    });
  });
});

describe('docs/customising.md', () => {
  it('puts a port and a DTO into a module, and overrides the mailer in a test', async () => {
    const { CustomModule } = await files.load('src/custom.module.ts');
    await withRecipe({ user: await files.user(), imports: [CustomModule ?? Object] }, async (host) => {
      const log = new LogLines();
      try {
        const form = registration('alice', { company: 'ACME' });
        expect(await ask(host, ['POST registration', registration('alice')], ['POST registration', form])).toEqual([
          [400, { company: REQUIRED }],
          REGISTERED,
        ]);
        expect(log.lines.filter((line) => line.endsWith(' Accounts'))).toEqual(['1: registered Accounts']);
        expect((await host.mails()).map(({ from, to }) => [from, to])).toEqual([
          ['Accounts <accounts@app.example>', 'alice@example.com'],
        ]);
      } finally {
        log.end();
      }
    });
  });

  it('puts a controller in the place of ours', async () => {
    const login = await files.classOf('docs/customising.md', 'WelcomingLoginController');
    const options: Record<string, unknown> = { controllers: { login } };
    await withRecipe({ user: await files.user(), options }, async (host) => {
      await register(host, 'alice');
      expect(await ask(host, ['POST login', LOGIN], ['POST login', {}])).toEqual([
        [200, { key: KEY, welcome: 'back' }],
        [400, { password: REQUIRED }],
      ]);
    });
  });

  it('mounts a registration once more, at a path of the host', async () => {
    const controllers = [await files.classOf('docs/customising.md', 'ReadersController')];
    await withRecipe({ user: await files.user(), controllers }, async ({ agent, ...host }) => {
      const reader = { username: 'rosa', email: 'rosa@example.com' };
      expect(seen(await agent.post('/readers/').send({}))).toEqual([400, { username: REQUIRED, email: REQUIRED }]);
      expect(seen(await agent.post('/readers/').send(reader))).toEqual(REGISTERED);
      const wrong = await agent.put('/readers/').send(reader);
      expect([...seen(wrong), wrong.headers['allow']]).toEqual([
        405,
        { detail: 'Method "PUT" not allowed.' },
        'POST, OPTIONS',
      ]);
      // Without a password they set one by a reset.
      expect(await host.dataSource.query("SELECT COUNT(*) AS n FROM users WHERE password LIKE '!%'")).toEqual([
        { n: 1 },
      ]);
    });
  });
});

describe('docs/guards.md', () => {
  it('lets in whom its controller says', async () => {
    const controllers = [await files.classOf('docs/guards.md', 'NotesController')];
    await withRecipe({ user: await files.user(), controllers }, async (host) => {
      const key = await register(host, 'alice');
      const get = async (path: string, token?: string) => {
        const call = host.agent.get(path);
        if (token) void call.set('Authorization', `Token ${token}`);
        return seen(await call);
      };
      expect(await get('/notes/mine')).toEqual(UNKNOWN);
      expect(await get('/notes/mine', key)).toEqual([200, { of: 'alice' }]);
      expect(await get('/notes/latest')).toEqual([200, { greeting: 'Hello' }]);
      expect(await get('/notes/latest', key)).toEqual([200, { greeting: 'Hello alice' }]);
      expect(await get('/notes/latest', 'nobody-s')).toEqual([200, { greeting: 'Hello' }]);
      expect(seen(await host.agent.post('/notes/contact').set('Authorization', 'Token nobody-s'))).toEqual([
        201,
        { received: true },
      ]);
    });
  });

  it('wraps what the host answers, and leaves out what we do', async () => {
    const controllers = [await files.classOf('docs/guards.md', 'NotesController')];
    const { EnvelopeInterceptor } = await files.load<{ EnvelopeInterceptor: Type<NestInterceptor> }>(
      'src/envelope.interceptor.ts',
    );
    const configure = (app: INestApplication) => void app.useGlobalInterceptors(new EnvelopeInterceptor());
    await withRecipe({ user: await files.user(), controllers, configure }, async (host) => {
      expect(seen(await host.agent.get('/notes/latest'))).toEqual([200, { data: { greeting: 'Hello' } }]);
      expect(await ask(host, ['POST registration', registration('alice')])).toEqual([REGISTERED]);
    });
  });

  it('lets nobody register whom no member brings in', async () => {
    const user = await files.user();
    const guards = [await files.classOf('docs/guards.md', 'InvitedGuard')];
    const options: Record<string, unknown> = { registration: { guards } };
    await withRecipe({ user, options }, async (host) => {
      expect(await ask(host, ['POST registration', registration('alice')])).toEqual([UNKNOWN]);
    });
  });
});

describe('docs/mail.md', () => {
  it('says from whom a mail is, where its links lead, and how it looks', async () => {
    const { mail } = await files.load<{ mail: RestAuthSettingsInput['mail'] }>('src/mail.options.ts');
    const { links } = await files.load<{ links: NonNullable<RestAuthOptions['links']> }>('src/links.options.ts');
    const { templates } = await files.load<{ templates: { 'password-reset': { html: string } } }>(
      'src/templates.options.ts',
    );
    files.write('src/templates/reset.html.hbs', '<p>{{siteName}}: <a href="{{link}}">{{username}}</a></p>');
    const options = { links, mail: { ...mail, templates } };
    await withRecipe({ user: await files.user(), options }, async (host) => {
      await register(host, 'alice');
      await ask(host, ['POST password/reset', { email: 'alice@example.com' }]);
      const [verification, reset] = await host.mails();
      expect([verification?.from, reset?.from]).toEqual(Array(2).fill('Accounts <accounts@app.example>'));
      expect(verification?.text).toMatch(/https:\/\/app\.example\/confirm-email\/\S+/);
      expect(reset?.text).toMatch(/https:\/\/app\.example\/reset\/\w+\/\S+/);
      expect(reset?.html).toMatch(/^<p>example\.com: <a href="https:\/\/app\.example\/reset\/[^"]+">alice<\/a><\/p>$/);
    });
  });
});

interface Started {
  app: object;
  url: string;
  clock: { advance(seconds: number): void };
}

describe('docs/testing.md', () => {
  it('starts an application whose clock and mails a test has in its hands', async () => {
    const testing = await files.load<{
      startAccounts(): Promise<Started & { app: { close(): Promise<void> } }>;
      mailsOf(app: object): Promise<{ to: string; text: string }[]>;
    }>('src/accounts.testing.ts');
    const { app, url, clock } = await testing.startAccounts();
    try {
      const post = async (path: string, body: object) => {
        const answer = await fetch(`${url}/dj-rest-auth/${path}/`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        });
        return [answer.status, await answer.json()];
      };
      expect(await post('registration', registration('alice'))).toEqual(REGISTERED);
      await post('password/reset', { email: 'alice@example.com' });
      const mails = await testing.mailsOf(app);
      expect(mails.map(({ to }) => to)).toEqual(['alice@example.com', 'alice@example.com']);
      const [, uid, token] = /reset\/(\w+)\/(\S+)/.exec(mails[1]?.text ?? '') ?? [];
      const reset = { uid, token, new_password1: 'Looking-glass7', new_password2: 'Looking-glass7' };
      clock.advance(3600);
      expect(await post('password/reset/confirm', reset)).toEqual([400, { token: ['Invalid value'] }]);
    } finally {
      await app.close();
    }
  });

  it('walks through a provider of its own', async () => {
    const { social, socialLogin, walk } = await files.load<{
      social: SocialStructure;
      socialLogin(provider: FakeSocialProvider): RestAuthSettingsInput['socialLogin'];
      walk(url: string, provider: FakeSocialProvider): Promise<number[]>;
    }>('src/social.testing.ts');
    const provider = await FakeSocialProvider.start();
    const options: Record<string, unknown> = { social, socialLogin: socialLogin(provider) };
    await withRecipe({ user: await files.user(), options }, async ({ url }) => {
      expect(await walk(url, provider)).toEqual([200, 200, 400, 503]);
    });
  });
});

// The contracts that the page runs, by its own loop: their cases are tests of this spec.
for (const path of ['test/upgrading-password.hasher.spec.ts', 'test/memory-token.store.spec.ts'])
  await files.load(path);
