import { Injectable, type Type } from '@nestjs/common';

import { callerOf } from './auth.guard.js';
import { parseBody } from '../http/body-parser.js';
import type { Exchange } from '../http/exchange.js';
import { InputReader } from '../http/fields/input-reader.js';

/** Reads the request's body as a DTO, with the caller at hand. */
@Injectable()
export class RequestInput {
  constructor(private readonly reader: InputReader) {}

  /** The instance, or `FieldErrors`; a `Refusal` when the body cannot be parsed. */
  async read<Dto extends object>(
    dto: Type<Dto>,
    exchange: Exchange,
    options: { partial?: boolean } = {},
  ): Promise<Dto> {
    const user = callerOf(exchange)?.user ?? null;
    const raw = exchange.rawBody;
    // Mounted where the edge does not read (a handler that a host wrote anew), the host's parser has done it.
    if (!raw) return this.reader.read(dto, exchange.request.body ?? {}, { ...options, user });
    const { value, isForm } = await parseBody(raw);
    return this.reader.read(dto, value, { ...options, isForm, user });
  }
}
