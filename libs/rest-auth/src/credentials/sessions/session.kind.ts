import { Injectable } from '@nestjs/common';

import type { AuthUser, UserId } from '../../accounts/users/auth-user.js';
import { UserStore } from '../../accounts/users/user.store.js';
import type { Cookie } from '../../http/cookies.js';
import type { Exchange } from '../../http/exchange.js';
import { addSeconds, Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/errors.js';
import { randomAlphanumeric } from '../../kernel/secrets.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import {
  type ActiveCredential,
  CredentialKind,
  type CredentialOrigin,
  type CredentialReference,
  credentialsVersion,
  type IssuedCredentials,
  type Recognition,
  type StoredCredential,
} from '../credential-kind.js';
import { isAlive, isOfPresentCredentials, isUseWorthNoting } from '../credential-life.js';
import { CsrfProtection } from '../csrf/csrf-protection.js';
import { SessionStore } from './session.store.js';

/** 190 bits. */
const SESSION_ID_LENGTH = 32;

/** Sessions in a cookie, with CSRF tokens: DRF's SessionAuthentication over Django's sessions. */
@Injectable()
export class SessionKind extends CredentialKind {
  override readonly name = 'session';
  override readonly challenge = null;
  override readonly isCookie = true;
  override readonly isLoginWide = true;
  override readonly mayEndUnknown = true;

  constructor(
    private readonly settings: RestAuthSettings,
    private readonly sessions: SessionStore,
    private readonly csrf: CsrfProtection,
    private readonly users: UserStore,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async recognise(exchange: Exchange): Promise<Recognition> {
    const found = await this.find(exchange);
    if (!found) return null;
    const { session, sessionId, user } = found;
    if (!user.isActive) return null;
    await this.assertNotForgedFor(user, exchange, session.id);
    const now = this.clock.now();
    if (isUseWorthNoting(session, now)) {
      await this.sessions.touch(session.id, now);
      // The browser's copy lives on with ours.
      exchange.setCookie(this.cookie(sessionId));
    }
    return { user, credential: { kind: this.name, id: session.id, loginId: session.loginId } };
  }

  private async assertNotForgedFor(user: AuthUser, exchange: Exchange, sessionId: string): Promise<void> {
    try {
      await this.csrf.check(exchange, sessionId);
    } catch (error) {
      throw error instanceof Refusal ? error.about(user.id) : error;
    }
  }

  /** A new session under a new id; the one that the browser bore ends (no session fixation). */
  override async issue(user: AuthUser, origin: CredentialOrigin, exchange: Exchange): Promise<IssuedCredentials> {
    const former = exchange.cookie(this.settings.sessions.cookieName);
    const old = former === null ? null : await this.sessions.find(former);
    if (old) await this.sessions.delete(old.id);
    const sessionId = randomAlphanumeric(SESSION_ID_LENGTH);
    const id = await this.sessions.create(sessionId, {
      ...origin,
      userId: user.id,
      createdAt: this.clock.now(),
      credentialsVersion: credentialsVersion(user),
    });
    return { cookies: [this.csrf.issue(id), this.cookie(sessionId)] };
  }

  override async endPresented(exchange: Exchange): Promise<null> {
    const sessionId = exchange.cookie(this.settings.sessions.cookieName);
    if (sessionId === null) return null;
    const session = await this.sessions.find(sessionId);
    if (session) await this.sessions.delete(session.id);
    exchange.setCookie(this.clearedCookie());
    return null;
  }

  override async endLogin(userId: UserId, loginId: string): Promise<void> {
    await this.sessions.deleteByLogin(userId, loginId);
  }

  override async endAll(userId: UserId, except: CredentialReference | null): Promise<void> {
    await this.sessions.deleteByUser(userId, except?.kind === this.name ? except.id : null);
  }

  override async renew(own: CredentialReference, user: AuthUser): Promise<readonly Cookie[]> {
    const sessionId = randomAlphanumeric(SESSION_ID_LENGTH);
    await this.sessions.renew(own.id, sessionId, credentialsVersion(user));
    return [this.cookie(sessionId)];
  }

  override async list(user: AuthUser, limit: number): Promise<ActiveCredential[]> {
    const now = this.clock.now();
    const sessions = await this.sessions.listByUser(user.id, limit);
    return sessions.filter(
      (session) => isAlive(session, this.settings.sessions, now) && isOfPresentCredentials(session, user),
    );
  }

  override purge(limit: number): Promise<number> {
    return this.sessions.purge(addSeconds(this.clock.now(), -this.settings.sessions.idleSeconds), limit);
  }

  /** The row of the session that the request bears, '' where there is none: what a CSRF token is bound to. */
  async idOf(exchange: Exchange): Promise<StoredCredential['id']> {
    return (await this.find(exchange))?.session.id ?? '';
  }

  /** A session that is unknown, over or void is as good as none, and its cookie is cleared. */
  private async find(exchange: Exchange) {
    const sessionId = exchange.cookie(this.settings.sessions.cookieName);
    if (sessionId === null) return null;
    const session = await this.sessions.find(sessionId);
    if (session && isAlive(session, this.settings.sessions, this.clock.now())) {
      const user = await this.users.findById(session.userId);
      if (user && isOfPresentCredentials(session, user)) return { session, sessionId, user };
    }
    exchange.setCookie(this.clearedCookie());
    return null;
  }

  private cookie(value: string): Cookie {
    const { cookieName: name, secure, sameSite, domain, path, idleSeconds } = this.settings.sessions;
    return { name, value, httpOnly: true, secure, sameSite, domain, path, maxAgeSeconds: idleSeconds };
  }

  /** With the attributes that a browser finds it by; HttpOnly is none of them, and Django leaves it out. */
  private clearedCookie(): Cookie {
    return { ...this.cookie(''), httpOnly: false, maxAgeSeconds: 0 };
  }
}
