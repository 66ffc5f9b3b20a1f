// What every measured server does: listens on a free loopback port, tells its parent where, and ends with it.
import { Session } from 'node:inspector/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const ADAPTERS = {
  express: () => new ExpressAdapter(),
  fastify: () => new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } }),
};

/** Serves a module by the adapter that `ADAPTER` names; `answers` are further messages of the parent's, by name. */
export async function serve(Host, answers = {}) {
  const adapter = ADAPTERS[process.env.ADAPTER ?? 'express']();
  if (adapter.getType() === 'express') adapter.disable('x-powered-by');
  // A parent that expects outages by the dozen does not want to read of each.
  const logger = process.env.QUIET === 'true' ? ['fatal'] : ['error', 'fatal'];
  const app = await NestFactory.create(Host, adapter, { logger, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const acts = { profile, ...answers };
  process.on('message', ({ id, act, given }) => {
    void Promise.resolve(acts[act](given, app)).then((answer) => process.send({ id, answer }));
  });
  // Whoever is being answered still is.
  process.on('disconnect', () => void app.close().finally(() => process.exit()));
  process.send({ url: await app.getUrl() });
  return app;
}

/** The database that the parent has made. */
export function database() {
  const { DATABASE_URL: url, DATABASE_SCHEMA: schema, POOL_SIZE = '10' } = process.env;
  return { url, schema, poolSize: Number(POOL_SIZE) };
}

/** What the main thread does in so many milliseconds from now, as V8's profiler sees it. */
async function profile(milliseconds) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  await delay(milliseconds);
  const { profile: taken } = await session.post('Profiler.stop');
  session.disconnect();
  return taken;
}
