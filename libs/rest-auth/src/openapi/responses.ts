import type { Answer } from './act.js';
import type { Header, Response, Schema } from './open-api.js';
import { only, TEXT } from './shapes.js';

/** All answers of an endpoint by status, each with `Allow`. */
export function responsesOf(answers: readonly Answer[], allow: string): Record<string, Response> {
  const headers = { Allow: { description: 'The methods that the path takes.', schema: only(allow) } };
  const statuses = [...new Set(answers.map(({ status }) => status))];
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      responseOf(
        answers.filter((answer) => answer.status === status),
        headers,
      ),
    ]),
  );
}

/** The answers of one status as one response. */
function responseOf(answers: readonly Answer[], headers: NonNullable<Response['headers']>): Response {
  const all = answers.reduce((known, answer) => ({ ...known, ...answer.headers }), headers);
  const cookies = new Set(answers.flatMap((answer) => answer.cookies ?? []));
  const content = contentOf(answers);
  return {
    description: answers.map(({ description }) => description).join(' Or: '),
    headers: {
      ...all,
      ...(cookies.size > 0 && { 'Set-Cookie': cookieHeader(cookies) }),
    },
    ...(Object.keys(content).length > 0 && { content }),
  };
}

/** The bodies by media type. */
function contentOf(answers: readonly Answer[]): NonNullable<Response['content']> {
  const schemas = new Map<string, Schema[]>();
  for (const { schema, mediaType = 'application/json' } of answers) {
    if (schema) schemas.set(mediaType, [...(schemas.get(mediaType) ?? []), schema]);
  }
  return Object.fromEntries([...schemas].map(([mediaType, alike]) => [mediaType, { schema: anyOf(alike) }]));
}

function anyOf(schemas: readonly Schema[]): Schema {
  const [first = {}, ...others] = new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values();
  return others.length > 0 ? { anyOf: [first, ...others] } : first;
}

function cookieHeader(names: Iterable<string>): Header {
  const list = Array.from(names, (name) => `\`${name}\``).join(', ');
  return { description: `Sets or clears ${list}.`, schema: TEXT };
}
