import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { inspect } from 'node:util';

import { rawBodyOf, readRawBody } from './raw-body.js';

/** A request that Node has received. */
async function received(text: string): Promise<{ request: IncomingMessage; end: () => void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(text);
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  return {
    request,
    end: () => {
      client.destroy();
      server.close();
    },
  };
}

describe('a body', () => {
  it.each([
    ['with its length', 'Content-Length: 5\r\n\r\nemail', 'email'],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n3\r\nema\r\n2\r\nil\r\n0\r\n\r\n', 'email'],
    ['of no length', 'Content-Length: 0\r\n\r\n', ''],
    ['that is too long for us', 'Content-Length: 11\r\n\r\n0123456789a', null],
  ])('%s is what was sent', async (_, rest, expected) => {
    const { request, end } = await received(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n${rest}`);
    expect(await readRawBody(request, 10)).toBe(true);
    const body = rawBodyOf(request);
    // Nobody reads it twice.
    expect([await readRawBody(request, 10), rawBodyOf(request)]).toEqual([true, body]);
    end();
    expect(body).toEqual({
      contentType: 'text/plain',
      contentEncoding: '',
      bytes: expected === null ? null : Buffer.from(expected),
    });
    expect(['data', 'end', 'error'].map((event) => request.listenerCount(event))).toEqual([0, 0, 0]);
  });

  it('is read where somebody has paused it, and where somebody has set an encoding', async () => {
    const { request, end } = await received('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nb\u00fcro.');
    request.pause().setEncoding('utf8');
    expect(await readRawBody(request, 10)).toBe(true);
    end();
    expect(rawBodyOf(request)?.bytes?.toString()).toBe('b\u00fcro.');
  });

  it('is none where the client had gone before anybody asked', async () => {
    const { request, end } = await received('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\ne');
    const closed = new Promise((resolve) => request.once('close', resolve));
    end();
    await closed;
    expect([await readRawBody(request, 10), rawBodyOf(request)?.bytes]).toEqual([true, null]);
  });

  it('stands in no print of the request', async () => {
    const { request, end } = await received('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nemail');
    await readRawBody(request, 10);
    end();
    expect(inspect(request, { depth: 5, showHidden: false })).not.toMatch(/rest-auth:raw-body|email/);
  });

  it('is empty where a request brings none, and unknown where nobody has read it', async () => {
    const without = await received('POST / HTTP/1.1\r\nHost: x\r\n\r\n');
    const unread = await received('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nemail');
    const bodies = [rawBodyOf(without.request), rawBodyOf(unread.request)];
    without.end();
    unread.end();
    expect(bodies).toEqual([{ contentType: '', contentEncoding: '', bytes: Buffer.alloc(0) }, undefined]);
  });

  it('is none when the client goes away in the midst of it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nemail=bob@example.co',
    );
    const [request] = (await once(server, 'request')) as [IncomingMessage];
    const reading = readRawBody(request, 1000);
    client.destroy();
    const isFinished = await reading;
    server.close();
    expect([isFinished, rawBodyOf(request)]).toEqual([
      true,
      { contentType: 'text/plain', contentEncoding: '', bytes: null },
    ]);
  });
});
