import { HttpException, Injectable } from '@nestjs/common';

import { FieldErrors, type FieldErrorTree, type Refusal, type RefusalReason } from '../kernel/errors.js';
import { type Message, MessageCatalogue } from '../kernel/messages.js';
import type { Exchange } from './exchange.js';
import { RefusalObserver } from './refusal-observer.js';

const STATUS: Readonly<Record<RefusalReason, number>> = {
  bad_request: 400,
  not_authenticated: 401,
  permission_denied: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  body_too_large: 413,
  unsupported_media_type: 415,
  throttled: 429,
  unavailable: 503,
};

/** Puts failures into DRF's words and shapes. The only place that knows the status codes of failures. */
@Injectable()
export class FailureShaper {
  constructor(
    private readonly catalogue: MessageCatalogue,
    private readonly observer: RefusalObserver,
  ) {}

  /** The failure as Nest knows one, its headers already set on the answer. */
  shape(failure: FieldErrors | Refusal, exchange: Exchange): HttpException {
    if (failure instanceof FieldErrors) return new HttpException(this.texts(failure.tree, exchange), 400);
    this.observer.noteRefusal(failure, exchange);
    const { retryAfterSeconds, code, tokenMessages } = failure.particulars;
    if (retryAfterSeconds !== undefined) exchange.setHeader('Retry-After', String(retryAfterSeconds));
    const text = (detail: Message) => this.catalogue.text(detail, exchange.languages);
    const body = {
      detail: text(failure.detail),
      ...(code !== undefined && { code }),
      ...(tokenMessages && {
        messages: tokenMessages.map(({ tokenClass, tokenType, message }) => ({
          token_class: tokenClass,
          token_type: tokenType,
          message: text(message),
        })),
      }),
    };
    return new HttpException(body, this.statusOf(failure, exchange));
  }

  private statusOf({ reason }: Refusal, exchange: Exchange): number {
    if (reason !== 'not_authenticated') return STATUS[reason];
    // DRF: a 401 carries a challenge; where the first credential kind has none, it is a 403.
    if (exchange.challenge === null) return STATUS.permission_denied;
    exchange.setHeader('WWW-Authenticate', exchange.challenge);
    return STATUS.not_authenticated;
  }

  private texts(tree: FieldErrorTree, exchange: Exchange): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(tree).map(([field, problems]) => [
        field,
        Array.isArray(problems)
          ? problems.map((problem) => this.catalogue.text(problem, exchange.languages))
          : this.texts(problems, exchange),
      ]),
    );
  }
}
