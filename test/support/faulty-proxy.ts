import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What a server can be like. */
export type Condition =
  /** As it is. */
  | 'well'
  /** Connections stay, and nothing is answered. */
  | 'silent'
  /** Every connection is cut, and a new one too. */
  | 'cut';

/** Stands before a real server on loopback and makes it unwell, without anybody else noticing. */
export class FaultyProxy {
  private readonly sockets = new Set<Socket>();
  private condition: Condition = 'well';

  private constructor(
    private readonly server: Server,
    private readonly target: { host: string; port: number },
  ) {}

  static async before(target: { host: string; port: number }): Promise<FaultyProxy> {
    const server = createServer();
    const proxy = new FaultyProxy(server, target);
    server.on('connection', (socket) => {
      proxy.pass(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  be(condition: Condition): void {
    this.condition = condition;
    if (condition === 'cut') this.cutAll();
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cutAll();
    await closed;
  }

  private pass(client: Socket): void {
    if (this.condition === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(this.target.port, this.target.host);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (data) => {
        if (this.condition === 'well') to.write(data);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
  }

  private cutAll(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }
}
