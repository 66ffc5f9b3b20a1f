import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import type { ProviderAnswer, ProviderCall } from './recording.js';

const NOT_FOUND: Omit<ProviderAnswer, 'path'> = { status: 404, body: { message: 'Not Found' } };

interface Asked extends ProviderCall {
  query: URLSearchParams;
  form: URLSearchParams;
  authorization: string;
}

/** Facebook, Twitter and GitHub as they were while a scenario was recorded: each by the first part of its paths, all on one loopback port. */
export class RecordedProvider {
  private answers: readonly ProviderAnswer[] = [];
  private calls: ProviderCall[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.respond(request, response));
  }

  static async start(): Promise<RecordedProvider> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RecordedProvider(server);
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The provider has no port.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Answers so from now on: the first that fits, and 404 where none does. */
  answerBy(answers: readonly ProviderAnswer[]): void {
    this.answers = answers;
    this.calls = [];
  }

  /** What was asked since the last time, in order. */
  takeCalls(): ProviderCall[] {
    return this.calls.splice(0);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const { method = '', headers } = request;
    const asked = {
      method,
      path: pathname,
      query: searchParams,
      form: new URLSearchParams(await text(request)),
      authorization: headers.authorization ?? '',
    };
    this.calls.push({ method, path: pathname });
    const {
      status = 200,
      body,
      contentType = 'application/json',
    } = this.answers.find((one) => fits(one, asked)) ?? NOT_FOUND;
    response.writeHead(status, { 'Content-Type': contentType });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

function fits({ method = 'GET', path, match = {} }: ProviderAnswer, asked: Asked): boolean {
  const { query = {}, form = {}, authorization = '' } = match;
  return (
    method === asked.method &&
    path === asked.path &&
    Object.entries(query).every(([name, value]) => asked.query.get(name) === value) &&
    Object.entries(form).every(([name, value]) => asked.form.get(name) === value) &&
    asked.authorization.includes(authorization)
  );
}
