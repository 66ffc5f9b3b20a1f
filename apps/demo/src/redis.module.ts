import { type DynamicModule, Inject, Module, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { Redis } from 'ioredis';

import type { Environment } from './environment.js';

/** The one connection to Redis of this process, where the environment names a server. */
@Module({})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Optional() @Inject(Redis) private readonly client?: Redis) {}

  static forRoot(client: Redis | null): DynamicModule {
    return { module: RedisModule, providers: client === null ? [] : [{ provide: Redis, useValue: client }] };
  }

  onApplicationShutdown(): void {
    this.client?.disconnect();
  }
}

/** Null where there is no `REDIS_URL`. What Redis cannot be told now is of no use later: no queue. */
export function redisOf({ redisUrl }: Environment): Redis | null {
  if (redisUrl === null) return null;
  const client = new Redis(redisUrl, { enableOfflineQueue: false });
  // The module says in the log that it counts by itself meanwhile.
  client.on('error', () => undefined);
  return client;
}
