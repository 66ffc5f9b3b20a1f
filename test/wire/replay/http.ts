import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

import { asAsked } from '../../support/surroundings.mjs';
import type { RecordedRequest } from './recording.js';

export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface ReceivedCookie {
  value: string;
  httponly: boolean;
  secure: boolean;
  samesite: string | null;
  path: string | null;
  domain: string | null;
  /** Seconds; null for a session cookie. */
  expiresIn: number | null;
  cleared: boolean;
}

interface Prepared {
  headers: Record<string, string>;
  body: string | undefined;
}

/** Sends a recorded request as the recorded client did. */
export async function send(baseUrl: string, recorded: RecordedRequest, cookieHeader: string): Promise<Received> {
  const { headers, body } = prepare(recorded);
  if (cookieHeader !== '') headers['Cookie'] = cookieHeader;
  if (body !== undefined) headers['Content-Length'] = String(Buffer.byteLength(body));
  const { hostname, port, pathname } = new URL(baseUrl);
  const path = pathname.replace(/\/$/, '') + asAsked(recorded.path);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: hostname, port, method: recorded.method, path, headers, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function prepare(recorded: RecordedRequest): Prepared {
  const { body, contentType } = encode(recorded);
  const headers: Record<string, string> = contentType ? { 'Content-Type': contentType } : {};
  for (const [name, value] of Object.entries(recorded.headers ?? {})) {
    if (value !== null) headers[name] = value;
  }
  return { headers, body };
}

function encode({ json, form, multipart, raw, method }: RecordedRequest): {
  body: string | undefined;
  contentType?: string;
} {
  if (json !== undefined) return { body: JSON.stringify(json), contentType: 'application/json' };
  if (form) return { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded' };
  if (multipart) {
    const boundary = 'recorded-boundary';
    const parts = Object.entries(multipart).map(
      ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    return { body: `${parts.join('')}--${boundary}--\r\n`, contentType: `multipart/form-data; boundary=${boundary}` };
  }
  return { body: raw ?? (['POST', 'PUT', 'PATCH'].includes(method) ? '' : undefined) };
}

/** The cookies that an answer sets, by name; the last one of a name counts. */
export function cookiesOf({ headers }: Received): Record<string, ReceivedCookie> {
  return Object.fromEntries((headers['set-cookie'] ?? []).map(parseCookie));
}

function parseCookie(line: string): [string, ReceivedCookie] {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const known = new Map(
    attributes.map((attribute) => {
      const [name = '', value = ''] = attribute.split(/=(.*)/);
      return [name.toLowerCase(), value];
    }),
  );
  const [name = '', quoted = ''] = pair.split(/=(.*)/);
  const value = quoted.replace(/^"(.*)"$/, '$1');
  const maxAge = known.get('max-age');
  const expires = known.get('expires');
  const seconds =
    maxAge !== undefined
      ? Number(maxAge)
      : expires !== undefined
        ? Math.round((Date.parse(expires) - Date.now()) / 1000)
        : null;
  return [
    name,
    {
      value,
      httponly: known.has('httponly'),
      secure: known.has('secure'),
      samesite: known.get('samesite') ?? null,
      path: known.get('path') ?? null,
      domain: known.get('domain') ?? null,
      expiresIn: seconds,
      cleared: value === '' && seconds !== null && seconds <= 0,
    },
  ];
}

/** A browser's cookies: it honours Path, and knows neither Domain nor Secure, as the recorded client. */
export class CookieJar {
  private readonly cookies = new Map<string, ReceivedCookie>();

  store(cookies: Record<string, ReceivedCookie>): void {
    for (const [name, cookie] of Object.entries(cookies)) {
      if (cookie.cleared) this.cookies.delete(name);
      else this.cookies.set(name, cookie);
    }
  }

  headerFor(path: string): string {
    const target = path.split('?', 1)[0] ?? '';
    return [...this.cookies]
      .filter(
        ([, { path: scope }]) =>
          scope === null || scope === '/' || `${target}/`.startsWith(`${scope.replace(/\/$/, '')}/`),
      )
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }
}
