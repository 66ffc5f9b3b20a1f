import { once } from 'node:events';

import { SMTPServer } from 'smtp-server';

/** A mail server on loopback that keeps what it is given. */
export class SmtpInbox {
  /** Oldest first: `{ from, to, raw }`, the first two as the envelope says. */
  mails = [];
  #server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, { envelope }, done) => {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const to = envelope.rcptTo.map(({ address }) => address);
        this.mails.push({ from: envelope.mailFrom.address, to, raw: Buffer.concat(chunks).toString('latin1') });
        done();
      });
    },
  });

  async listen(port) {
    // A sender that breaks off is no fault of the server's.
    this.#server.on('error', () => undefined);
    const server = this.#server.listen(port, '127.0.0.1');
    if (!server.listening) await once(server, 'listening');
  }

  async close() {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A mail's headers, by name in small letters, and its parts: text by content type. Enough of MIME for what we send. */
export function parseMail(raw) {
  const { headers, body } = parseEntity(raw);
  const boundary = /boundary="?([^";]+)"?/i.exec(headers['content-type'])?.[1];
  if (boundary === undefined) throw new Error(`no boundary in "${headers['content-type']}"`);
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => parseEntity(part.replace(/^\r\n/, '')));
  return {
    headers,
    parts: Object.fromEntries(parts.map((part) => [part.headers['content-type'].split(';', 1)[0], decoded(part)])),
  };
}

function parseEntity(raw) {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: Object.fromEntries(headers), body: raw.slice(end + 4) };
}

function decoded({ headers, body }) {
  const encoding = headers['content-transfer-encoding']?.toLowerCase() ?? '7bit';
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString('utf8');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
