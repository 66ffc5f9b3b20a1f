import type { IncomingMessage } from 'node:http';

/** The bytes of a request's body, as they came. */
export interface RawBody {
  /** The Content-Type header, or ''. */
  readonly contentType: string;
  /** The Content-Encoding header, or ''. */
  readonly contentEncoding: string;
  /** The bytes; null when there were more than the limit, or not all of them came. */
  readonly bytes: Buffer | null;
}

/** What makes a parser of the host's, or Fastify itself, look for a body. */
const BODY_HEADERS = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'];

/** Has nobody else look for a body. */
export function hideBody({ headers }: IncomingMessage): void {
  for (const name of BODY_HEADERS) Reflect.deleteProperty(headers, name);
}

/** How often the limit a client may send before it is cut off; up to there it is let finish, so that it reads its 413. */
const PATIENCE = 160;

/** Where a request holds what was read of it. */
const RAW_BODY: unique symbol = Symbol('rest-auth:raw-body');
type Request = IncomingMessage & { [RAW_BODY]?: RawBody };

const NO_BODY: RawBody = { contentType: '', contentEncoding: '', bytes: Buffer.alloc(0) };

/** Whether a request has a body, or says of which type it is; before HTTP/2 there is none without a header of these (RFC 9112 §6.3). */
export function speaksOfBody({ headers, httpVersionMajor }: IncomingMessage): boolean {
  return httpVersionMajor > 1 || BODY_HEADERS.some((name) => headers[name] !== undefined);
}

/** The body that the edge has read for this request, if it did; an empty one of a request that brings none. */
export function rawBodyOf(request: Request): RawBody | undefined {
  return request[RAW_BODY] ?? (request.readableDidRead || speaksOfBody(request) ? undefined : NO_BODY);
}

/**
 * Reads a request's body, at most `limitBytes` of it, and keeps it for `rawBodyOf`. Never throws: what is wrong with a body is told
 * later, in its turn (after a 401, as DRF does). Answers false when the client sends without end and must be cut off.
 */
export function readRawBody(request: Request, limitBytes: number): Promise<boolean> {
  // Somebody before us may have read it: a parser of the host's, which leaves `request.body`.
  if (request[RAW_BODY] || request.readableDidRead || request.readableEnded) return Promise.resolve(true);
  const { headers } = request;
  const [contentType, contentEncoding] = [headers['content-type'] ?? '', headers['content-encoding'] ?? ''];
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (isWhole: boolean) => {
      request.off('data', take).off('end', end).off('close', breakOff).off('error', breakOff);
      const bytes = !isWhole || size > limitBytes ? null : Buffer.concat(chunks);
      const body: RawBody = { contentType, contentEncoding, bytes };
      // Not to be listed, should somebody print the request: it may hold a password.
      Object.defineProperty(request, RAW_BODY, { value: body });
      resolve(size <= limitBytes * PATIENCE);
    };
    // Texts, where somebody has set an encoding.
    const take = (chunk: Buffer | string) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      else chunks.length = 0;
      if (size <= limitBytes * PATIENCE) return;
      request.pause();
      finish(false);
    };
    const end = () => {
      finish(true);
    };
    // The client went away; whoever answers now answers nobody. What came of a form reads like a whole one: an address that is cut is somebody else's.
    const breakOff = () => {
      finish(false);
    };
    // Who went away before no event will tell of.
    if (request.destroyed) finish(false);
    // Somebody may have paused it.
    else request.on('data', take).on('end', end).on('close', breakOff).on('error', breakOff).resume();
  });
}
