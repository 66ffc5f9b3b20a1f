import type { AbstractHttpAdapter } from '@nestjs/core';

/** What `TEST_ADAPTER` names. Default: Express. Throws where it names none that there is. */
export const adapterName: () => 'express' | 'fastify';

/** A new one of that kind. */
export const httpAdapter: () => Promise<AbstractHttpAdapter>;
