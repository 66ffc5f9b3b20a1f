import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Type } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { TerminusModule } from '@nestjs/terminus';
import { type AuthEvents, type RestAuthSettingsInput, EventEmitterEvents } from 'nestjs-rest-auth';
import { register as registry } from 'prom-client';

import { ask, PASSWORD, register, restAuth, seen, startHost } from '../support/host.js';
import { LogLines } from '../support/log-lines.js';
import { SECRET } from '../support/test-application.js';
import { withRecipe } from './documented-host.js';
import { ExampleFiles } from './example-files.js';
import { textOf } from './examples.js';
import { logged } from './recipe.js';

const PAGE = 'docs/events.md';

const files = new ExampleFiles();

beforeAll(() => {
  process.env['SECRET'] = SECRET;
});
afterAll(() => {
  delete process.env['SECRET'];
  registry.clear();
});

describe('docs/events.md', () => {
  it('has a row for each event, with its outcome, and none besides', () => {
    const code = readFileSync(new URL('../../libs/rest-auth/src/events/auth.events.ts', import.meta.url), 'utf8');
    const told = [...code.matchAll(/^ {2}(\w+): '(success|failure)',$/gm)].map(([, type, outcome]) => [type, outcome]);
    const rows = [...textOf(PAGE).matchAll(/^\| `(\w+)` +\| `(success|failure)` \|/gm)].map(([, ...row]) => row);
    expect(told.length).toBeGreaterThan(20);
    expect(rows).toEqual(told);
  });

  it('makes a module with several listeners, each of which is told', async () => {
    const { WatchedModule } = await files.load('src/watched.module.ts');
    await withRecipe({ user: await files.user(), imports: [WatchedModule ?? Object] }, async (host) => {
      const log = new LogLines();
      try {
        await register(host, 'alice');
        const lines = (context: string) => log.lines.filter((line) => line.endsWith(` ${context}`));
        expect(lines('Accounts')).toEqual(['1: registered Accounts']);
        expect(lines('RestAuthAudit')).toEqual([expect.stringContaining('"type":"registered","outcome":"success"')]);
        expect(await registry.metrics()).toContain('{path="dj-rest-auth",type="registered",outcome="success"} 1');
      } finally {
        log.end();
      }
    });
  });

  it('raises an alarm where a refresh token was stolen', async () => {
    const alarms: string[] = [];
    Object.assign(globalThis, { alarm: async (text: string) => void alarms.push(text) });
    const { AlarmEvents } = await files.load<{ AlarmEvents: Type<AuthEvents> }>('src/alarm.events.ts');
    const options = {
      credentials: { issue: ['jwt'] },
      jwt: { rotateRefreshTokens: true, httpOnly: false },
      ports: { events: AlarmEvents },
    } as const;
    await withRecipe({ user: await files.user(), options }, async (host) => {
      const { body } = await host.agent.post('/dj-rest-auth/registration/').send({
        username: 'alice',
        password1: PASSWORD,
        password2: PASSWORD,
      });
      const { refresh } = body;
      await ask(host, ['POST token/refresh', { refresh }]);
      host.clock.advance(60);
      await ask(host, ['POST token/refresh', { refresh }], ['GET user']);
      expect(alarms).toEqual([expect.stringMatching(/^The login [0-9a-f]{16} of alice was stolen\.$/)]);
    });
  });

  it('writes lines where the host wants them', async () => {
    const { StoredAuditLog } = await files.load<{ StoredAuditLog: Type<AuthEvents> }>('src/stored-audit.log.ts');
    const [before, folder] = [process.cwd(), await mkdtemp(join(tmpdir(), 'audit-'))];
    process.chdir(folder);
    try {
      await withRecipe({ user: await files.user(), options: { ports: { events: StoredAuditLog } } }, async (host) => {
        await register(host, 'alice');
        await ask(host, ['POST login', { username: 'alice', password: PASSWORD }]);
      });
      const lines = (await readFile('audit.jsonl', 'utf8')).trim().split('\n');
      expect(lines.map((line) => JSON.parse(line).type)).toEqual(['registered', 'logged_in']);
    } finally {
      process.chdir(before);
      await rm(folder, { recursive: true });
    }
  });

  it('welcomes by `@OnEvent()`', async () => {
    const { WelcomeListener } = await files.load('src/welcome.listener.ts');
    const host = await startHost({
      imports: [restAuth({ ports: { events: EventEmitterEvents } }), EventEmitterModule.forRoot()],
      providers: [WelcomeListener ?? Object],
    });
    try {
      const lines = await logged('Welcome', () => register(host, 'alice'));
      expect(lines).toEqual([expect.stringMatching(/^1 is here since \d{4}-.*Z\. Welcome$/)]);
    } finally {
      await host.close();
    }
  });

  it('shows counters and health', async () => {
    const { MetricsController } = await files.load('src/metrics.controller.ts');
    const { HealthController } = await files.load('src/health.controller.ts');
    const host = await startHost({
      imports: [restAuth(), TerminusModule],
      controllers: [MetricsController ?? Object, HealthController ?? Object],
    });
    try {
      const metrics = await host.agent.get('/metrics');
      expect([metrics.status, metrics.type]).toEqual([200, 'text/plain']);
      const up = { accounts: { status: 'up' } };
      expect(seen(await host.agent.get('/health'))).toEqual([200, { status: 'ok', info: up, error: {}, details: up }]);
    } finally {
      await host.close();
    }
  });

  it('has the owner told of a new password', async () => {
    const { notices } = await files.load<{ notices: NonNullable<RestAuthSettingsInput['notices']> }>(
      'src/notices.options.ts',
    );
    await withRecipe({ user: await files.user(), options: { notices } }, async (host) => {
      const key = await register(host, 'alice');
      const [, proof] = /confirm-email\/([^/\s]+)/.exec((await host.mails())[0]?.text ?? '') ?? [];
      await ask(host, ['POST registration/verify-email', { key: proof }]);
      await ask(host, [
        'POST password/change',
        { new_password1: 'Looking-glass7', new_password2: 'Looking-glass7' },
        key,
      ]);
      expect((await host.mails()).at(-1)?.subject).toBe('[example.com] Password Changed');
    });
  });
});
