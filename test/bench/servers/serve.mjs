// What every measured server does: listens on a free loopback port, tells its parent where, and ends with it.
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
  const app = await NestFactory.create(Host, adapter, { logger: ['error', 'fatal'], abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const acts = { memory: () => process.memoryUsage().rss, ...answers };
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
