import request, { type Response } from 'supertest';

import { asAsked } from './surroundings.mjs';

/** Where the endpoints are, unless a test mounts them elsewhere. */
export const API = '/dj-rest-auth/';

type Headers = Readonly<Record<string, string>>;
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options';

/** What came back. */
export class Reply {
  constructor(private readonly response: Response) {}

  get status(): number {
    return this.response.status;
  }

  /** The JSON, or the text of what is none ('' for no body). */
  get body(): Response['body'] {
    return this.response.type === 'application/json' ? this.response.body : this.response.text;
  }

  /** Status and body, to be compared as a whole. */
  get answer(): [number, unknown] {
    return [this.status, this.body];
  }

  header(name: string): string | undefined {
    return this.response.headers[name.toLowerCase()];
  }

  /** Every header that does not change by the second. */
  get lastingHeaders(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.response.headers).filter(([name]) => name !== 'date'));
  }

  /** The Set-Cookie headers by name, each as its value and its attributes in the order in which they came. */
  get cookies(): Record<string, { value: string; attributes: string }> {
    const headers = this.response.get('Set-Cookie') ?? [];
    return Object.fromEntries(
      headers.map((header) => {
        const [, name = '', value = '', attributes = ''] = /^([^=]*)=([^;]*);? ?(.*)$/.exec(header) ?? [];
        return [name, { value, attributes }];
      }),
    );
  }
}

/** A client that keeps nothing: what it sends each time is its base headers and what a call adds. */
export class Client {
  constructor(
    protected readonly application: { url: string },
    protected readonly base: Headers = {},
  ) {}

  /** The same, with a token. */
  as(key: string): Client {
    return new Client(this.application, { ...this.base, Authorization: `Token ${key}` });
  }

  /** To a path of ours, or (with a slash in front) of the host's. */
  async send(method: Method, path: string, body?: string | object, headers: Headers = {}): Promise<Reply> {
    const call = request(this.application.url)
      [method](asAsked(path.startsWith('/') ? path : API + path))
      .set({ ...this.base, ...headers });
    return new Reply(await (body === undefined ? call : call.send(body)));
  }

  get(path: string, headers?: Headers): Promise<Reply> {
    return this.send('get', path, undefined, headers);
  }

  post(path: string, body?: string | object, headers?: Headers): Promise<Reply> {
    return this.send('post', path, body, headers);
  }

  put(path: string, body?: string | object, headers?: Headers): Promise<Reply> {
    return this.send('put', path, body, headers);
  }

  patch(path: string, body?: string | object, headers?: Headers): Promise<Reply> {
    return this.send('patch', path, body, headers);
  }
}

/** A page of our own origin in a browser: keeps cookies, and sends the CSRF token back as Django's documents ask. */
export class Browser extends Client {
  readonly jar = new Map<string, string>();

  override async send(method: Method, path: string, body?: string | object, headers: Headers = {}): Promise<Reply> {
    const csrf = this.jar.get('csrftoken');
    const reply = await super.send(method, path, body, {
      ...(this.jar.size > 0 && { Cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
      ...(csrf !== undefined && !['get', 'head', 'options'].includes(method) && { 'X-CSRFToken': csrf }),
      ...headers,
    });
    for (const [name, { value, attributes }] of Object.entries(reply.cookies)) {
      if (attributes.includes('Max-Age=0;')) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return reply;
  }

  /** Another browser with the same cookies: somebody who has copied them. */
  copy(): Browser {
    const copy = new Browser(this.application, this.base);
    for (const [name, value] of this.jar) copy.jar.set(name, value);
    return copy;
  }
}
