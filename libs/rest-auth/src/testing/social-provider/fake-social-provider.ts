import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { type FakeAnswer, sendAnswer } from './fake-answer.js';
import { FakeFacebook } from './fake-facebook.js';
import { FakeGithub } from './fake-github.js';
import { FakeTwitter } from './fake-twitter.js';
import { type Misbehaviour, misbehave } from './misbehaviour.js';
import { receive, type ReceivedRequest } from './received-request.js';

/** A service, by the first part of its paths. */
export type FakeSocialService = 'facebook' | 'github' | 'github-api' | 'twitter';

interface Order {
  readonly service: FakeSocialService;
  readonly how: Misbehaviour;
  readonly path: RegExp;
}

/**
 * Facebook, GitHub and Twitter on a loopback port, for tests and for demos without a network: it issues tokens and codes for made-up
 * people, speaks the services' own protocols with their own errors, and misbehaves when told to.
 *
 * Give `endpoints` to what is tested, and call `stop()` in the end.
 */
export class FakeSocialProvider {
  readonly facebook = new FakeFacebook();
  readonly github = new FakeGithub();
  readonly twitter = new FakeTwitter();
  /** The services' base URLs, in place of `https://graph.facebook.com` and so on. */
  readonly endpoints: {
    readonly facebook: { readonly graph: string };
    readonly twitter: { readonly api: string };
    readonly github: { readonly web: string; readonly api: string };
  };

  private readonly received: ReceivedRequest[] = [];
  private readonly fixed = new Map<string, FakeAnswer>();
  private orders: readonly Order[] = [];
  private underWay = 0;
  private most = 0;

  private constructor(
    private readonly server: Server,
    /** `http://127.0.0.1:<port>`. */
    readonly url: string,
  ) {
    this.endpoints = {
      facebook: { graph: `${url}/facebook` },
      twitter: { api: `${url}/twitter` },
      github: { web: `${url}/github`, api: `${url}/github-api` },
    };
    server.on('request', (request, response) => void this.serve(request, response));
  }

  /** Listens on 127.0.0.1; on a free port unless one is given. Rejects when that is taken. */
  static async start({ port = 0 }: { readonly port?: number } = {}): Promise<FakeSocialProvider> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    return new FakeSocialProvider(server, `http://127.0.0.1:${address.port}`);
  }

  /** Ends it, with every connection: what hangs is broken off. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** Has a service misbehave until `mend()`, at the paths (as in `requests`) that match, or at all. Of several orders the last counts. */
  misbehave(service: FakeSocialService, how: Misbehaviour, path = /(?:)/): void {
    this.orders = [...this.orders, { service, how, path }];
  }

  /** Answers that one method and path (`/github-api/user`) as given, until `mend()`, whatever else was ordered. */
  answer(method: string, path: string, answer: FakeAnswer): void {
    this.fixed.set(`${method.toUpperCase()} ${path}`, answer);
  }

  /** Takes back all that `misbehave` and `answer` ordered. What hangs already goes on hanging. */
  mend(): void {
    this.orders = [];
    this.fixed.clear();
  }

  /** What was asked since the start or `forget()`, in order. */
  get requests(): readonly ReceivedRequest[] {
    return [...this.received];
  }

  /** The most requests that were under way at one time since the start or `forget()`. */
  get mostAtOnce(): number {
    return this.most;
  }

  /** Empties `requests` and counts `mostAtOnce` anew. */
  forget(): void {
    this.received.length = 0;
    this.most = 0;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    response.once('close', () => (this.underWay -= 1));
    try {
      this.respond(await receive(request), response);
    } catch (error) {
      // The client left before it had asked; or the profile cannot be written as JSON, which its author has to be told.
      if (!request.complete) response.destroy();
      else sendAnswer(response, { status: 500, body: { error: `FakeSocialProvider: ${String(error)}` } });
    }
  }

  private respond(request: ReceivedRequest, response: ServerResponse): void {
    this.received.push(request);
    const { method, path } = request;
    const [, service = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(path) ?? [];
    const fixed = this.fixed.get(`${method} ${path}`);
    const order = this.orders.findLast((one) => one.service === service && path.search(one.path) >= 0);
    if (fixed) sendAnswer(response, fixed);
    else if (order) misbehave(response, order.how, `${this.url}/elsewhere`);
    else sendAnswer(response, this.answerOf(service, request, rest));
  }

  private answerOf(service: string, request: ReceivedRequest, path: string): FakeAnswer {
    switch (service) {
      case 'facebook':
        return this.facebook.respond(request, path);
      case 'github':
        return this.github.respondOnWeb(request, path);
      case 'github-api':
        return this.github.respondOnApi(request, path);
      case 'twitter':
        return this.twitter.respond(request, path);
      case 'elsewhere':
        return { status: 200, body: { id: '1', id_str: '1', login: 'elsewhere', name: 'Elsewhere' } };
      default:
        return { status: 404, body: { error: 'Not Found' } };
    }
  }
}
