import { parseCookies } from '../../http/cookies.js';
import type { HttpRequest } from '../../http/exchange.js';
import type { RestAuthSettings } from '../../rest-auth.settings.js';

/** An access token and where it was, or a header that is none. */
export type PresentedAccess = { readonly token: string; readonly isCookie: boolean } | { readonly isMalformed: true };

/**
 * The access token of a request: of the Authorization header, or of the cookie where there is no such header. A header of another type hides the cookie, as in
 * dj-rest-auth: who sends one means that one. The type's letter case matters.
 */
export function presentedAccess({ headers }: HttpRequest, { jwt }: RestAuthSettings): PresentedAccess | null {
  const { authorization } = headers;
  if (authorization === undefined) {
    const token =
      jwt.accessCookieName === null ? undefined : parseCookies(headers.cookie ?? '').get(jwt.accessCookieName);
    return token === undefined ? null : { token, isCookie: true };
  }
  const [type, token, ...rest] = authorization.split(/[ \t]/).filter((part) => part !== '');
  if (!jwt.headerTypes.some((known) => known === type)) return null;
  return token === undefined || rest.length > 0 ? { isMalformed: true } : { token, isCookie: false };
}
