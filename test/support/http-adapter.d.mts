import type { AbstractHttpAdapter } from '@nestjs/core';

/** What `TEST_ADAPTER` names. Default: Express. Throws where it names none that there is. */
export const adapterName: () => 'express' | 'fastify';

/** A new one of that kind. `trustProxy` is what a host says of the proxies in front of it: in the words of Express, which Fastify shares. */
export const httpAdapter: (options?: { trustProxy?: boolean | string }) => Promise<AbstractHttpAdapter>;
