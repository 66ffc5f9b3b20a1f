import { Injectable } from '@nestjs/common';
import { EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { type AuthEvent, EventEmitterEvents } from 'nestjs-rest-auth';

import { register, restAuth, startHost, withHost } from '../support/host.js';
import { LogLines } from '../support/log-lines.js';
import { happeningOf } from '../support/told-events.js';

describe('EventEmitterEvents', () => {
  it('hands each event to the listeners of the host, by its type or all of them', async () => {
    const heard: [string, object][] = [];

    @Injectable()
    class Welcome {
      @OnEvent('rest-auth.registered')
      greet(event: AuthEvent) {
        heard.push(['registered', happeningOf(event)]);
      }

      @OnEvent('rest-auth.*')
      note(event: AuthEvent) {
        heard.push(['any', happeningOf(event)]);
      }
    }

    const host = await startHost({
      imports: [restAuth({ ports: { events: EventEmitterEvents } }), EventEmitterModule.forRoot({ wildcard: true })],
      providers: [Welcome],
    });
    try {
      const key = await register(host, 'alice');
      await host.agent.post('/dj-rest-auth/logout/').set('Authorization', `Token ${key}`);
      expect(heard).toEqual([
        ['registered', { type: 'registered', userId: 1 }],
        ['any', { type: 'registered', userId: 1 }],
        ['any', { type: 'logged_out', userId: 1 }],
      ]);
    } finally {
      await host.close();
    }
  });

  it('lets no listener end the process that rejects later', async () => {
    @Injectable()
    class Careless {
      @OnEvent('rest-auth.registered', { suppressErrors: false })
      async fail() {
        await Promise.reject(new TypeError('hunter2'));
      }
    }

    const host = await startHost({
      imports: [restAuth({ ports: { events: EventEmitterEvents } }), EventEmitterModule.forRoot()],
      providers: [Careless],
    });
    const log = new LogLines();
    try {
      await register(host, 'alice');
      expect(log.lines).toContain('Something to be done after a commit failed: TypeError RestAuth');
      expect(log.text).not.toContain('hunter2');
    } finally {
      log.end();
      await host.close();
    }
  });

  it('does not boot without an emitter, and says what to import', async () => {
    await expect(withHost({ ports: { events: EventEmitterEvents } }, () => Promise.resolve())).rejects.toThrow(
      /`ports\.events` has `EventEmitterEvents`.*import `EventEmitterModule\.forRoot\(\)`/,
    );
  });
});
