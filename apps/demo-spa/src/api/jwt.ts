import { isObject, parsed } from './answer.js';

/** A JSON Web Token, read without its key: what it says, not whether it is true. */
export interface DecodedJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Null where `text` is none. */
export function decodeJwt(text: string): DecodedJwt | null {
  const [header, claims, signature] = text.split('.');
  if (header === undefined || claims === undefined || signature === undefined) return null;
  const read = [header, claims].map(decodePart);
  return isObject(read[0]) && isObject(read[1]) ? { header: read[0], claims: read[1] } : null;
}

/** When it ends; null where it does not say. */
export function expiryOf(text: string): Date | null {
  const exp = decodeJwt(text)?.claims['exp'];
  return typeof exp === 'number' ? new Date(exp * 1000) : null;
}

/** Base64url of UTF-8 (RFC 7515); undefined where it is not that. */
function decodePart(part: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0));
    return parsed(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
