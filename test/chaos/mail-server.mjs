import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import { SMTPServer } from 'smtp-server';

/** What a mail server can be like; `down` is besides these. */
const CONDITIONS = {
  well: {},
  /** It takes its time with each mail. */
  slow: { milliseconds: 700 },
  /** RFC 5321 §4.2.1: transient, come again. */
  'refusing for now': { recipient: 450 },
  /** Permanent: this mail, once all of it is there. */
  'refusing for good': { message: 554 },
};

/** A mail server on loopback that keeps what it has taken, and is whatever it is told to be. */
export class MailServer {
  /** Oldest first: `{ to, raw }`. */
  mails = [];
  /** Called with a mail that it has, before it says so, and once it has said so. */
  beforeYes = async () => undefined;
  afterYes = async () => undefined;
  #condition = CONDITIONS.well;
  #port;
  #server = null;

  async listen(port) {
    this.#port = port;
    await this.be('well');
  }

  /** Is like that from now on: a name of `CONDITIONS`, or `down`. */
  async be(name) {
    if (name === 'down') return this.close();
    this.#condition = CONDITIONS[name];
    if (this.#server) return undefined;
    this.#server = this.#make();
    const listening = this.#server.listen(this.#port, '127.0.0.1');
    if (!listening.listening) await once(listening, 'listening');
    return undefined;
  }

  async close() {
    const server = this.#server;
    this.#server = null;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #make() {
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      closeTimeout: 100,
      onRcptTo: (_address, _session, done) => done(refusal(this.#condition.recipient)),
      onData: (stream, { envelope }, done) => {
        const chunks = [];
        stream.on('data', (chunk) => chunks.push(chunk));
        stream.on('end', () => {
          const to = envelope.rcptTo.map(({ address }) => address);
          void this.#take({ to, raw: Buffer.concat(chunks).toString('latin1') }, done);
        });
      },
    });
    // A sender that breaks off is no fault of the server's.
    server.on('error', () => undefined);
    return server;
  }

  async #take(mail, done) {
    const { milliseconds, message } = this.#condition;
    if (message) {
      done(refusal(message));
      return;
    }
    if (milliseconds) await pause(milliseconds);
    this.mails.push(mail);
    await this.beforeYes(mail);
    done();
    await this.afterYes(mail);
  }
}

function refusal(responseCode) {
  return responseCode ? Object.assign(new Error('Not here'), { responseCode }) : null;
}
