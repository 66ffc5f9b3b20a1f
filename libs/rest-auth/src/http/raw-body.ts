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

/** How often the limit a client may send before it is cut off; up to there it is let finish, so that it reads its 413. */
const PATIENCE = 160;

const bodies = new WeakMap<IncomingMessage, RawBody>();

/** The body that the edge has read for this request, if it did. */
export function rawBodyOf(request: IncomingMessage): RawBody | undefined {
  return bodies.get(request);
}

/**
 * Reads a request's body, at most `limitBytes` of it, and keeps it for `rawBodyOf`. Never throws: what is wrong with a body is told
 * later, in its turn (after a 401, as DRF does). Answers false when the client sends without end and must be cut off.
 */
export async function readRawBody(request: IncomingMessage, limitBytes: number): Promise<boolean> {
  // Somebody before us may have read it: a parser of the host's, which leaves `request.body`.
  if (bodies.has(request) || request.readableDidRead || request.readableEnded) return true;
  const chunks: Buffer[] = [];
  let size = 0;
  let isWhole = true;
  try {
    // Destroyed when we stop reading, the connection could not bear the answer any more.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > limitBytes * PATIENCE) break;
    }
  } catch {
    // The client went away; whoever answers now answers nobody. What came of a form reads like a whole one: an address that is cut is somebody else's.
    isWhole = false;
  }
  bodies.set(request, {
    contentType: request.headers['content-type'] ?? '',
    contentEncoding: request.headers['content-encoding'] ?? '',
    bytes: !isWhole || size > limitBytes ? null : Buffer.concat(chunks),
  });
  return size <= limitBytes * PATIENCE;
}
