import type { Type } from '@nestjs/common';

import type { RequestRateName } from '../rest-auth.settings.js';
import { isLimited } from '../throttling/counted-by.js';
import type { Act, Answer, Context } from './act.js';
import { asksForCsrfToken, type Guarding } from './guarding.js';
import { recognises } from './instance.js';
import type { Method } from './open-api.js';
import { detail, only, tokenRefusal } from './shapes.js';

/** The refusals that hold for every endpoint alike, by what it asks of its callers and what it reads. */
export function refusals(
  context: Context,
  method: Method,
  act: Act,
  guarding: Guarding,
  rate: RequestRateName,
): Answer[] {
  const needsToken = asksForCsrfToken(context.instance, method, guarding);
  return [
    ...(guarding === 'authenticated' ? [notRecognised(context)] : []),
    ...(needsToken ? [refusal(context, 403, 'A CSRF token is missing or wrong.')] : []),
    ...(act.input ? ofBody(context, act.input) : []),
    ...(isLimited(context.instance.settings, rate) ? [tooMany(context)] : []),
    refusal(context, 406, '`Accept` allows neither JSON nor HTML.'),
    refusal(context, 500, 'A defect; the log of the application has it.'),
    {
      ...refusal(context, 503, 'Too much work waits, or something that is needed cannot be reached.'),
      headers: RETRY_AFTER,
    },
  ];
}

const RETRY_AFTER = {
  'Retry-After': { description: 'In how many seconds to come back.', schema: { type: 'integer' } },
} as const;

function tooMany(context: Context): Answer {
  return { ...refusal(context, 429, 'Too many requests; this one did not count.'), headers: RETRY_AFTER };
}

/** 401 with a challenge, or 403 where sessions are recognised first. */
export function notRecognised({ instance, components }: Context, description = 'Nobody is recognised.'): Answer {
  const [first] = instance.kinds.recognised;
  const schema = recognises(instance, 'jwt') ? tokenRefusal(components) : detail(components);
  if (!first?.challenge) return { status: 403, description, schema };
  const headers = { 'WWW-Authenticate': { description: 'The challenge.', schema: only(first.challenge) } };
  return { status: 401, description, schema, headers };
}

/** Any refusal with one text. */
export function refusal({ components }: Context, status: number, description: string): Answer {
  return { status, description, schema: detail(components) };
}

function ofBody(context: Context, input: Type<object>): Answer[] {
  const { bodyLimitBytes } = context.instance.settings.http;
  return [
    { status: 400, description: 'Field errors.', schema: context.dtos.errors(input) },
    refusal(context, 400, 'The body cannot be read.'),
    refusal(context, 413, `The body is larger than ${bodyLimitBytes} bytes.`),
    refusal(context, 415, 'The body is of another media type or charset, or compressed.'),
  ];
}
