import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';

import { Answer } from './answer.js';

/** How long a connection on which nothing comes or goes is kept. */
const SILENCE_MILLISECONDS = 30_000;

/** A connection over which bytes go as they are: halves of requests, several at once, or none that a client would send. */
export class RawSocket {
  private readonly chunks: Buffer[] = [];
  private readonly socket: Socket;

  constructor(origin: string) {
    const { hostname, port } = new URL(origin);
    this.socket = connect(Number(port), hostname);
    this.socket.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    // A server that cuts off a client that still sends is seen as a reset; what it sent before is what counts.
    this.socket.on('error', () => undefined);
    // Whoever waits for the end of a connection is not to wait for ever.
    this.socket.setTimeout(SILENCE_MILLISECONDS, () => this.socket.destroy());
  }

  /** Whether there is anybody to send to. */
  get isOpen(): boolean {
    return this.socket.writable;
  }

  /** Resolves once the bytes are on their way, or nobody takes them any more. */
  async write(...parts: readonly (string | Uint8Array)[]): Promise<void> {
    for (const part of parts) {
      // Before that they wait in this process, for the connection too, and who leaves would take them along.
      if (this.isOpen) await new Promise<unknown>((resolve) => this.socket.write(part, resolve));
    }
  }

  /** Goes away, whatever is under way. */
  async leave(): Promise<void> {
    if (this.socket.closed) return;
    this.socket.destroy();
    await once(this.socket, 'close');
  }

  /** Sends no more, and gives all that came until the server, too, has ended the connection. */
  async finish(): Promise<readonly Answer[]> {
    this.socket.end();
    if (!this.socket.closed) await once(this.socket, 'close');
    return answersIn(Buffer.concat(this.chunks));
  }

  /** The same without the end: the server is asked to end the connection, or wants to. */
  async untilClosed(): Promise<readonly Answer[]> {
    if (!this.socket.closed) await once(this.socket, 'close');
    return answersIn(Buffer.concat(this.chunks));
  }
}

/** The head of a request, as most clients write it. */
export function requestHead(
  origin: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const lines = Object.entries({ Host: new URL(origin).host, ...headers });
  return [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

/** Answers that came one after the other, each of the length that it names (RFC 9112 §6.3). */
function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    assert.ok(end > 0, `an answer was to have a head: ${rest.toString('latin1')}`);
    const [statusLine = '', ...lines] = rest.toString('latin1', 0, end).split('\r\n');
    const headers: IncomingHttpHeaders = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const from = end + 4;
    const to = from + Number(headers['content-length'] ?? 0);
    answers.push(new Answer(Number(statusLine.split(' ')[1]), headers, rest.toString('utf8', from, to)));
    rest = rest.subarray(to);
  }
  return answers;
}
