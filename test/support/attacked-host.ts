import { type INestApplication, Module, type OnApplicationShutdown, type Type } from '@nestjs/common';
import type { AttackedHost } from 'nestjs-rest-auth/testing';

import { httpAdapter } from './http-adapter.mjs';
import { prefix } from './surroundings.mjs';
import { bootApplication } from './test-application.js';
import { type DatabaseName, type TestDatabase, testDatabase } from './test-database.js';

/** The specs' own application as one that is attacked. */
export function attackedHost(name: DatabaseName): AttackedHost {
  const databases = new WeakMap<INestApplication, TestDatabase>();
  return {
    prefix: prefix(),
    singleProcess: name === 'sqlite',
    // A machine that runs two specs at once, each with crowds, is slower than a server.
    patience: 30_000,
    // `npm run verify:full`: as many rounds as the catalogue names.
    thorough: Boolean(process.env['TEST_THOROUGH']),
    boot: async ({ options, trustProxy, beside }) => {
      const shared = beside && databases.get(beside);
      const database = shared ?? (await testDatabase(name));
      const adapter = await httpAdapter(trustProxy ? { trustProxy: 'loopback' } : {});
      const imports = shared ? [] : [ownerOf(database)];
      try {
        const app = await bootApplication(database, { options, adapter, imports });
        databases.set(app, database);
        return app;
      } catch (error) {
        if (!shared) await database.drop();
        throw error;
      }
    },
  };
}

/** A module whose application takes the database with it. What Nest gives as the application passes over another `close`. */
function ownerOf(database: TestDatabase): Type {
  @Module({})
  class DatabaseOwner implements OnApplicationShutdown {
    onApplicationShutdown(): Promise<void> {
      return database.drop();
    }
  }
  return DatabaseOwner;
}
