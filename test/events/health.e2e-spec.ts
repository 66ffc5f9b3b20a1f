import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { RestAuthHealth, UserStore } from 'nestjs-rest-auth';

import { restAuth, seen, startHost } from '../support/host.js';

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly accounts: RestAuthHealth,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.accounts.check()]);
  }
}

describe('RestAuthHealth', () => {
  const start = () =>
    startHost({ imports: [restAuth(), TerminusModule.forRoot({ logger: false })], controllers: [HealthController] });

  it('is up while users can be looked up, and down when they cannot, of which it tells no more', async () => {
    const host = await start();
    try {
      expect(seen(await host.agent.get('/health'))).toEqual([
        200,
        { status: 'ok', info: { restAuth: { status: 'up' } }, error: {}, details: { restAuth: { status: 'up' } } },
      ]);
      await host.dataSource.query('ALTER TABLE app_user RENAME TO elsewhere');
      const down = { restAuth: { status: 'down', message: 'QueryFailedError' } };
      expect(seen(await host.agent.get('/health'))).toEqual([
        503,
        { status: 'error', info: {}, error: down, details: down },
      ]);
    } finally {
      await host.close();
    }
  });

  it('is down when a look takes longer than somebody would wait', async () => {
    const users: Pick<UserStore, 'findByUsername'> = { findByUsername: () => new Promise(() => undefined) };
    const health = new RestAuthHealth(Object.assign(Object.create(UserStore.prototype), users));
    expect(await health.check('accounts', { timeoutMilliseconds: 20 })).toEqual({
      accounts: { status: 'down', message: 'Timeout' },
    });
  });
});
