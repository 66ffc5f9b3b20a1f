import { type INestApplication, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import libsql from 'libsql';
import {
  type AuthUser,
  Clock,
  Mailer,
  Outbox,
  restAuthEntities,
  RestAuthModule,
  type RestAuthOptions,
} from 'nestjs-rest-auth';
import { FrozenClock, MemoryMailer } from 'nestjs-rest-auth/testing';

import { type Host, listen, UNLIMITED } from '../support/host.js';
import { httpAdapter } from '../support/http-adapter.mjs';
import { QuickHasher } from '../support/quick-hasher.js';
import { LINKS, SECRET } from '../support/test-application.js';

/** A host as the pages build it: tables made of the entities, on SQLite in memory. */
export interface DocumentedHost extends Host {
  readonly clock: FrozenClock;
  /** All mails so far, once none waits any more. */
  mails(): Promise<MemoryMailer['mails']>;
}

export interface Recipe {
  /** The host's user. */
  readonly user: Type<AuthUser>;
  readonly options?: Partial<RestAuthOptions>;
  /** The host's other entities. */
  readonly entities?: readonly Type<object>[];
  readonly controllers?: Type<object>[];
  /** In place of a module that is made of `user` and `options`. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** What its `main.ts` does before it listens. */
  readonly configure?: (app: INestApplication) => void;
}

/** Each host has the entities that it names, and not those of the specs before it, as `autoLoadEntities` would have. */
const database = (user: Type<AuthUser>, entities: readonly Type<object>[]) =>
  TypeOrmModule.forRoot({
    type: 'better-sqlite3',
    driver: libsql,
    database: ':memory:',
    entities: [user, ...Object.values(restAuthEntities(user)), ...entities],
    synchronize: true,
    retryAttempts: 0,
  });

/** Does something with a host that a recipe makes. Mails are kept, time stands still and hashes are cheap, where the recipe does not say otherwise. */
export async function withRecipe<Result>(
  { user, options = {}, entities = [], controllers = [], imports, configure }: Recipe,
  act: (host: DocumentedHost) => Promise<Result>,
): Promise<Result> {
  const ports = { clock: FrozenClock, mailer: MemoryMailer, passwordHasher: QuickHasher, ...options.ports };
  const restAuth = () =>
    RestAuthModule.forRoot<AuthUser>({
      user,
      secret: SECRET,
      mail: MAIL,
      links: LINKS,
      ...UNLIMITED,
      ...options,
      ports,
    });

  @Module({ imports: [database(user, entities), ...(imports ?? [restAuth()])], controllers })
  class DocumentedModule {}

  const testing = Test.createTestingModule({ imports: [DocumentedModule] });
  if (imports) {
    // As docs/customising.md has it done in tests.
    testing.overrideProvider(Mailer).useClass(MemoryMailer).overrideProvider(Clock).useClass(FrozenClock);
  }
  const compiled = await testing.compile();
  const app = compiled.createNestApplication(await httpAdapter(), { logger: false });
  configure?.(app);
  const host = await listen(app, () => Promise.resolve());
  const part = <Part>(token: abstract new (...given: never[]) => unknown) =>
    host.app.get<Part>(token, { strict: false });
  try {
    return await act({
      ...host,
      clock: part<FrozenClock>(Clock),
      mails: async () => {
        await part<Outbox>(Outbox).drain();
        return part<MemoryMailer>(Mailer).mails;
      },
    });
  } finally {
    await host.close();
  }
}

const MAIL = { transport: { jsonTransport: true } };
