import type { ServerResponse } from 'node:http';

/** What a service answers. */
export interface FakeAnswer {
  readonly status: number;
  /** A text is sent as it is, no body for undefined, and anything else as JSON. */
  readonly body: unknown;
  /** Laid over `content-type: application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends it as a whole, with its length. */
export function sendAnswer(response: ServerResponse, { status, body, headers = {} }: FakeAnswer): void {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(text);
}
