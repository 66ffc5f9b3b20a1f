import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addAddress, addUser, askForReset, logIn, verificationKey } from './accounts.js';
import { emptyTables } from './applications.js';
import { Client } from './client.js';
import { QuickHasher } from './quick-hasher.js';
import { requestRaw } from './raw-http.js';
import { dumpOf } from './table-dump.js';
import { startApplication, type TestApplication, type TestOptions } from './test-application.js';
import type { DatabaseName } from './test-database.js';

/** What a client of alice's knows. */
export interface Secrets {
  /** The key of her login. */
  token: string;
  /** Of the reset that she asked for. */
  uid: string;
  resetToken: string;
  /** Of her second address, which is not verified. */
  verificationKey: string;
}

/** A request as it goes over the wire; a function where it holds secrets, which are the application's own. */
export interface Question {
  method: string;
  path: string;
  headers?: Readonly<Record<string, string>>;
  body: string | Buffer | ((secrets: Secrets) => string | Buffer);
  /** Whether alice asks. Default: nobody does. */
  asAlice?: boolean;
}

/** A status and a body. */
export type Told = readonly [status: number, body: unknown];

/**
 * One application on Express and one on Fastify, each with its own database and with alice in it. Whatever is asked of them is asked of both and must be
 * answered alike; what is refused must leave the tables as they were.
 */
export class Twins {
  private dirty = true;
  private secrets = new Map<TestApplication, Secrets>();

  private constructor(private readonly applications: readonly TestApplication[]) {}

  static async start(
    options: Partial<RestAuthOptions> = {},
    { database = 'sqlite', ...more }: { database?: DatabaseName } & Pick<TestOptions, 'entities'> = {},
  ): Promise<Twins> {
    const given = { ...options, ports: { passwordHasher: QuickHasher, ...options.ports } };
    const applications = [];
    for (const adapter of [new ExpressAdapter(), new FastifyAdapter()]) {
      applications.push(await startApplication({ database, options: given, adapter, ...more }));
    }
    return new Twins(applications);
  }

  async close(): Promise<void> {
    for (const application of this.applications) await application.close();
  }

  /** The application on Express, to look into: both hold the same but for what is random. */
  get one(): TestApplication {
    const [first] = this.applications;
    if (!first) throw new Error('There are two.');
    return first;
  }

  /** Something done to both. */
  async each(act: (application: TestApplication) => Promise<unknown>): Promise<void> {
    for (const application of this.applications) await act(application);
  }

  /** Nobody but alice, as at the start. */
  async startOver(): Promise<void> {
    this.secrets = new Map();
    for (const application of this.applications) {
      await emptyTables(application);
      this.secrets.set(application, await welcomeAlice(application));
    }
    this.dirty = false;
  }

  /** What both answer. Starts over first, if the question before was answered with success. */
  async ask(question: Question): Promise<Told> {
    if (this.dirty) await this.startOver();
    return this.askOn(question);
  }

  /** The same with what the question before has left. */
  async askOn(question: Question): Promise<Told> {
    const told: Told[] = [];
    for (const application of this.applications) {
      const before = await this.dump(application);
      const answer = await this.send(application, question);
      const after = await this.dump(application);
      if (answer[0] >= 300) expect({ answer, tables: after }).toEqual({ answer, tables: before });
      else this.dirty = true;
      told.push(answer);
    }
    const [express = [0, null], fastify] = told.map(([status, body]): Told => [status, withoutChance(body)]);
    expect({ fastify }).toEqual({ fastify: express });
    return express;
  }

  private async send(application: TestApplication, question: Question): Promise<Told> {
    const secrets = this.secrets.get(application);
    if (!secrets) throw new Error('Nobody is there to ask.');
    const { method, path, headers, asAlice = false } = question;
    const body = typeof question.body === 'function' ? question.body(secrets) : question.body;
    const answer = await requestRaw(
      application.url,
      method,
      `/dj-rest-auth/${path}`,
      { ...headers, ...(asAlice && { Authorization: `Token ${secrets.token}` }) },
      body,
    );
    return [Number(answer.statusLine.split(' ')[1]), JSON.parse(answer.body)];
  }

  /** The tables once no mail waits in them. */
  private async dump(application: TestApplication): Promise<Record<string, string[]>> {
    await application.mails();
    return dumpOf(application.dataSource);
  }
}

async function welcomeAlice(application: TestApplication): Promise<Secrets> {
  const alice = await addUser(application);
  await addAddress(application, alice, 'alice@second.example.com', false);
  const token = await logIn(application);
  const { uid, token: resetToken } = await askForReset(application);
  await new Client(application).post('registration/resend-email/', { email: 'alice@second.example.com' });
  return { token, uid, resetToken, verificationKey: await verificationKey(application) };
}

/** Keys are random, and a user's number depends on how many there were. */
function withoutChance(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  if ('key' in body && typeof body.key === 'string' && /^[0-9a-f]{40}$/.test(body.key))
    return { ...body, key: 'a key' };
  return 'pk' in body && typeof body.pk === 'number' ? { ...body, pk: 'a number' } : body;
}
