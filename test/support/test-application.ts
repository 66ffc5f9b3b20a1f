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

import { httpAdapter } from './http-adapter.mjs';
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
  app: INestApplication;
  url: string;
  clock: FrozenClock;
  mailer: MemoryMailer;
  dataSource: DataSource;
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
  /** A database that is shared: who made it drops it. Default: one of the application's own. */
  on?: TestDatabase;
}

export const SECRET = 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa';

export const LINKS = {
  passwordReset: 'http://app.test/password-reset/confirm/{uid}/{token}/',
  emailVerification: 'http://app.test/confirm-email/{key}/',
};

/** A real application on a real database, listening on loopback. */
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
  const app = await bootApplication(on, { ...more, options: { ...options, ports } });
  await app.listen(0, '127.0.0.1');
  const outbox = app.get(Outbox, { strict: false });
  return {
    app,
    url: (await app.getUrl()) + prefix(),
    clock,
    mailer,
    dataSource: app.get(DataSource, { strict: false }),
    mails: async () => {
      await outbox.drain();
      return mailer.mails;
    },
    close: async () => {
      await app.close();
      if (!more.on) await on.drop();
    },
  };
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
