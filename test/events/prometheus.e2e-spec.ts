import { PrometheusEvents } from 'nestjs-rest-auth';
import { register as registry } from 'prom-client';

import { ask, register, restAuth, startHost } from '../support/host.js';

const COUNTERS = /^rest_auth_events_total\{.*$/gm;

describe('PrometheusEvents', () => {
  afterEach(() => {
    registry.clear();
  });

  it('counts events by type and outcome, those of several instances in one counter', async () => {
    const events = PrometheusEvents;
    const staff = { path: 'staff', credentials: { passportName: 'staff' }, ports: { events } };
    const host = await startHost({ imports: [restAuth({ ports: { events } }), restAuth(staff)] });
    try {
      await register(host, 'alice');
      await ask(host, ['GET user'], ['GET user']);
      await host.agent.get('/staff/user/');
      expect((await registry.metrics()).match(COUNTERS)).toEqual([
        'rest_auth_events_total{path="dj-rest-auth",type="registered",outcome="success"} 1',
        'rest_auth_events_total{path="dj-rest-auth",type="access_denied",outcome="failure"} 2',
        'rest_auth_events_total{path="staff",type="access_denied",outcome="failure"} 1',
      ]);
    } finally {
      await host.close();
    }
  });

  it('goes on counting in an application that is started after another', async () => {
    for (const count of [1, 2]) {
      const host = await startHost({ imports: [restAuth({ ports: { events: PrometheusEvents } })] });
      try {
        await register(host, 'alice');
        expect((await registry.metrics()).match(COUNTERS)).toEqual([
          `rest_auth_events_total{path="dj-rest-auth",type="registered",outcome="success"} ${String(count)}`,
        ]);
      } finally {
        await host.close();
      }
    }
  });
});
