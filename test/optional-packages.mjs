/**
 * Boots applications on the built package as if the packages of providers, of JSON Web Tokens and of listeners were not installed: without them one works, with them it
 * says what to install. Ends with 0 when all of it was right. Needs `npm run build:lib` first.
 */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { register } from 'node:module';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import libsql from 'libsql';
import { Entity, PrimaryGeneratedColumn } from 'typeorm';

const PACKAGES = {
  FacebookProvider: 'passport-facebook',
  GitHubProvider: 'passport-github2',
  TwitterProvider: 'passport-twitter',
};
const LISTENERS = { EventEmitterEvents: '@nestjs/event-emitter', PrometheusEvents: 'prom-client' };
const PASSWORD = 'an-early-analytical-engine';

try {
  register('./optional-packages/hide-packages.mjs', import.meta.url);
  for (const name of [
    ...Object.values(PACKAGES),
    'passport-oauth1',
    'passport-oauth2',
    '@nestjs/jwt',
    'passport-jwt',
    'bcrypt',
    '@node-rs/argon2',
    ...Object.values(LISTENERS),
    '@nestjs/terminus',
  ]) {
    await assert.rejects(import(name), { code: 'ERR_MODULE_NOT_FOUND' });
    console.log(`${name} is not there`);
  }
  // Only now: what it imports at once must not be among them.
  const library = await import('nestjs-rest-auth');
  await worksWithout(library);
  await closedWithoutBcrypt(library);
  for (const [provider, name] of Object.entries(PACKAGES)) await asksFor(name, provider, library);
  await asksForJwt(library);
  await asksForHasher(library);
  for (const [listener, name] of Object.entries(LISTENERS)) await asksForListener(name, listener, library);
  console.log('The packages of providers, of JSON Web Tokens, of other hashers and of listeners are optional.');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}

async function worksWithout(library) {
  const app = await application(library);
  try {
    await app.listen(0, '127.0.0.1');
    const answer = await fetch(`${await app.getUrl()}/dj-rest-auth/registration/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'ada', email: 'ada@example.com', password1: PASSWORD, password2: PASSWORD }),
    });
    const text = await answer.text();
    assert.equal(answer.status, 201, `registers: ${answer.status} ${text}`);
    assert.match(text, /^\{"key":"[0-9a-f]{40}"\}$/);
    console.log('boots without social logins, and registers: 201');
  } finally {
    await app.close();
  }
}

/** Whoever has a hash that cannot be checked is told what whoever is unknown is told; the log says what to install. */
async function closedWithoutBcrypt(library) {
  const app = await application(library);
  try {
    await app.listen(0, '127.0.0.1');
    const user = {
      username: 'grace',
      email: '',
      firstName: '',
      lastName: '',
      isActive: true,
      credentialsChangedAt: null,
    };
    const password = 'bcrypt$$2b$12$vh2giddygmKTVKFT8Izkdeln1aOoVYeq0khVQgTFdOQUzZlU/PAiu';
    await app.get(library.UserStore, { strict: false }).create({ ...user, password, dateJoined: new Date() }, {});
    for (const username of ['grace', 'nobody']) {
      const answer = await fetch(`${await app.getUrl()}/dj-rest-auth/login/`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ username, password: PASSWORD }),
      });
      const refused = { non_field_errors: ['Unable to log in with provided credentials.'] };
      assert.deepEqual([answer.status, await answer.json()], [400, refused]);
    }
    console.log('without bcrypt, whoever has a hash of it is refused as whoever is unknown: 400');
  } finally {
    await app.close();
  }
}

async function asksFor(name, provider, library) {
  const app = await application(library, {
    social: { providers: { mounted: library[provider] } },
    socialLogin: { apps: { mounted: { clients: [{ id: 'client', secret: 'secret' }] } } },
  });
  const message = new RegExp(`^RestAuthModule cannot start: .*\\b${name}\\b.*\\bnpm install ${name}$`);
  await assert.rejects(app.init(), { message });
  console.log(`does not boot with ${provider}, and says: npm install ${name}`);
}

async function asksForJwt(library) {
  const message =
    "RestAuthModule cannot start: the credential kind 'jwt' needs the package @nestjs/jwt, which is not installed: npm install @nestjs/jwt";
  await assert.rejects(application(library, { credentials: { issue: ['jwt'] } }), { message });
  console.log('does not boot with jwt, and says: npm install @nestjs/jwt');
}

async function asksForHasher(library) {
  const app = await application(library, { ports: { passwordHasher: library.NodeRsArgon2PasswordHasher } });
  const message =
    'RestAuthModule cannot start: NodeRsArgon2PasswordHasher needs the package @node-rs/argon2, which is not installed: npm install @node-rs/argon2';
  await assert.rejects(app.init(), { message });
  console.log('does not boot with NodeRsArgon2PasswordHasher, and says: npm install @node-rs/argon2');
}

async function asksForListener(name, listener, library) {
  const app = await application(library, { ports: { events: [library[listener]] } });
  const message = `RestAuthModule cannot start: \`${listener}\` needs the package ${name}, which is not installed: npm install ${name}`;
  await assert.rejects(app.init(), { message });
  console.log(`does not boot with ${listener}, and says: npm install ${name}`);
}

function application({ BaseUser, RestAuthModule }, options = {}) {
  class User extends BaseUser {}
  Entity('app_user')(User);
  PrimaryGeneratedColumn()(User.prototype, 'id');

  class AppModule {}
  Module({
    imports: [
      TypeOrmModule.forRoot({
        type: 'better-sqlite3',
        driver: libsql,
        database: ':memory:',
        autoLoadEntities: true,
        synchronize: true,
        retryAttempts: 0,
      }),
      RestAuthModule.forRoot({
        user: User,
        secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
        mail: { transport: { jsonTransport: true } },
        links: {
          passwordReset: 'https://app.test/reset/{uid}/{token}',
          emailVerification: 'https://app.test/confirm-email/{key}',
        },
        ...options,
      }),
    ],
  })(AppModule);
  return NestFactory.create(AppModule, { logger: ['fatal'], abortOnError: false });
}
