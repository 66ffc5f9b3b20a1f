import { Injectable, Req } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { isObservable, map } from 'rxjs';

import type { MessageCatalogue } from '../kernel/messages.js';
import { Answer } from './answer.js';
import { ALLOW } from './endpoint-route.js';
import type { Exchange } from './exchange.js';
import { copyMetadata, type Handler, handlersOf } from './handlers.js';

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
    if (isObservable(answer)) return answer.pipe(map((each) => this.write(each)));
    this.exchange.writeCookies();
    if (!(answer instanceof Answer)) return answer;
    this.exchange.setStatus(answer.status);
    if (answer.detail) return { detail: this.catalogue.text(answer.detail, this.exchange.languages) };
    return answer.body ?? undefined;
  }
}

/** From now on a handler's answer is written into that exchange. */
export function writeInto(exchange: Exchange, catalogue: MessageCatalogue): void {
  // Not to be listed, should somebody print the request.
  Object.defineProperty(exchange.request, WRITER, {
    value: new AnswerWriter(exchange, catalogue),
    configurable: true,
  });
}

/**
 * Has the handlers of each of our controllers, a host's subclasses too, write their `Answer`, before Nest makes routes of them. An interceptor would do the same, and cost more than all that we do for a request: Nest
 * makes several observables for each.
 */
@Injectable()
export class AnsweringEndpoints {
  constructor(modules: ModulesContainer) {
    for (const { controllers } of modules.values()) {
      for (const { metatype } of controllers.values()) {
        if (metatype && Reflect.hasMetadata(ALLOW, metatype)) writeAnswersOf(metatype.prototype as object);
      }
    }
  }
}

function writeAnswersOf(prototype: object): void {
  for (const { name, handler } of handlersOf(prototype)) {
    const value = answering(name, handler);
    Req()(prototype, name, REQUEST_AT);
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  }
}

const known = new WeakSet<object>();

/** The handler, with its `Answer` written. Without a request it is a subclass that calls its parent's, and gets the `Answer`. */
function answering(name: string, handler: Handler): Handler {
  if (known.has(handler)) return handler;
  const written = async function (this: unknown, ...given: unknown[]): Promise<unknown> {
    const answer: unknown = await Reflect.apply(handler, this, given.slice(0, REQUEST_AT));
    const request = given[REQUEST_AT];
    const writer: unknown = typeof request === 'object' && request !== null ? Reflect.get(request, WRITER) : null;
    return writer instanceof AnswerWriter ? writer.write(answer) : answer;
  };
  // Guards, counters and documents of a host go by it.
  Object.defineProperty(written, 'name', { value: name, configurable: true });
  copyMetadata(handler, written);
  known.add(written);
  return written;
}
