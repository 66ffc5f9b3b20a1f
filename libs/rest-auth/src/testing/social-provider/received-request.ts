import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

type Fields = Readonly<Record<string, string>>;

/** A request as it came, its body read. Of a name that came twice the last value counts. */
export interface ReceivedRequest {
  /** In capitals: `GET`. */
  readonly method: string;
  /** As it was sent, without the query: `/facebook/me`. */
  readonly path: string;
  readonly query: Fields;
  /** The body's fields; none where it is no form. */
  readonly form: Fields;
  /** The body's value; undefined where it is no JSON, or none that can be read. */
  readonly json: unknown;
  /** By their names in small letters. */
  readonly headers: IncomingHttpHeaders;
}

/** Reads a request to its end; rejects when the client goes away before. */
export async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  const type = message.headers['content-type'] ?? '';
  // Not by `new URL`: what a client calls is to be seen as it was sent, be it no URL.
  const [path = '', ...search] = (message.url ?? '').split('?');
  return {
    method: message.method ?? '',
    path,
    query: fields(search.join('?')),
    form: /^application\/x-www-form-urlencoded\b/i.test(type) ? fields(body) : {},
    json: /^application\/(?:[\w.-]+\+)?json\b/i.test(type) ? parse(body) : undefined,
    headers: message.headers,
  };
}

/** What an OAuth endpoint goes by: the query's fields, the form's, and the texts of a JSON object. */
export function parametersOf({ query, form, json }: ReceivedRequest): Fields {
  const texts = typeof json === 'object' && json !== null ? Object.entries(json).filter(isText) : [];
  return { ...query, ...form, ...Object.fromEntries(texts) };
}

/** The Authorization header, the scheme in small letters; null where there is none. */
export function authorizationOf({ headers }: ReceivedRequest): { scheme: string; credentials: string } | null {
  const [, scheme, credentials] = /^(\S+) +(.+)$/.exec(headers.authorization ?? '') ?? [];
  return scheme !== undefined && credentials !== undefined ? { scheme: scheme.toLowerCase(), credentials } : null;
}

function fields(encoded: string): Fields {
  return Object.fromEntries(new URLSearchParams(encoded));
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
