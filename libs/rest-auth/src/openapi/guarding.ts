import { AuthGuard, type Demand, demandOf } from '../credentials/auth.guard.js';
import { type Instance, recognises } from './instance.js';
import type { Method } from './open-api.js';

/** What an endpoint asks of its callers; `none` where not even the guard stands before it. */
export type Guarding = Demand | 'none';

/** Where Nest keeps the guards of a class. */
const GUARDS = '__guards__';

export function guardingOf(controller: object): Guarding {
  const guards: unknown = Reflect.getMetadata(GUARDS, controller);
  return Array.isArray(guards) && guards.includes(AuthGuard) ? demandOf(controller) : 'none';
}

/** Whether a method changes nothing, so that no CSRF token is asked for; see `Exchange.isSafe`. */
export function isSafe(method: Method): boolean {
  return method === 'get';
}

/** Whether a request without an Authorization header needs a CSRF token, whoever calls. */
export function isCsrfForAll(instance: Instance): boolean {
  const { csrfOnUnauthenticated, accessCookieName } = instance.settings.jwt;
  return recognises(instance, 'jwt') && csrfOnUnauthenticated && accessCookieName !== null;
}

/** Whether one that is recognised by the cookie of the access token does. */
export function isCsrfForAccessCookie(instance: Instance): boolean {
  const { cookieCsrf, accessCookieName } = instance.settings.jwt;
  return recognises(instance, 'jwt') && (cookieCsrf || isCsrfForAll(instance)) && accessCookieName !== null;
}

/** Whether such an endpoint refuses a caller for want of a CSRF token. */
export function asksForCsrfToken(instance: Instance, method: Method, guarding: Guarding): boolean {
  if (isSafe(method) || guarding === 'none') return false;
  const isByCookie = recognises(instance, 'session') || isCsrfForAccessCookie(instance);
  return isCsrfForAll(instance) || (isByCookie && (guarding === 'authenticated' || guarding === 'public'));
}
