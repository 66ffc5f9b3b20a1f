import { Injectable } from '@nestjs/common';

import type { AuthUser, UserId } from '../../accounts/users/auth-user.js';
import { parseBody } from '../../http/body-parser.js';
import type { Cookie } from '../../http/cookies.js';
import type { Exchange } from '../../http/exchange.js';
import { addSeconds, Clock } from '../../kernel/clock.js';
import { notAuthenticated, Refusal } from '../../kernel/errors.js';
import { message } from '../../kernel/messages.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import {
  type ActiveCredential,
  CredentialKind,
  type CredentialOrigin,
  type CredentialReference,
  credentialsVersion,
  type IssuedCredentials,
  type LogoutNotice,
  type Recognition,
} from '../credential-kind.js';
import { CsrfProtection } from '../csrf/csrf-protection.js';
import { RequestOrigin } from '../csrf/request-origin.js';
import { SessionKind } from '../sessions/session.kind.js';
import { presentedAccess } from './access-token.source.js';
import type { SignedJwt } from './jwt.codec.js';
import { JwtCookies } from './jwt.cookies.js';
import { JwtTokens } from './jwt.tokens.js';
import { RefreshFamilyStore } from './refresh-family.store.js';

/** JSON Web Tokens, in the Authorization header or in cookies: dj-rest-auth's JWTCookieAuthentication. */
@Injectable()
export class JwtKind extends CredentialKind {
  override readonly name = 'jwt';
  override readonly challenge: string;
  // The body has them too; where they are in cookies alone, a page of a foreign origin gets them in the body.
  override readonly isCookie = false;
  override readonly isLoginWide = true;
  override readonly mayEndUnknown = true;

  constructor(
    private readonly settings: RestAuthSettings,
    private readonly tokens: JwtTokens,
    private readonly cookies: JwtCookies,
    private readonly families: RefreshFamilyStore,
    private readonly csrf: CsrfProtection,
    private readonly origins: RequestOrigin,
    private readonly sessions: SessionKind,
    private readonly clock: Clock,
  ) {
    super();
    this.challenge = `${settings.jwt.headerTypes[0] ?? 'Bearer'} realm="api"`;
  }

  override async assertNotForged(exchange: Exchange): Promise<void> {
    const { csrfOnUnauthenticated, accessCookieName } = this.settings.jwt;
    const hasHeader = exchange.header('authorization') !== null;
    if (csrfOnUnauthenticated && accessCookieName !== null && !hasHeader) await this.checkCsrf(exchange);
  }

  override async recognise(exchange: Exchange): Promise<Recognition> {
    const presented = presentedAccess(exchange.request, this.settings);
    if (presented === null) return null;
    if ('isMalformed' in presented) {
      const code = 'bad_authorization_header';
      return { rejected: notAuthenticated(message('authorization_header_parts'), { code }) };
    }
    const forgery = presented.isCookie && this.settings.jwt.cookieCsrf ? await this.forgery(exchange) : null;
    const decision = await this.tokens.admit(presented.token);
    if ('user' in decision) {
      const { user, family } = decision;
      if (forgery) throw forgery.about(user.id);
      return { user, credential: { kind: this.name, id: family, loginId: family } };
    }
    // A dead cookie bars nothing that anybody may do; elsewhere CSRF is told first, as in dj-rest-auth, and nothing is changed.
    if (forgery) return { rejected: forgery };
    // Nothing but trouble comes of a dead cookie.
    if (presented.isCookie) this.clearAccess(exchange);
    return decision;
  }

  override async issue(
    user: AuthUser,
    origin: CredentialOrigin,
    exchange: Exchange,
    mayUseCookies: boolean,
  ): Promise<IssuedCredentials> {
    const { access, refresh } = await this.tokens.issue(user, origin, exchange.request);
    const cookies = mayUseCookies && this.cookies.areWanted(exchange) ? this.cookiesOf(access, refresh) : [];
    const isHidden = this.settings.jwt.httpOnly && cookies.some(({ value }) => value === refresh.token);
    return { jwt: { access, refresh, isRefreshInBody: !isHidden }, cookies };
  }

