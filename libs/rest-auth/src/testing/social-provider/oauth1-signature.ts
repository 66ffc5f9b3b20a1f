import { createHmac } from 'node:crypto';

// OAuth 1.0a as RFC 5849 has it: the sections are its own.

/** Names and values, decoded; a name may come more than once. */
export type OAuthParameters = readonly (readonly [name: string, value: string])[];

/** Section 3.5.1: the parameters of `OAuth realm="...", oauth_token="..."`, without scheme; null where one cannot be read. */
export function parseOAuthHeader(credentials: string): ReadonlyMap<string, string> | null {
  const parameters = new Map<string, string>();
  for (const part of credentials.split(',')) {
    const [, name, value] = /^\s*([^\s=]+)="([^"]*)"\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined) return null;
    try {
      parameters.set(decodeURIComponent(name), decodeURIComponent(value));
    } catch {
      return null;
    }
  }
  return parameters;
}

/**
 * Section 3.4.1: what is signed. `url` is without query; `parameters` are those of the query, of the header and of a form, decoded;
 * the realm and the signature itself are left out here.
 */
export function signatureBase(method: string, url: string, parameters: OAuthParameters): string {
  const { protocol, host, pathname } = new URL(url);
  const normalized = parameters
    .filter(([name]) => name !== 'realm' && name !== 'oauth_signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort((left, right) => compare(left[0], right[0]) || compare(left[1], right[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return [method.toUpperCase(), `${protocol}//${host}${pathname}`, normalized].map(percentEncode).join('&');
}

/** Section 3.4.2: the signature of a base, Base64. */
export function hmacSha1(base: string, consumerSecret: string, tokenSecret: string): string {
  const key = `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`;
  return createHmac('sha1', key).update(base).digest('base64');
}

/** Section 3.6: unlike JavaScript's own encoding it leaves nothing of `!'()*`. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

// Encoded text is ASCII, where the order of code units is the order of bytes that the standard asks for.
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
