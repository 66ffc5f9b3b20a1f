// The module on PostgreSQL, as a host would have it in production. `OPTIONS` is JSON of further options, laid over these.
import 'reflect-metadata';
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AbstractLogger } from 'typeorm';
import { Clock, GitHubProvider, NodeRsArgon2PasswordHasher, Purge, RestAuthModule } from 'nestjs-rest-auth';

import { database, serve } from './serve.mjs';
import { User } from './user.mjs';

const { CLOCK_AHEAD, DATABASE_EXTRA, DATABASE_NAME, HASHER, KEYS, SECRET, SMTP_URL, SOCIAL } = process.env;
const { url, schema, poolSize } = database();

/** The machine's, and so many seconds ahead (or behind) as `CLOCK_AHEAD` says at first and the parent later. */
class SteppedClock extends Clock {
  static aheadSeconds = Number(CLOCK_AHEAD);

  now() {
    return new Date(Date.now() + SteppedClock.aheadSeconds * 1000);
  }
}

const ports = {
  ...(HASHER === '@node-rs/argon2' && { passwordHasher: NodeRsArgon2PasswordHasher }),
  ...(CLOCK_AHEAD !== undefined && { clock: SteppedClock }),
};

/** How long the longest DELETE took, which is how long it held its locks: each is a transaction of its own in a purge. */
const deletions = new (class extends AbstractLogger {
  longest = 0;

  logQuerySlow(milliseconds, statement) {
    if (statement.startsWith('DELETE')) this.longest = Math.max(this.longest, milliseconds);
  }

  writeLog() {
    // Nothing else is kept.
  }
})();

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
      ...(process.env.WATCH_DELETIONS === 'true' && { maxQueryExecutionTime: 1, logger: deletions }),
      extra: {
        options: `-c search_path=${schema}`,
        application_name: DATABASE_NAME,
        onConnect,
        ...JSON.parse(DATABASE_EXTRA ?? '{}'),
      },
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
      ports,
      ...(SOCIAL && github(JSON.parse(SOCIAL))),
      ...JSON.parse(process.env.OPTIONS ?? '{}'),
    }),
  ],
})(Host);

await serve(Host, {
  longestWait,
  kept,
  purge,
  stepClock: (aheadSeconds) => void (SteppedClock.aheadSeconds = aheadSeconds),
});

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

/** Takes away what has expired; gives how many rows, and how long the longest statement held its locks, in milliseconds. */
async function purge(_, app) {
  deletions.longest = 0;
  const counts = await app.get(Purge, { strict: false }).run();
  return { counts, longestLock: deletions.longest };
}

/** The connections of clients that are open, and the bytes that are in use once what is garbage is gone. */
async function kept(_, app) {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  collectGarbage();
  // What was waiting for a finalizer.
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  const server = app.getHttpServer();
  const connections = await new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
  return { connections, bytes: heapUsed + external };
}

/** The longest that something else in libuv's pool had to wait, and the event loop itself, in milliseconds, in so many milliseconds from now. */
async function longestWait(milliseconds) {
  const longest = { 'dns.lookup': 0, 'fs.readFile': 0 };
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
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
  loop.disable();
  return { ...longest, 'the event loop': loop.max / 1e6 };
}
