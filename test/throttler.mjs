/**
 * Boots an application whose every route the guard of `@nestjs/throttler` stands before, on Express and on Fastify, and asks until it has had enough: what it says is said in
 * the module's shape. The module counts too, and both in one store: what is a `ThrottleStore` is a `ThrottlerStorage`. In plain Node, for Jest cannot load that package (it is CommonJS, and Nest is not). Ends with 0 when all of it was right. Needs `npm run build:lib` first.
 */
import 'reflect-metadata';
import assert from 'node:assert/strict';

import { Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import libsql from 'libsql';
import { MemoryThrottleStore, RestAuthModule, restAuthMigrations, SystemClock, ThrottleStore } from 'nestjs-rest-auth';

import { Profile, User, UserTables1700000000000 } from './wire/adapter/host.mjs';

const LIMIT = 2;

/** Where everything is counted, for each application anew. */
const counting = { store: new MemoryThrottleStore(new SystemClock()) };

/** The same for the module, which makes its ports by their class. */
class SharedStore extends ThrottleStore {
  increment(...hit) {
    return counting.store.increment(...hit);
  }
  giveBack(...hit) {
    return counting.store.giveBack(...hit);
  }
  clear(...key) {
    return counting.store.clear(...key);
  }
}

for (const adapter of [new ExpressAdapter(), new FastifyAdapter()]) {
  counting.store = new MemoryThrottleStore(new SystemClock());
  const app = await application(adapter);
  try {
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const login = async () => {
      const answer = await fetch(`${url}/dj-rest-auth/login/`, { method: 'POST' });
      const headers = ['retry-after', 'cache-control'].map((name) => answer.headers.get(name));
      return [answer.status, await answer.json(), ...headers];
    };
    const required = [400, { password: ['This field is required.'] }, null, 'no-store'];
    assert.deepEqual([await login(), await login()], [required, required]);
    const [status, body, retryAfter, cacheControl] = await login();
    assert.deepEqual(
      [status, body, cacheControl],
      [429, { detail: 'ThrottlerException: Too Many Requests' }, 'no-store'],
    );
    assert.match(retryAfter, /^\d+$/);
    const user = await fetch(`${url}/dj-rest-auth/user/`);
    assert.deepEqual(
      [user.status, await user.json()],
      [401, { detail: 'Authentication credentials were not provided.' }],
    );
    // The throttler lets a second one through; the module's own limit, in the same store, does not.
    const page = async () =>
      (await fetch(`${url}/dj-rest-auth/registration/account-confirm-email/x/`, { redirect: 'manual' })).status;
    assert.deepEqual([await page(), await page(), await page()], [302, 429, 429]);
    console.log(`${adapter.getType()}: the throttler's 429 has the module's shape, and counts each route by itself.`);
  } finally {
    await app.close();
  }
}

function application(adapter) {
  class Host {}
  Module({
    imports: [
      TypeOrmModule.forRoot({
        type: 'better-sqlite3',
        driver: libsql,
        database: ':memory:',
        entities: [User, Profile],
        autoLoadEntities: true,
        migrations: [UserTables1700000000000, ...restAuthMigrations(User)],
        migrationsRun: true,
      }),
      ThrottlerModule.forRoot({ throttlers: [{ ttl: 60_000, limit: LIMIT }], storage: new SharedStore() }),
      RestAuthModule.forRoot({
        user: User,
        secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
        ports: { throttleStore: SharedStore },
        throttling: { rates: { others: '1/min' } },
        mail: { transport: { jsonTransport: true } },
        links: {
          passwordReset: 'https://app.test/reset/{uid}/{token}/',
          emailVerification: 'https://app.test/confirm/{key}/',
        },
      }),
    ],
    providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
  })(Host);
  return NestFactory.create(Host, adapter, { logger: ['error', 'fatal'], abortOnError: false });
}
