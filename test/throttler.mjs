/**
 * Boots an application whose every route the guard of `@nestjs/throttler` stands before, on Express and on Fastify, and asks until it has had enough: what it says is said in
 * the module's shape. In plain Node, for Jest cannot load that package (it is CommonJS, and Nest is not). Ends with 0 when all of it was right. Needs `npm run build:lib` first.
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
import { RestAuthModule, restAuthMigrations } from 'nestjs-rest-auth';

import { Profile, User, UserTables1700000000000 } from './wire/adapter/host.mjs';

const LIMIT = 2;

for (const adapter of [new ExpressAdapter(), new FastifyAdapter()]) {
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
      ThrottlerModule.forRoot([{ ttl: 60_000, limit: LIMIT }]),
      RestAuthModule.forRoot({
        user: User,
        secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
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
