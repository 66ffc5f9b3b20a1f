import { fileURLToPath } from 'node:url';

import type { SocialClient } from 'nestjs-rest-auth';

import { forEachService, type SocialService } from './social/social-services.js';

/** On which of Nest's HTTP adapters it runs. */
export const HTTP_ADAPTERS = ['express', 'fastify'] as const;

export type HttpAdapterName = (typeof HTTP_ADAPTERS)[number];

/** Everything that the environment decides. The demo starts without any of it. */
export abstract class Environment {
  /** `HOST`: where it listens. Default `127.0.0.1`, for whoever reads the mailbox can be anybody. */
  abstract readonly host: string;
  /** `PORT`. Default 3000. */
  abstract readonly port: number;
  /** `PUBLIC_URL`: where browsers find it, without a slash at the end; links in mails begin with it. Default `http://localhost:PORT`. */
  abstract readonly publicUrl: string;
  /** `DEMO_ADAPTER`: `express` or `fastify`. Default `express`. */
  abstract readonly adapter: HttpAdapterName;
  /** `DEMO_THROTTLING`: `on` or `off`; with `off` nobody is limited, for tests that come from one address. Default `on`. */
  abstract readonly throttling: boolean;
  /** `TRUST_PROXY`: the addresses of the proxies in front of it, such as `loopback` or `uniquelocal, 203.0.113.7`. Default null: none, and no header of theirs is believed. */
  abstract readonly trustProxy: string | null;
  /** `REDIS_URL`: where several processes count together who asks too often, `redis://host:port`. Default null: each counts in its own memory. */
  abstract readonly redisUrl: string | null;
  /** `DATABASE_URL`: a PostgreSQL server, `postgres://user:password@host/database`. Default null: SQLite. */
  abstract readonly databaseUrl: string | null;
  /** `DATABASE_FILE`: the SQLite database. Default `apps/demo/data/demo.sqlite`. */
  abstract readonly databaseFile: string;
  /** `SMTP_URL`: where mails are sent, `smtp://user:password@host:port`. Default null: they are kept for the mailbox page. */
  abstract readonly smtpUrl: string | null;
  /** `SECRET`: at least 32 random bytes. Default null: one is made at the first start and kept beside the database. */
  abstract readonly secret: string | null;
  /**
   * `FACEBOOK_CLIENT_ID` and `FACEBOOK_CLIENT_SECRET`, and the same of `GITHUB_` and `TWITTER_` (there: consumer key and secret): your
   * application at the service, registered with the callbacks `PUBLIC_URL/app/social/facebook` (the client's) and `PUBLIC_URL/social/facebook` (the
   * forms'), or with `PUBLIC_URL` where a service takes one alone. Default null: the fake provider stands in for it.
   */
  abstract readonly socialClients: Readonly<Record<SocialService, SocialClient | null>>;
}

/** Variables that cannot work. The message lists all of them, and never what an address holds: there may be a password in it. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(problems: readonly string[]) {
    super(`The demo cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const DEFAULT_FILE = fileURLToPath(new URL('../data/demo.sqlite', import.meta.url));

/** Reads and checks `variables`; one that is set to nothing counts as not set. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const value = (name: string): string | null => {
    const text = variables[name]?.trim() ?? '';
    return text === '' ? null : text;
  };
  const port = Number(value('PORT') ?? 3000);
  const adapter = value('DEMO_ADAPTER') ?? 'express';
  const throttling = value('DEMO_THROTTLING') ?? 'on';
  const environment: Environment = {
    host: value('HOST') ?? '127.0.0.1',
    port,
    publicUrl: (value('PUBLIC_URL') ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    adapter: HTTP_ADAPTERS.find((name) => name === adapter) ?? 'express',
    throttling: throttling !== 'off',
    trustProxy: value('TRUST_PROXY'),
    redisUrl: value('REDIS_URL'),
    databaseUrl: value('DATABASE_URL'),
    databaseFile: value('DATABASE_FILE') ?? DEFAULT_FILE,
    smtpUrl: value('SMTP_URL'),
    secret: value('SECRET'),
    socialClients: forEachService((service) => {
      const [id, secret] = clientVariables(service).map(value);
      return id && secret ? { id, secret } : null;
    }),
  };
  const problems = [...problemsOf(environment), ...halfPairs(value)];
  if (adapter !== environment.adapter) problems.push(`DEMO_ADAPTER must be ${HTTP_ADAPTERS.join(' or ')}.`);
  if (!['on', 'off'].includes(throttling)) problems.push('DEMO_THROTTLING must be on or off.');
  if (problems.length > 0) throw new EnvironmentError(problems);
  return environment;
}

function problemsOf({ port, publicUrl, databaseUrl, redisUrl, smtpUrl }: Environment): string[] {
  const problems: string[] = [];
  if (!Number.isInteger(port) || port < 1 || port > 65535) problems.push('PORT must be a number from 1 to 65535.');
  if (!hasProtocol(publicUrl, 'http:', 'https:') || new URL(publicUrl).origin !== publicUrl) {
    problems.push('PUBLIC_URL must be scheme, host and port alone, such as https://demo.example.');
  }
  if (databaseUrl !== null && !hasProtocol(databaseUrl, 'postgres:', 'postgresql:')) {
    problems.push('DATABASE_URL must begin with postgres://; without it the demo runs on SQLite (DATABASE_FILE).');
  }
  if (redisUrl !== null && !hasProtocol(redisUrl, 'redis:', 'rediss:')) {
    problems.push('REDIS_URL must begin with redis:// or rediss://, such as redis://127.0.0.1:6379.');
  }
  if (smtpUrl !== null && !hasProtocol(smtpUrl, 'smtp:', 'smtps:')) {
    problems.push('SMTP_URL must begin with smtp:// or smtps://, such as smtp://127.0.0.1:1025.');
  }
  return problems;
}

function halfPairs(value: (name: string) => string | null): string[] {
  return Object.values(forEachService(clientVariables))
    .filter((names) => names.filter((name) => value(name) !== null).length === 1)
    .map((names) => `${names.join(' and ')} belong together: set both, or neither for the fake provider.`);
}

function clientVariables(service: SocialService): [id: string, secret: string] {
  const name = service.toUpperCase();
  return [`${name}_CLIENT_ID`, `${name}_CLIENT_SECRET`];
}

function hasProtocol(url: string, ...protocols: string[]): boolean {
  return URL.canParse(url) && protocols.includes(new URL(url).protocol);
}
