import { type Guarding, isCsrfForAccessCookie, isCsrfForAll, isSafe } from './guarding.js';
import { type Instance, recognises } from './instance.js';
import type { Method, SecurityRequirement, SecurityScheme } from './open-api.js';

type SchemeName = 'Token' | 'Jwt' | 'JwtCookie' | 'Session' | 'Csrf';

/** How callers of an instance are recognised: a scheme for each kind of credential, and one for the CSRF token that goes with cookies. */
export class Security {
  /** The names of all schemes begin with `prefix`. */
  constructor(
    private readonly instance: Instance,
    private readonly prefix: string,
  ) {}

  get schemes(): Readonly<Record<string, SecurityScheme>> {
    const { kinds, settings } = this.instance;
    const { sessions, csrf, jwt } = settings;
    const schemes = new Map<SchemeName, SecurityScheme>();
    for (const { name } of kinds.recognised) {
      if (name === 'token') schemes.set('Token', inHeader('Authorization', '`Token`, a blank, and the key.'));
      if (name === 'session') schemes.set('Session', inCookie(sessions.cookieName, 'A session.'));
      if (name === 'jwt') schemes.set('Jwt', jwtHeader(jwt.headerTypes));
      if (name === 'jwt' && jwt.accessCookieName !== null) {
        schemes.set('JwtCookie', inCookie(jwt.accessCookieName, 'An access token.'));
      }
    }
    if (recognises(this.instance, 'session') || isCsrfForAccessCookie(this.instance)) {
      schemes.set('Csrf', inHeader(csrf.headerName, `The value of the cookie \`${csrf.cookieName}\`.`));
    }
    return Object.fromEntries([...schemes].map(([name, scheme]) => [this.prefix + name, scheme]));
  }

  /** What a request must bear: any one of these; none for what anybody may do and nobody is looked at. */
  requirements(method: Method, guarding: Guarding): SecurityRequirement[] {
    const asksAll = isCsrfForAll(this.instance) && !isSafe(method);
    if (guarding === 'none' || guarding === 'anonymous') {
      return asksAll && guarding !== 'none' ? [this.all('Csrf')] : [];
    }
    const ways = this.instance.kinds.recognised.flatMap(({ name }) => this.ways(name, method));
    return guarding === 'authenticated' ? ways : [asksAll ? this.all('Csrf') : {}, ...ways];
  }

  private ways(kind: 'token' | 'jwt' | 'session', method: Method): SecurityRequirement[] {
    switch (kind) {
      case 'token':
        return [this.all('Token')];
      case 'session':
        return [isSafe(method) ? this.all('Session') : this.all('Session', 'Csrf')];
      case 'jwt': {
        const asks = isCsrfForAccessCookie(this.instance) && !isSafe(method);
        const hasCookie = this.instance.settings.jwt.accessCookieName !== null;
        const byCookie = asks ? this.all('JwtCookie', 'Csrf') : this.all('JwtCookie');
        return [this.all('Jwt'), ...(hasCookie ? [byCookie] : [])];
      }
    }
  }

  private all(...names: SchemeName[]): SecurityRequirement {
    return Object.fromEntries(names.map((name) => [this.prefix + name, []]));
  }
}

function inHeader(name: string, description: string): SecurityScheme {
  return { type: 'apiKey', in: 'header', name, description };
}

function inCookie(name: string, description: string): SecurityScheme {
  return { type: 'apiKey', in: 'cookie', name, description };
}

/** The specification's own scheme is for `Bearer` alone (RFC 6750). */
function jwtHeader(headerTypes: readonly string[]): SecurityScheme {
  if (headerTypes.includes('Bearer')) {
    return { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token.' };
  }
  return inHeader('Authorization', `\`${headerTypes[0] ?? ''}\`, a blank, and an access token.`);
}
