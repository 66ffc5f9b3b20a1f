import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';

import { type FakeAnswer, sendAnswer } from './fake-answer.js';

/** Every way in which a service can be made to misbehave, for tests that go through all of them. */
export const MISBEHAVIOURS = [
  /** Takes the request and never answers. */
  'hang',
  /** Answers 200, and goes on with the body in small pieces, a tenth of a second apart, until the client leaves. */
  'slow',
  /** 200 and 64 MiB of JSON that begins as a profile, sent no faster than the client reads. */
  'huge',
  /** 200 and HTML. */
  'garbage',
  /** 200 and JSON that breaks off with the connection. */
  'truncated',
  /** 200 and no body. */
  'empty',
  /** 200 and JSON `null`. */
  'null',
  /** 200 and a JSON list. */
  'list',
  /** 302 to `<url>/elsewhere`, which answers like a profile, and is among the requests if it was asked. */
  'redirect',
  /** 500. */
  'error',
  /** 503. */
  'unavailable',
  /** 429. */
  'rate-limited',
  /** Resets the connection. */
  'reset',
] as const;

/** A way in which a service misbehaves: see `MISBEHAVIOURS` for what each does. */
export type Misbehaviour = (typeof MISBEHAVIOURS)[number];

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PAGE = '<!doctype html><title>Sorry</title><p>Something went wrong. Please try again later.</p>';

const ANSWERS = {
  garbage: { status: 200, body: PAGE, headers: HTML },
  empty: { status: 200, body: undefined },
  null: { status: 200, body: null },
  list: { status: 200, body: [{ id: '1', name: 'List' }] },
  error: { status: 500, body: PAGE, headers: HTML },
  unavailable: { status: 503, body: PAGE, headers: HTML },
  'rate-limited': { status: 429, body: { message: 'Too Many Requests' }, headers: { 'retry-after': '60' } },
} satisfies Partial<Record<Misbehaviour, FakeAnswer>>;

/** Does it to one request. `elsewhere` is where a redirection leads to. */
export function misbehave(response: ServerResponse, how: Misbehaviour, elsewhere: string): void {
  switch (how) {
    case 'hang':
      return;
    case 'slow':
      answerSlowly(response);
      return;
    case 'huge':
      // A client that leaves ends it: that is no error here.
      pipeline(Readable.from(hugeBody()), asJson(response), () => undefined);
      return;
    case 'truncated':
      asJson(response).write('{"id":"1","name":"Trunc', () => response.destroy());
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'redirect':
      sendAnswer(response, { status: 302, body: undefined, headers: { location: elsewhere } });
      return;
    default:
      sendAnswer(response, ANSWERS[how]);
  }
}

function answerSlowly(response: ServerResponse): void {
  // Of a client that has gone by now no 'close' would come to end the timer.
  if (response.destroyed) return;
  asJson(response).write('{"id":"1","name":"');
  const timer = setInterval(() => response.write('slow '), 100);
  response.once('close', () => clearInterval(timer));
}

/** It does come to an end: a client that reads all of it is to fail its test, not to exhaust the memory of the test run. */
function* hugeBody(): Generator<string> {
  yield '{"id":"1","name":"';
  for (let piece = 0; piece < 1024; piece += 1) yield 'huge'.repeat(16 * 1024);
  yield '"}';
}

function asJson(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
}
