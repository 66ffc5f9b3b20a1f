import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

import { rawBodyOf, readRawBody } from './raw-body.js';

describe('a body', () => {
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
