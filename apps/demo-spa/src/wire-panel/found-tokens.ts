import { isObject, parsed } from '../api/answer.js';
import type { Exchange } from '../api/exchange.js';
import { type DecodedJwt, decodeJwt } from '../api/jwt.js';

/** A credential that an exchange bears where a script can read it. */
export interface FoundToken {
  /** Such as `Access token of the answer`. */
  readonly where: string;
  readonly text: string;
  /** Null for an opaque one, which says nothing to anybody but the server. */
  readonly jwt: DecodedJwt | null;
}

const NAMES: Readonly<Record<string, string>> = {
  key: 'Token',
  access: 'Access token',
  refresh: 'Refresh token',
  token: 'Token',
};

/** The answer's first: they are the newest. */
export function foundTokens({ request, answer }: Exchange): FoundToken[] {
  return [
    ...inBody(answer === null ? undefined : parsed(answer.text), 'in the answer'),
    ...request.headers
      .filter(([name]) => name === 'Authorization')
      .map(([, value]) => found('Authorization header', value.split(' ')[1])),
    ...inBody(request.body, 'in the request'),
  ].filter(({ text }) => text !== '');
}

/** A verification key or a reset's token is no credential, but a JWT is one under any of the names. */
function inBody(body: unknown, where: string): FoundToken[] {
  if (!isObject(body)) return [];
  return Object.entries(NAMES)
    .map(([name, title]) => found(`${title} ${where}`, body[name]))
    .filter(({ text, jwt }) => jwt !== null || /^[0-9a-f]{40}$/.test(text));
}

function found(where: string, value: unknown): FoundToken {
  const text = typeof value === 'string' ? value : '';
  return { where, text, jwt: decodeJwt(text) };
}
