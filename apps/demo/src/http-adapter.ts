import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

import type { Environment } from './environment.js';

/** The adapter that is asked for; with both a path is the same with a slash at its end and without. */
export function httpAdapter({ adapter, trustProxy }: Pick<Environment, 'adapter' | 'trustProxy'>): AbstractHttpAdapter {
  if (adapter === 'fastify') {
    return new FastifyAdapter({
      routerOptions: { ignoreTrailingSlash: true },
      ...(trustProxy !== null && { trustProxy }),
    });
  }
  const express = new ExpressAdapter();
  if (trustProxy !== null) express.set('trust proxy', trustProxy);
  return express;
}
