import { Req } from '@nestjs/common';

import type { MessageCatalogue } from '../kernel/messages.js';
import { Answer } from './answer.js';
import type { Exchange } from './exchange.js';

/** A method of a controller. */
export type Handler = (this: unknown, ...given: never[]) => unknown;

/** Where Nest hands a handler the request: behind all that a handler could take. */
const REQUEST_AT = 12;

/** On a request: what writes the answer of the endpoint that it has come to. */
const WRITER = Symbol('rest-auth:answer-writer');

/** Writes the answer to one exchange. */
class AnswerWriter {
  constructor(
    private readonly exchange: Exchange,
    private readonly catalogue: MessageCatalogue,
  ) {}

  /** Of an `Answer` the status and the cookies, and gives its body; whatever else a handler gives is the body as it is. */
  write(answer: unknown): unknown {
    this.exchange.writeCookies();
    if (!(answer instanceof Answer)) return answer;
    this.exchange.setStatus(answer.status);
    if (answer.detail) return { detail: this.catalogue.text(answer.detail, this.exchange.languages) };
    return answer.body ?? undefined;
  }
}

/** From now on a handler's answer is written into that exchange. */
export function writeInto(exchange: Exchange, catalogue: MessageCatalogue): void {
  Reflect.set(exchange.request, WRITER, new AnswerWriter(exchange, catalogue));
}

const answering = new WeakSet<object>();

/**
 * The handler, with its `Answer` written; a subclass that calls it as its parent's gets the `Answer`. An interceptor would do the same, and cost more than all that we do for a request: Nest makes several
 * observables for each.
 */
export function answered(prototype: object, name: string, handler: Handler): Handler {
  if (answering.has(handler)) return handler;
  const written = async function (this: unknown, ...given: unknown[]): Promise<unknown> {
    const answer: unknown = await Reflect.apply(handler, this, given.slice(0, REQUEST_AT));
    const request = given[REQUEST_AT];
    const writer: unknown = typeof request === 'object' && request !== null ? Reflect.get(request, WRITER) : null;
    return writer instanceof AnswerWriter ? writer.write(answer) : answer;
  };
  answering.add(written);
  Req()(prototype, name, REQUEST_AT);
  return written;
}
