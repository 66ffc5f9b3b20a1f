import { type IncomingHttpHeaders, IncomingMessage } from 'node:http';

import type { ExecutionContext } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';

import { type Cookie, parseCookies, serializeCookie } from './cookies.js';
import { type RawBody, rawBodyOf } from './raw-body.js';

/** What Express and Fastify requests have in common and we read. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly ip?: string;
  readonly protocol?: string;
  /** What a parser of the host made of the body. */
  readonly body?: unknown;
  /** Fastify's request wraps Node's own; Express's is it. */
  readonly raw?: IncomingMessage;
  /** The connection, on Express. */
  readonly socket?: { readonly remoteAddress?: string | undefined };
  /** Where guards of Nest leave the caller. */
  user?: unknown;
}

/** One request and the answer to it, the same on Express and Fastify. */
export class Exchange {
  private pending: Map<string, Cookie> | null = null;
  private parsed: ReadonlyMap<string, string> | null = null;
  /** What a 401 of this exchange challenges with (`WWW-Authenticate`); null makes it a 403, as DRF does. */
  challenge: string | null = null;
  /** Who was recognised, for those who know more of callers; null for nobody. */
  caller: object | null = null;
  /** Whether the request was counted. */
  isCounted = false;

  constructor(
    readonly request: HttpRequest,
    private readonly response: unknown,
    private readonly adapter: AbstractHttpAdapter,
  ) {}

  /** The value of a request header, or null. */
  header(name: string): string | null {
    const value = this.request.headers[name.toLowerCase()];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  }

  /** The value of a cookie of the request, or null. */
  cookie(name: string): string | null {
    this.parsed ??= parseCookies(this.header('cookie') ?? '');
    return this.parsed.get(name) ?? null;
  }

  /** The body's bytes, where the edge has read them: on our own routes. */
  get rawBody(): RawBody | undefined {
    const { raw } = this.request;
    if (raw) return rawBodyOf(raw);
    return this.request instanceof IncomingMessage ? rawBodyOf(this.request) : undefined;
  }

  /** Whether the method changes nothing (RFC 9110 §9.2.1), so that no CSRF token is asked for. */
  get isSafe(): boolean {
    return ['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(this.request.method);
  }

  /** The origin of the host that was asked, by the scheme that the host's adapter sees (`trust proxy`). */
  get ownOrigin(): string {
    return `${this.request.protocol ?? 'http'}://${this.header('host') ?? ''}`;
  }

  /** The caller's address, as the host's adapter was told to see it (`trust proxy`), cut to the 45 characters of the longest; null when it is gone. */
  get address(): string | null {
    return this.request.ip?.slice(0, 45) ?? null;
  }

  /** Who is at the other end of the connection: the caller, or the last proxy; null when it is gone. */
  get peerAddress(): string | null {
    const { raw, socket } = this.request;
    return (raw?.socket ?? socket)?.remoteAddress ?? null;
  }

  /** What the caller says that it is, cut to 255 characters; null when it says nothing. */
  get userAgent(): string | null {
    return this.header('user-agent')?.slice(0, 255) ?? null;
  }

  /** The languages that the caller reads, best first (Accept-Language). */
  get languages(): string[] {
    return (this.header('accept-language') ?? '')
      .split(',')
      .map((entry) => {
        const [tag = '', ...parameters] = entry.trim().split(';');
        const quality = parameters.map((text) => text.trim()).find((text) => text.startsWith('q='));
        return { tag: tag.trim().toLowerCase(), quality: quality ? Number(quality.slice(2)) : 1 };
      })
      .filter(({ tag, quality }) => tag !== '' && quality > 0)
      .sort((left, right) => right.quality - left.quality)
      .map(({ tag }) => tag);
  }

  /** Sets a header of the answer. */
  setHeader(name: string, value: string): void {
    this.adapter.setHeader(this.response, name, value);
  }

  /** Sets the answer's status. */
  setStatus(status: number): void {
    this.adapter.status(this.response, status);
  }

  /** Has a cookie set (or cleared) by the answer; the last word on a name counts. */
  setCookie(cookie: Cookie): void {
    this.pending ??= new Map();
    this.pending.set(cookie.name, cookie);
  }

  /** Writes the cookies into the answer. */
  writeCookies(): void {
    for (const cookie of this.pending?.values() ?? []) {
      this.adapter.appendHeader(this.response, 'Set-Cookie', serializeCookie(cookie));
    }
    this.pending = null;
  }

  /** Sends an answer right away. */
  send(status: number, body: unknown): void {
    // Who streams an answer of its own and fails in it has nothing left to say.
    if (this.adapter.isHeadersSent(this.response)) return;
    this.writeCookies();
    this.adapter.reply(this.response, body, status);
  }
}

/** Finds the exchange of a request; it is made once and shared by guards, pipes and handlers. */
export class Exchanges {
  /** Where a request holds its exchange with this instance; a table beside the requests would cost the garbage collector more than all that we make. */
  private readonly mark = Symbol('rest-auth:exchange');

  constructor(private readonly adapter: () => AbstractHttpAdapter) {}

  of(context: Pick<ExecutionContext, 'switchToHttp'>): Exchange {
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const known = this.known(request);
    if (known) return known;
    const exchange = new Exchange(request, http.getResponse(), this.adapter());
    // Not to be listed, should somebody print the request.
    Object.defineProperty(request, this.mark, { value: exchange });
    return exchange;
  }

  /** A request without its answer, for what only reads. */
  reading(request: HttpRequest): Exchange {
    return this.known(request) ?? new Exchange(request, null, this.adapter());
  }

  private known(request: HttpRequest): Exchange | null {
    const known: unknown = Reflect.get(request, this.mark);
    return known instanceof Exchange ? known : null;
  }
}
