import { createHmac, randomBytes } from 'node:crypto';

import type { SocialClient } from 'nestjs-rest-auth';

type Parameters = Readonly<Record<string, string>>;

/** The header of a request without a body or a query, signed by HMAC-SHA1 (RFC 5849 §3.4, §3.5.1).. */
export function authorizationHeader(
  method: string,
  url: string,
  given: Parameters,
  { id, secret }: SocialClient,
  tokenSecret: string,
): string {
  const parameters = {
    oauth_consumer_key: id,
    oauth_nonce: randomBytes(16).toString('hex'),
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_version: '1.0',
    ...given,
  };
  const signed = { ...parameters, oauth_signature: signature(method, url, parameters, secret, tokenSecret) };
  return `OAuth ${Object.entries(signed)
    .map(([name, value]) => `${encode(name)}="${encode(value)}"`)
    .join(', ')}`;
}

function signature(method: string, url: string, parameters: Parameters, secret: string, tokenSecret: string): string {
  const sorted = Object.entries(parameters)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const base = [method, url, sorted].map(encode).join('&');
  return createHmac('sha1', `${encode(secret)}&${encode(tokenSecret)}`)
    .update(base)
    .digest('base64');
}

/** RFC 3986's, which spares fewer characters than `encodeURIComponent`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
