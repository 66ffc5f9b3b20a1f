import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

import type { HttpAdapterName } from './environment.js';

/** The adapter of that name; with both a path is the same with a slash at its end and without. */
export function httpAdapter(name: HttpAdapterName): AbstractHttpAdapter {
  return name === 'express'
    ? new ExpressAdapter()
    : new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } });
}
