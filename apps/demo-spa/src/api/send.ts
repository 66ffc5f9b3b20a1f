import { cookieChanges, visibleCookies } from './cookies.js';
import { type Exchange, record, type ReceivedAnswer, type SentRequest } from './exchange.js';

/** What a request is for, as a person would say. */
export interface Purpose {
  readonly what: string;
  /** Default false. */
  readonly isBackground?: boolean;
}

let count = 0;

/** Sends a request, and records it with its answer for the wire panel. Never fails: a server that is away gives an exchange without an answer. */
export async function send(
  instanceId: string,
  { what, isBackground = false }: Purpose,
  request: SentRequest,
): Promise<Exchange> {
  const cookiesBefore = visibleCookies();
  const startedAt = new Date();
  const started = performance.now();
  const answer = await ask(request);
  const exchange: Exchange = {
    id: ++count,
    instanceId,
    purpose: what,
    isBackground,
    startedAt,
    durationMs: Math.round(performance.now() - started),
    request,
    answer,
    cookies: cookieChanges(cookiesBefore, visibleCookies()),
  };
  record(exchange);
  return exchange;
}

async function ask({ method, path, headers, body }: SentRequest): Promise<ReceivedAnswer | null> {
  try {
    const response = await fetch(path, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      // No endpoint redirects; should one, the panel shows that it did.
      redirect: 'manual',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: [...response.headers], text: await response.text() };
  } catch {
    return null;
  }
}
