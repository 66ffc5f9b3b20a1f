import type { Context } from './act.js';
import type { Parameter, Schema } from './open-api.js';
import { objectOf, TEXT } from './shapes.js';

/** The cookie of the refresh token, where it has a name. */
export function refreshInCookie({ instance }: Context): Parameter[] {
  const name = instance.settings.jwt.refreshCookieName;
  if (name === null) return [];
  return [{ name, in: 'cookie', required: false, description: 'The refresh token.', schema: TEXT }];
}

/** A logout's body, where it is looked at; see `JwtKind.endPresented`. */
export function refreshInBody({ instance, components }: Context): Schema | null {
  const { blacklistAtLogout, refreshCookieName, httpOnly, deliveryHeader } = instance.settings.jwt;
  const isInCookieAlone = httpOnly && refreshCookieName !== null && deliveryHeader === null;
  if (!blacklistAtLogout || isInCookieAlone) return null;
  return components.reference('LogoutRequest', 'logout', () => objectOf({ refresh: TEXT }));
}

/** The header of the CSRF token, for a refresh by the cookie. */
export function refreshCsrf({ instance }: Context): Parameter[] {
  const { jwt, csrf } = instance.settings;
  if (jwt.refreshCookieName === null || !jwt.refreshCsrf) return [];
  const description = `The value of the cookie \`${csrf.cookieName}\`, where the token comes in a cookie.`;
  return [{ name: csrf.headerName, in: 'header', required: false, description, schema: TEXT }];
}
