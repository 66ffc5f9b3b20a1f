import { randomBytes } from 'node:crypto';

import { FakeSocialProvider } from 'nestjs-rest-auth/testing';
import pg from 'pg';

import { BenchDatabase } from '../bench/bench-database.mjs';
import { ServerProcess } from '../bench/server-process.mjs';
import { freePort } from '../demo/demo-process.mjs';
import { parseMail, SmtpInbox } from '../demo/smtp-inbox.mjs';

export const PASSWORD = 'an-early-analytical-engine';
export const NEW_PASSWORD = 'a-later-difference-engine';

/** A database, a mail server and a provider that live on, whatever becomes of the processes that use them. */
export class ChaosSite {
  #last = Promise.resolve();
  #hasTables = false;

  static async make(inbox = new SmtpInbox()) {
    const [database, provider, port] = [await BenchDatabase.make(), await FakeSocialProvider.start(), await freePort()];
    await inbox.listen(port);
    const environment = {
      ...database.environment,
      DATABASE_NAME: database.schema,
      SECRET: randomBytes(32).toString('hex'),
      ROTATION: 'true',
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      SOCIAL: JSON.stringify({ client: provider.github.client, endpoints: provider.endpoints.github }),
    };
    return new ChaosSite(database, provider, inbox, environment);
  }

  constructor(database, provider, inbox, environment) {
    Object.assign(this, { database, provider, inbox, environment });
  }

  /** Starts a process on the site. The first makes the tables. */
  async start(more = {}) {
    const SYNCHRONIZE = String(!this.#hasTables);
    const server = await ServerProcess.start('rest-auth', { ...this.environment, SYNCHRONIZE, ...more });
    this.#hasTables = true;
    return server;
  }

  /** Rows of a statement. */
  async rows(statement, parameters = []) {
    return (await this.#inTurn(() => this.database.client.query(statement, parameters))).rows;
  }

  /** As `BenchDatabase` does. */
  seedUsers(count, options) {
    return this.#inTurn(() => this.database.seedUsers(count, options));
  }

  /** One after the other, for it is one connection. */
  #inTurn(act) {
    const result = this.#last.then(act);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** How many mails have not been sent, those included that a process has taken. */
  async waitingMails() {
    return Number((await this.rows('SELECT count(*) FROM rest_auth_mail_outbox'))[0].count);
  }

  /** Has a process look for mails that are due now, and not within five seconds. */
  async wakeOutbox({ url }) {
    await send(url, 'POST', 'password/reset/', { email: 'nobody@example.test' });
  }

  mailsTo(email) {
    return this.inbox.mails.filter(({ to }) => to.includes(email));
  }

  /** What the last reset mail to the address carries, or null. */
  resetSecret(email) {
    const mail = this.mailsTo(email).at(-1);
    if (!mail) return null;
    const [, uid, token] = /\/reset\/([^/]+)\/([^\s/]+)/.exec(parseMail(mail.raw).parts['text/plain']) ?? [];
    return { uid, token };
  }

  /** The connections of processes to the database: `{ pid, state, query, wait_event_type }`. */
  connections() {
    return this.rows('SELECT pid, state, query, wait_event_type FROM pg_stat_activity WHERE application_name = $1', [
      this.database.schema,
    ]);
  }

  /** Locks a table in a mode of PostgreSQL's, and answers what lets it go. */
  async lock(table, mode) {
    const { url: connectionString, schema } = this.database;
    const client = new pg.Client({ connectionString, options: `-c search_path=${schema}` });
    await client.connect();
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${table} IN ${mode} MODE`);
    return () => client.end();
  }

  async end() {
    await this.provider.stop();
    await this.inbox.close();
    await this.database.drop();
  }
}

/** Sends JSON; gives status and body, or a status of 0 where no answer came. */
export async function send(url, method, path, json, access) {
  try {
    const answer = await fetch(`${url}/dj-rest-auth/${path}`, {
      method,
      headers: {
        ...(json && { 'Content-Type': 'application/json' }),
        ...(access && { Authorization: `Bearer ${access}` }),
      },
      ...(json && { body: JSON.stringify(json) }),
    });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return { status: 0, body: {} };
  }
}
