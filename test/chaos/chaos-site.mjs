import { randomBytes } from 'node:crypto';

import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import { BenchDatabase } from '../bench/bench-database.mjs';
import { ServerProcess } from '../bench/server-process.mjs';
import { freePort } from '../demo/demo-process.mjs';
import { SmtpInbox } from '../demo/smtp-inbox.mjs';

export const PASSWORD = 'an-early-analytical-engine';
export const NEW_PASSWORD = 'a-later-difference-engine';

/** A database, a mail server and a provider that live on, whatever becomes of the processes that use them. */
export class ChaosSite {
  static async make() {
    const [database, provider, inbox, port] = [
      await BenchDatabase.make(),
      await FakeSocialProvider.start(),
      new SmtpInbox(),
      await freePort(),
    ];
    await inbox.listen(port);
    const environment = {
      ...database.environment,
      SECRET: randomBytes(32).toString('hex'),
      ROTATION: 'true',
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      SOCIAL: JSON.stringify({ client: provider.github.client, endpoints: provider.endpoints.github }),
    };
    const site = new ChaosSite(database, provider, inbox, environment);
    // The first makes the tables.
    await (await site.start({ SYNCHRONIZE: 'true' })).stop();
    return site;
  }

  constructor(database, provider, inbox, environment) {
    Object.assign(this, { database, provider, inbox, environment });
  }

  start(more = {}) {
    return ServerProcess.start('rest-auth', { ...this.environment, ...more });
  }

  /** Rows of a statement. */
  async rows(statement, parameters = []) {
    return (await this.database.client.query(statement, parameters)).rows;
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
