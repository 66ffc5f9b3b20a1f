import { type DynamicModule, type INestApplication, Module, type ModuleMetadata } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Mailer, PasswordHasher, RestAuthModule, type RestAuthOptions, restAuthMigrations } from 'nestjs-rest-auth';
import request from 'supertest';
import { DataSource, type MigrationInterface } from 'typeorm';

import { httpAdapter } from './http-adapter.mjs';
import { LINKS, SECRET } from './test-application.js';
import { type DatabaseName, testDatabase } from './test-database.js';
import { Profile, User } from './test-user.js';
import { UserTables1700000000000 } from './user-tables.migration.js';

export const PASSWORD = 'Wonder-land9';

export const KEY = expect.stringMatching(/^[0-9a-f]{40}$/) as string;

/** Delivers nothing, for specs that read no mail. */
export class SilentMailer extends Mailer {
  override send(): Promise<void> {
    return Promise.resolve();
  }
}

/** Hashes at once, for specs that register in crowds. */
export class QuickHasher extends PasswordHasher {
  override async hash(password: string): Promise<string> {
    return `quick:${password}`;
  }
  override async verify(password: string, hash: string | null): Promise<boolean> {
    return hash === `quick:${password}`;
  }
  override needsRehash(): boolean {
    return false;
  }
}

/** The options that every host must give. */
export const REQUIRED = { user: User, secret: SECRET, mail: { transport: { jsonTransport: true } }, links: LINKS };

/** Every spec comes from one address, again and again; those about limits say which. */
export const UNLIMITED = { throttling: false } as const;

/** An instance of the module for the test's user, whole but for the mail server and the cost of hashes. */
export function restAuth(options: Partial<RestAuthOptions<User>> = {}): DynamicModule {
  const ports = { mailer: SilentMailer, passwordHasher: QuickHasher, ...options.ports };
  return RestAuthModule.forRoot<User>({ ...REQUIRED, ...UNLIMITED, ...options, ports });
}

export interface HostOptions {
  database?: DatabaseName;
  /** The host's imports, the module among them. Default: one instance of it. */
  imports?: NonNullable<ModuleMetadata['imports']>;
  controllers?: NonNullable<ModuleMetadata['controllers']>;
  providers?: NonNullable<ModuleMetadata['providers']>;
  entities?: (abstract new (...parameters: never[]) => unknown)[];
  /** After those of the host's user table. Default: the module's own, for its default tables. */
  migrations?: (new () => MigrationInterface)[];
  /** Default: what `TEST_ADAPTER` names. */
  adapter?: AbstractHttpAdapter;
  nest?: Record<string, unknown>;
  /** What a host does in its `main.ts` before it listens. */
  configure?: (app: INestApplication) => void;
}

export interface Host {
  app: INestApplication;
  url: string;
  dataSource: DataSource;
  agent: ReturnType<typeof request>;
  close(): Promise<void>;
}

/** The module of a host on a database of its own. */
export async function hostModule({ database = 'sqlite', ...options }: HostOptions) {
  const { options: connection, drop } = await testDatabase(database);

  @Module({
    imports: [
      TypeOrmModule.forRoot({
        ...connection,
        entities: [User, Profile, ...(options.entities ?? [])],
        autoLoadEntities: true,
        migrations: [UserTables1700000000000, ...(options.migrations ?? restAuthMigrations(User))],
        migrationsRun: true,
        retryAttempts: 0,
      }),
      ...(options.imports ?? [restAuth()]),
    ],
    controllers: options.controllers ?? [],
    providers: options.providers ?? [],
  })
  class HostModule {}

  return { HostModule, drop };
}

/** A host that a spec puts together itself, listening on loopback. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const { HostModule, drop } = await hostModule(options);
  const app = await NestFactory.create(HostModule, options.adapter ?? (await httpAdapter()), {
    logger: false,
    abortOnError: false,
    ...options.nest,
  });
  options.configure?.(app);
  return listen(app, drop);
}

/** Has an application listen on loopback; its database goes with it. */
export async function listen(app: INestApplication, drop: () => Promise<void>): Promise<Host> {
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    dataSource: app.get(DataSource, { strict: false }),
    agent: request(url),
    close: async () => {
      await app.close();
      await drop();
    },
  };
}

/** Puts a host on SQLite back to where it began, for specs whose tests may share one that has no options of its own. */
export async function forgetEverybody({ dataSource }: Host): Promise<void> {
  await dataSource.query('DELETE FROM app_user');
  await dataSource.query('DELETE FROM sqlite_sequence');
}

/** The body of a registration. */
export function registration(username: string, more: object = {}) {
  return { username, email: `${username}@example.com`, password1: PASSWORD, password2: PASSWORD, ...more };
}

/** Registers and answers the key. */
export async function register(host: Host, username: string, path = '/dj-rest-auth'): Promise<string> {
  const { status, body } = await host.agent.post(`${path}/registration/`).send(registration(username));
  expect([status, body]).toEqual([201, { key: KEY }]);
  return body.key;
}

/** What of an answer a client sees first. */
export function seen({ status, body }: request.Response): [number, unknown] {
  return [status, body];
}

/** Does something with a host that stands on those options. */
export async function withHost<Result>(
  options: Partial<RestAuthOptions<User>>,
  act: (host: Host) => Promise<Result>,
): Promise<Result> {
  const host = await startHost({ imports: [restAuth(options)] });
  try {
    return await act(host);
  } finally {
    await host.close();
  }
}

/** What the API answers to a few calls; a call is `METHOD path` with a body or nothing. */
export async function ask(
  host: Host,
  ...calls: [string, (object | string | undefined)?, string?][]
): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const [what, body, key] of calls) {
    const [method = 'GET', path = ''] = what.split(' ');
    const call = host.agent[method.toLowerCase() as 'get' | 'post' | 'patch' | 'put'](`/dj-rest-auth/${path}/`);
    if (key !== undefined) void call.set('Authorization', `Token ${key}`);
    answers.push(seen(await call.send(body)));
  }
  return answers;
}
