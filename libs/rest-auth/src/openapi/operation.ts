import { ALLOW } from '../http/endpoint-route.js';
import { requestRateOf } from '../http/throttle.guard.js';
import type { Act, Answer, Context } from './act.js';
import { type Guarding, guardingOf } from './guarding.js';
import { recognises } from './instance.js';
import type { Method, Parameter } from './open-api.js';
import { refusals } from './refusals.js';
import { responsesOf } from './responses.js';
import type { Security } from './security.js';
import { TEXT } from './shapes.js';

/** What a body may be; the schema is the same. */
const MEDIA_TYPES = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'];

/** Where an operation stands. */
export interface Place {
  readonly path: string;
  readonly method: Method;
  readonly controller: object;
}

/** What `@nestjs/swagger` and the host's own decorators have made of an operation. */
export interface Given {
  readonly tags: readonly string[];
  readonly [more: string]: unknown;
}

/** An operation as a whole. What the host has said of it by its own decorators stands. */
export function operationOf(act: Act, place: Place, context: Context, security: Security, given: Given): object {
  const { path, method, controller } = place;
  const guarding = guardingOf(controller);
  const answers = [...act.answers, ...refusals(context, method, act, guarding, requestRateOf(controller))];
  const withCookies = answers.map((answer) => withCallersCookies(answer, context, guarding));
  const requestBody = requestBodyOf(act, context);
  return {
    summary: act.summary,
    ...(act.description !== undefined && { description: act.description }),
    ...(requestBody && { requestBody }),
    ...given,
    operationId: operationIdOf(method, path),
    parameters: parametersOf(given['parameters'], [...pathParameters(path), ...(act.parameters ?? [])]),
    responses: {
      ...responsesOf(withCookies, String(Reflect.getMetadata(ALLOW, controller))),
      ...saidResponses(given['responses']),
    },
    security: security.requirements(method, guarding),
  };
}

/** `POST /dj-rest-auth/logins/{id}`: `postDjRestAuthLoginsById`. Paths that differ by their punctuation alone have the same one. */
function operationIdOf(method: Method, path: string): string {
  return method + pascalCaseOf(path.replace(/\{([^}]*)\}/g, 'by-$1'));
}

export function pascalCaseOf(path: string): string {
  return path
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function requestBodyOf({ input, partial = false, body }: Act, { dtos }: Context): object | null {
  const schema = input ? dtos.request(input, partial) : body;
  if (!schema) return null;
  const required = input !== undefined && !partial && dtos.asksForAny(input);
  return { required, content: Object.fromEntries(MEDIA_TYPES.map((mediaType) => [mediaType, { schema }])) };
}

/** Whoever calls may have a cookie that is renewed with the answer, or is no good any more and cleared. */
function withCallersCookies(answer: Answer, { instance }: Context, guarding: Guarding): Answer {
  // `Accept` is looked at before the caller is.
  if (guarding === 'none' || guarding === 'anonymous' || answer.status === 406) return answer;
  const { jwt, sessions } = instance.settings;
  const own = [
    ...(recognises(instance, 'jwt') && jwt.accessCookieName !== null ? [jwt.accessCookieName] : []),
    ...(recognises(instance, 'session') ? [sessions.cookieName] : []),
  ];
  return { ...answer, cookies: [...(answer.cookies ?? []), ...own] };
}

function pathParameters(path: string): Parameter[] {
  return Array.from(path.matchAll(/\{([^}]+)\}/g), ([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: TEXT,
  }));
}

/** The host's, and ours besides. */
function parametersOf(given: unknown, own: readonly Parameter[]): unknown[] {
  const hosts = Array.isArray(given) ? (given as Partial<Parameter>[]) : [];
  const isNew = (ours: Parameter) => !hosts.some((theirs) => theirs.name === ours.name && theirs.in === ours.in);
  return [...hosts, ...own.filter(isNew)];
}

/** Those that somebody has described; of others `@nestjs/swagger` guesses no more than the status. */
function saidResponses(given: unknown): object {
  const responses = Object.entries((given ?? {}) as Record<string, { description?: string }>);
  return Object.fromEntries(responses.filter(([, { description }]) => description !== ''));
}
