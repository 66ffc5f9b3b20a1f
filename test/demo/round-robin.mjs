import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** A proxy on loopback that hands requests on to one server after the other, with no sticky sessions. It tells the server whose request it is, as proxies do. */
export class RoundRobin {
  /** How many requests each has answered, in their order. */
  served = [];
  #servers = [];
  /** How many requests each has been handed and not yet answered. */
  #underWay = new Map();
  #next = 0;
  #proxy = createServer((incoming, outgoing) => this.#handOn(incoming, outgoing));

  /** Listens, and answers where. */
  async listen() {
    this.#proxy.listen(0, '127.0.0.1');
    await once(this.#proxy, 'listening');
    return `http://127.0.0.1:${this.#proxy.address().port}`;
  }

  add(origin) {
    this.#servers.push(new URL(origin));
    this.served.push(0);
  }

  /** Puts a server in the place of another, and waits until that one has answered all that it was handed. */
  async put(index, origin) {
    const former = this.#servers[index];
    this.#servers[index] = new URL(origin);
    this.served[index] ??= 0;
    while (this.#underWay.get(former)) await pause(5);
  }

  async close() {
    this.#proxy.closeAllConnections();
    await new Promise((resolve) => this.#proxy.close(resolve));
  }

  #handOn(incoming, outgoing) {
    const index = this.#next++ % this.#servers.length;
    const server = this.#servers[index];
    const { hostname: host, port } = server;
    this.#underWay.set(server, (this.#underWay.get(server) ?? 0) + 1);
    outgoing.on('close', () => this.#underWay.set(server, this.#underWay.get(server) - 1));
    const { method, url: path, headers } = incoming;
    const forwarded = { ...headers, 'x-forwarded-for': clientOf(incoming) };
    const onward = httpRequest({ host, port, method, path, headers: forwarded, agent: false }, (answer) => {
      this.served[index] += 1;
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  }
}

/** All clients of a test come from loopback; each says in `X-Test-Client` from where it would come. */
function clientOf({ headers, socket }) {
  return headers['x-test-client'] ?? socket.remoteAddress;
}
