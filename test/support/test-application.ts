import {
  Controller,
  Get,
  HttpCode,
  type INestApplication,
  Module,
  type ModuleMetadata,
  Post,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  AuthGuard,
  type AuthUser,
  Clock,
  EnsureCsrfCookie,
  Mailer,
  Outbox,
  RestAuthModule,
  type RestAuthOptions,
  restAuthMigrations,
} from 'nestjs-rest-auth';
import { FrozenClock, MemoryMailer } from 'nestjs-rest-auth/testing';
import { DataSource, type MigrationInterface } from 'typeorm';

import { RoundRobin } from '../demo/round-robin.mjs';
import { httpAdapter } from './http-adapter.mjs';
import { instanceCount } from './instances.mjs';
import { prefix, surround } from './surroundings.mjs';
import { databases, type DatabaseName, type TestDatabase, testDatabase } from './test-database.js';
import { Profile, User } from './test-user.js';
import { UserTables1700000000000 } from './user-tables.migration.js';

/** A controller of the host's own behind our guard. */
@Controller()
export class HostController {
  @Get('protected-view')
  @UseGuards(AuthGuard)
  get() {
    return { success: true };
  }

  @Post('protected-view')
  @HttpCode(200)
  @UseGuards(AuthGuard)
  post() {
    return { success: true };
  }

  @Get('getcsrf')
  @UseInterceptors(EnsureCsrfCookie)
  csrf() {
    return '';
  }
}

export interface TestApplication {
  /** The first, where there are several instances. */
  app: INestApplication;
  url: string;
  clock: FrozenClock;
  mailer: MemoryMailer;
  dataSource: DataSource;
  /** Sends what mails there are, whichever instance has them. */
  drain(): Promise<void>;
  /** All mails so far, once none waits any more. */
  mails(): Promise<MemoryMailer['mails']>;
  close(): Promise<void>;
}

export interface TestOptions {
  database?: DatabaseName;
  options?: Partial<RestAuthOptions>;
  imports?: ModuleMetadata['imports'];
  controllers?: ModuleMetadata['controllers'];
  entities?: (abstract new (...parameters: never[]) => unknown)[];
  /** What makes the host's own tables. Default: those of the plain test user. */
  migrations?: (new () => MigrationInterface)[];
  /** Default: what `TEST_ADAPTER` names. */
  adapter?: AbstractHttpAdapter;
  /** How many there are. Default: what `TEST_INSTANCES` says; 1 where a test is about what one process keeps. */
  instances?: number;
  /** A database that is shared: who made it drops it. Default: one of the application's own. */
  on?: TestDatabase;
}

export const SECRET = 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa';

export const LINKS = {
  passwordReset: 'http://app.test/password-reset/confirm/{uid}/{token}/',
  emailVerification: 'http://app.test/confirm-email/{key}/',
};

/**
 * A real application on a real database, listening on loopback: as many instances as `TEST_INSTANCES` says, with one clock and one mail server. There is one alone on SQLite, whose database in memory is one
 * connection's, and where a test gives the adapter, which is one application's.
 */
export async function startApplication({
  database = databases()[0] ?? 'sqlite',
  options,
  ...more
}: TestOptions = {}): Promise<TestApplication> {
  const on = more.on ?? (await testDatabase(database));
  const clock = new FrozenClock();
  const mailer = new MemoryMailer();

  class TestClock extends Clock {
    override now() {
      return clock.now();
    }
  }
  class TestMailer extends Mailer {
    override send(...mail: Parameters<Mailer['send']>) {
      return mailer.send(...mail);
    }
  }

  const ports = { clock: TestClock, mailer: TestMailer, ...options?.ports };
  const instance = async () => {
    const booted = await bootApplication(on, { ...more, options: { ...options, ports } });
    await booted.listen(0, '127.0.0.1');
    return booted;
  };
  const app = await instance();
  const apps = [app];
  const isAlone = more.adapter !== undefined || on.options.type === 'better-sqlite3';
  const count = isAlone ? 1 : (more.instances ?? instanceCount());
  while (apps.length < count) apps.push(await instance());
  const proxy = apps.length > 1 ? await proxyBefore(apps) : null;
  const drain = async () => {
    // One that is behind may have what another has looked for in vain.
    await Promise.all(apps.map((each) => each.get(Outbox, { strict: false }).drain()));
  };
  return {
    app,
    url: (proxy ? proxy.url : await app.getUrl()) + prefix(),
    clock,
    mailer,
    dataSource: app.get(DataSource, { strict: false }),
    drain,
    mails: async () => {
      await drain();
      return mailer.mails;
    },
    close: async () => {
      await proxy?.close();
      for (const each of apps) await each.close();
      if (!more.on) await on.drop();
    },
  };
}

/** A proxy that hands requests on to one after the other, with no sticky sessions. */
async function proxyBefore(apps: readonly INestApplication[]): Promise<{ url: string; close(): Promise<void> }> {
  const proxy = new RoundRobin();
  for (const app of apps) proxy.add(await app.getUrl());
  return { url: await proxy.listen(), close: () => proxy.close() };
}

/** The same application as long as it does not listen, with the ports that it is given. */
export async function bootApplication(
  { options: connection }: TestDatabase,
  { options, ...more }: Omit<TestOptions, 'database' | 'on'>,
): Promise<INestApplication> {
  const module = RestAuthModule.forRoot<AuthUser>({
    user: User,
    secret: SECRET,
    mail: { transport: { jsonTransport: true } },
    links: LINKS,
    // Every spec comes from one address, again and again; those about limits say which.
    throttling: false,
    ...options,
  });

  @Module({
    imports: [
      TypeOrmModule.forRoot({
        ...connection,
        entities: [User, Profile, ...(more.entities ?? [])],
        autoLoadEntities: true,
        migrations: [
          ...(more.migrations ?? [UserTables1700000000000]),
          ...restAuthMigrations(options?.user ?? User, options?.tables),
        ],
        migrationsRun: true,
        retryAttempts: 0,
      }),
      module,
      ...(more.imports ?? []),
    ],
    controllers: [HostController, ...(more.controllers ?? [])],
  })
  class TestModule {}

  const app = await NestFactory.create(TestModule, more.adapter ?? (await httpAdapter()), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  surround(app);
  return app;
}
