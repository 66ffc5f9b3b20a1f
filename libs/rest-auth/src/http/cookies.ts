/** A cookie to be set; with an empty value and `maxAgeSeconds: 0` it is cleared. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: 'Lax' | 'Strict' | 'None';
  readonly path: string;
  readonly domain: string | null;
  /** Seconds to live; null for as long as the browser stays open. */
  readonly maxAgeSeconds: number | null;
}

/** The text of a Set-Cookie header (RFC 6265 §4.1). Values are ours alone: letters, digits and `.-_`. */
export function serializeCookie(cookie: Cookie): string {
  const parts = [`${cookie.name}=${cookie.value}`];
  if (cookie.maxAgeSeconds !== null) {
    parts.push(`Max-Age=${cookie.maxAgeSeconds}`);
    // Max-Age decides; Expires is there for what is too old to know it, and only clearing needs it to be exact.
    if (cookie.maxAgeSeconds <= 0) parts.push('Expires=Thu, 01 Jan 1970 00:00:00 GMT');
  }
  parts.push(`Path=${cookie.path}`);
  if (cookie.domain !== null) parts.push(`Domain=${cookie.domain}`);
  if (cookie.httpOnly) parts.push('HttpOnly');
  if (cookie.secure) parts.push('Secure');
  parts.push(`SameSite=${cookie.sameSite}`);
  return parts.join('; ');
}

/**
 * The cookies of a request by name. A name that is sent twice is left out: nobody can tell which of the two was set by us
 * and which was planted from a neighbouring host (RFC 6265 §8.6).
 */
export function parseCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  const twice = new Set<string>();
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 1) continue;
    const name = pair.slice(0, equals).trim();
    const value = pair
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1');
    if (name === '') continue;
    if (cookies.has(name) && cookies.get(name) !== value) twice.add(name);
    cookies.set(name, value);
  }
  for (const name of twice) cookies.delete(name);
  return cookies;
}
