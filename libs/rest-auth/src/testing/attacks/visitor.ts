import { request } from 'node:http';

import { Answer } from './answer.js';

/** Of several values each is a header of its own. */
export type AttackHeaders = Readonly<Record<string, string | string[]>>;

/** What a request carries; one of the three bodies at most. */
export interface AttackRequest {
  readonly headers?: AttackHeaders;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** As it is, without a type of its own. */
  readonly raw?: string | Uint8Array;
  /** Statuses of 500 and more that are right here. */
  readonly outages?: readonly number[];
}

/** Where visitors go, and who hears of every exchange. */
export interface VisitedSite {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Where the endpoints are, with a slash in front and none at the end. */
  readonly mount: string;
  readonly patience: number;
  readonly heard: (answer: Answer, path: string, sent: AttackRequest) => void;
}

/** A client over real HTTP: keeps cookies, sends paths as they are written, follows nothing. */
export class Visitor {
  readonly jar = new Map<string, string>();

  constructor(
    private readonly site: VisitedSite,
    /** Sent with every request. */
    readonly headers: AttackHeaders = {},
  ) {}

  /** To a path of ours, or (with a slash in front) of the server's. */
  async send(method: string, path: string, sent: AttackRequest = {}): Promise<Answer> {
    const full = path.startsWith('/') ? path : `${this.site.mount}/${path}`;
    const [type, body] = bodyOf(sent);
    const answer = await exchange(this.site, method, full, body, {
      ...(this.jar.size > 0 && { Cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
      ...(type !== null && { 'Content-Type': type }),
      ...this.headers,
      ...sent.headers,
    });
    for (const [name, { value, attributes }] of answer.cookies) {
      if (/Max-Age=0(?:;|$)/i.test(attributes)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    this.site.heard(answer, full, sent);
    return answer;
  }

  get(path: string, headers: AttackHeaders = {}): Promise<Answer> {
    return this.send('GET', path, { headers });
  }

  post(path: string, json: unknown = {}, headers: AttackHeaders = {}): Promise<Answer> {
    return this.send('POST', path, { json, headers });
  }

  patch(path: string, json: unknown, headers: AttackHeaders = {}): Promise<Answer> {
    return this.send('PATCH', path, { json, headers });
  }

  put(path: string, json: unknown, headers: AttackHeaders = {}): Promise<Answer> {
    return this.send('PUT', path, { json, headers });
  }

  /** The same with other headers besides, and the same cookies. */
  with(headers: AttackHeaders): Visitor {
    const copy = new Visitor(this.site, { ...this.headers, ...headers });
    for (const [name, value] of this.jar) copy.jar.set(name, value);
    return copy;
  }
}

function bodyOf({ json, form, raw }: AttackRequest): [string | null, string | Uint8Array] {
  if (form) return ['application/x-www-form-urlencoded', new URLSearchParams(form).toString()];
  return json === undefined ? [null, raw ?? ''] : ['application/json', JSON.stringify(json)];
}

function exchange(
  { origin, patience }: VisitedSite,
  method: string,
  path: string,
  body: string | Uint8Array,
  headers: AttackHeaders,
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const call = request(
      // A body announced by its length, as most clients do.
      { hostname, port, method, path, headers: { 'Content-Length': String(Buffer.byteLength(body)), ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve(new Answer(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString('utf8')));
        });
      },
    );
    call.setTimeout(patience, () =>
      call.destroy(new Error(`${method} ${path} was not answered in ${String(patience)} ms.`)),
    );
    call.on('error', reject);
    // A text would take the headers with it into UTF-8, and they are bytes.
    call.end(typeof body === 'string' ? Buffer.from(body) : body);
  });
}
