import type { Client } from '../api/client.js';
import type { CsrfPlaces } from '../api/config.js';
import type { Ask, Credential } from './credential.js';
import { Csrf } from './csrf.js';
import { JwtCookieCredential } from './jwt-cookie.credential.js';
import { JwtCredential } from './jwt.credential.js';
import type { Kept } from './kept.js';
import { SessionCredential } from './session.credential.js';
import { TokenCredential } from './token.credential.js';

/** The one of the instance's kind. */
export function makeCredential(client: Client, kept: Kept): Credential {
  const { id, kind, csrf } = client.instance;
  const ask: Ask = (...request) => client.ask(...request);
  switch (kind) {
    case 'token':
      return new TokenCredential(kept);
    case 'jwt':
      return new JwtCredential(id, kept, ask);
    case 'jwt-cookie':
      return new JwtCookieCredential(id, kept, csrfOf(csrf, ask), ask);
    case 'session':
      return new SessionCredential(kept, csrfOf(csrf, ask));
  }
}

function csrfOf(places: CsrfPlaces | null, ask: Ask): Csrf {
  if (places === null) throw new TypeError('An instance with cookies has a CSRF token.');
  return new Csrf(places, (purpose, url) => ask(purpose, 'GET', url, []));
}
