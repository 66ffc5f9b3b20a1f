import { Injectable, type Type } from '@nestjs/common';

import { callerOf } from './auth.guard.js';
import { parseBody } from '../http/body-parser.js';
import type { Exchange } from '../http/exchange.js';
import { InputReader } from '../http/fields/input-reader.js';
import { RestAuthSettings } from '../rest-auth.settings.js';

/** How a body is read. */
export interface InputOptions {
  /** Nothing is required: PATCH. */
  partial?: boolean;
  /** The input is about somebody new, whoever calls: one's own name is a clash then. */
  forNobody?: boolean;
}

/** Reads the request's body as a DTO, with the caller at hand. */
@Injectable()
export class RequestInput {
  constructor(
    private readonly reader: InputReader,
    private readonly settings: RestAuthSettings,
  ) {}

  /** The instance, or `FieldErrors`; a `Refusal` when the body cannot be parsed. */
  async read<Dto extends object>(dto: Type<Dto>, exchange: Exchange, options: InputOptions = {}): Promise<Dto> {
    const user = options.forNobody ? null : (callerOf(exchange)?.user ?? null);
    const { partial = false } = options;
    const raw = exchange.rawBody;
    // Mounted where the edge does not read (a handler that a host wrote anew), the host's parser has done it.
    if (!raw) return this.reader.read(dto, exchange.request.body ?? {}, { partial, user });
    const { value, isForm } = await parseBody(raw, this.settings.http.bodyLimitBytes);
    return this.reader.read(dto, value, { partial, isForm, user });
  }
}
