import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  statusLine: string;
  /** `name: value` in the order and letter case in which they came. */
  headers: string[];
  body: string;
  /** The value of a header, or null. */
  header(name: string): string | null;
}

/** Sends bytes as they are and answers what comes back until the server ends the connection. */
export async function exchangeRaw(url: string, ...parts: (string | Buffer)[]): Promise<RawAnswer> {
  const socket = open(url);
  const answer = readAll(socket);
  for (const part of parts) {
    if (!socket.writable) break;
    if (!socket.write(part)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
  }
  return parse(await answer);
}

/** A request of one piece; the server is asked to end the connection after it. */
export function requestRaw(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body: string | Buffer = '',
): Promise<RawAnswer> {
  const isChunked = Object.keys(headers).some((name) => name.toLowerCase() === 'transfer-encoding');
  const hasBody = body.length > 0 && !isChunked;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    'Connection: close',
    ...(hasBody ? [`Content-Length: ${Buffer.byteLength(body)}`] : []),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return exchangeRaw(url, `${lines.join('\r\n')}\r\n\r\n`, body);
}

/** An open connection to the server. */
export function open(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // A server that cuts off a client that still sends is seen as a reset; what it sent before is what counts.
  socket.on('error', () => undefined);
  return socket;
}

/** Everything that comes until the connection ends. */
export async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks);
}

function parse(bytes: Buffer): RawAnswer {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...headers] = text.slice(0, end < 0 ? 0 : end).split('\r\n');
  return {
    statusLine,
    headers,
    body: end < 0 ? '' : bytes.subarray(end + 4).toString('utf8'),
    header: (name) => {
      const found = headers.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
      return found === undefined ? null : found.slice(name.length + 1).trim();
    },
  };
}