  override async endPresented(exchange: Exchange): Promise<LogoutNotice | null> {
    const { blacklistAtLogout, accessCookieName, refreshCookieName, httpOnly, deliveryHeader } = this.settings.jwt;
    // A page of a foreign origin was given no cookie: what cookies come with it are not its own, and what it has to end is in the body.
    const isForeign = this.origins.foreign(exchange) !== null;
    if (isForeign && this.hasCookie(exchange)) this.origins.assertOwnOrByHeader(exchange);
    if (!isForeign) for (const cookie of this.cookies.cleared()) exchange.setCookie(cookie);
    if (!blacklistAtLogout) {
      return accessCookieName === null ? { status: 200, detail: message('logout_left_to_client') } : null;
    }
    const inCookie = httpOnly && refreshCookieName !== null;
    const cookie = inCookie && !isForeign ? exchange.cookie(refreshCookieName) : null;
    // Where clients may ask for their tokens in the body, they end them by it.
    const mayBeInBody = !inCookie || deliveryHeader !== null || isForeign;
    const token = cookie ?? (mayBeInBody ? await refreshInBody(exchange) : null);
    if (token === null) {
      const detail = message(inCookie ? 'logout_refresh_not_in_cookie' : 'logout_refresh_not_in_body');
      return { status: 401, detail };
    }
    const problem = await this.tokens.blacklist(token);
    return problem ? { status: 401, detail: message(problem) } : null;
  }

  override async endLogin(_userId: UserId, loginId: string): Promise<void> {
    await this.families.end(loginId, this.clock.now());
  }

  override async endAll(userId: UserId, except: CredentialReference | null): Promise<void> {
    await this.families.endByUser(userId, except?.kind === this.name ? except.id : null, this.clock.now());
  }

  /** The family lives on. Its access token does not, as none does that is older than the change: a browser gets new cookies, others refresh. */
  override async renew(own: CredentialReference, user: AuthUser, exchange: Exchange): Promise<readonly Cookie[]> {
    await this.families.rebind(own.id, credentialsVersion(user));
    const presented = presentedAccess(exchange.request, this.settings);
    if (!(presented && 'token' in presented && presented.isCookie)) return [];
    return this.cookies.access(await this.tokens.renewAccess(user, own.id, exchange.request));
  }

  override async list(user: AuthUser, limit: number): Promise<ActiveCredential[]> {
    const now = this.clock.now();
    const families = await this.families.listByUser(user.id, limit);
    return families.filter(
      ({ expiresAt, credentialsVersion: version }) => expiresAt > now && version === credentialsVersion(user),
    );
  }

  override purge(limit: number): Promise<number> {
    // An access token may outlive the refresh token that it was made of.
    return this.families.purge(addSeconds(this.clock.now(), -this.settings.jwt.accessSeconds), limit);
  }

  private cookiesOf(access: SignedJwt, refresh: SignedJwt): Cookie[] {
    return [...this.cookies.access(access), ...this.cookies.refresh(refresh, this.clock.now())];
  }

  private clearAccess(exchange: Exchange): void {
    const { accessCookieName } = this.settings.jwt;
    for (const cookie of this.cookies.cleared()) if (cookie.name === accessCookieName) exchange.setCookie(cookie);
  }

  private hasCookie(exchange: Exchange): boolean {
    const { accessCookieName, refreshCookieName } = this.settings.jwt;
    return [accessCookieName, refreshCookieName].some((name) => name !== null && exchange.cookie(name) !== null);
  }

  private async forgery(exchange: Exchange): Promise<Refusal | null> {
    try {
      await this.checkCsrf(exchange);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  /** A token of a browser without a session is bound to none; one with a session may have been fetched for that. */
  private async checkCsrf(exchange: Exchange): Promise<void> {
    const hasSession = exchange.cookie(this.settings.sessions.cookieName) !== null;
    await this.csrf.check(
      exchange,
      ...(hasSession && !exchange.isSafe ? ['', await this.sessions.idOf(exchange)] : ['']),
    );
  }
}

/** The field of a logout's body. Whatever cannot be read has none: a logout never fails for its body. */
async function refreshInBody({ rawBody }: Exchange): Promise<string | null> {
  const body: unknown = rawBody ? (await parseBody(rawBody).catch(() => null))?.value : null;
  const token: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'refresh') : null;
  return typeof token === 'string' || typeof token === 'number' ? String(token) : null;
}
