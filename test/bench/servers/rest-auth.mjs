// The module on PostgreSQL, as a host would have it in production. `OPTIONS` is JSON of further options, laid over these.
import 'reflect-metadata';
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GitHubProvider, NodeRsArgon2PasswordHasher, Purge, RestAuthModule } from 'nestjs-rest-auth';

import { database, serve } from './serve.mjs';
import { User } from './user.mjs';

const { DATABASE_NAME, HASHER, KEYS, SECRET, SMTP_URL, SOCIAL } = process.env;
const { url, schema, poolSize } = database();

class Host {}
Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url,
      schema,
      poolSize,
      autoLoadEntities: true,
      synchronize: process.env.SYNCHRONIZE === 'true',
      installExtensions: false,
      extra: { options: `-c search_path=${schema}`, application_name: DATABASE_NAME, onConnect },
    }),
    RestAuthModule.forRoot({
      user: User,
      secret: SECRET,
      mail: { transport: SMTP_URL ?? { jsonTransport: true } },
      links: {
        passwordReset: 'https://app.test/reset/{uid}/{token}',
        emailVerification: 'https://app.test/confirm-email/{key}',
      },
      credentials: { issue: ['jwt'] },
      jwt: {
        keys: JSON.parse(KEYS ?? 'null') ?? [{ id: 'measured', algorithm: 'HS256', secret: SECRET }],
        httpOnly: false,
        rotateRefreshTokens: process.env.ROTATION === 'true',
      },
      throttling: false,
      ...(HASHER === '@node-rs/argon2' && { ports: { passwordHasher: NodeRsArgon2PasswordHasher } }),
      ...(SOCIAL && github(JSON.parse(SOCIAL))),
      ...JSON.parse(process.env.OPTIONS ?? '{}'),
    }),
  ],
})(Host);

await serve(Host, { longestWait, purge: (_, app) => app.get(Purge, { strict: false }).run() });

/** One that is ended before TypeORM listens to it would end the process: see docs/databases.md. */
function onConnect(client) {
  client.on('error', () => undefined);
}

/** Logins by a GitHub, wherever that is. */
function github({ client, endpoints }) {
  return {
    social: { providers: { github: GitHubProvider } },
    socialLogin: { apps: { github: { clients: [client], endpoints } } },
  };
}

/** The longest that something else in libuv's pool had to wait, in milliseconds, in so many milliseconds from now. */
async function longestWait(milliseconds) {
  const longest = { 'dns.lookup': 0, 'fs.readFile': 0 };
  const until = performance.now() + milliseconds;
  const probes = { 'dns.lookup': () => lookup('localhost'), 'fs.readFile': () => readFile(new URL(import.meta.url)) };
  await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => {
      while (performance.now() < until) {
        const began = performance.now();
        await probe();
        longest[name] = Math.max(longest[name], performance.now() - began);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }),
  );
  return longest;
}
