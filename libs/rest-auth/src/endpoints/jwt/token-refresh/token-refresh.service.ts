import { Injectable } from '@nestjs/common';

import { CredentialPresenter } from '../../../credentials/credential.presenter.js';
import { CsrfProtection } from '../../../credentials/csrf/csrf-protection.js';
import { RequestOrigin } from '../../../credentials/csrf/request-origin.js';
import { JwtCookies } from '../../../credentials/jwt/jwt.cookies.js';
import { JwtTokens, type RefusedRefresh } from '../../../credentials/jwt/jwt.tokens.js';
import { SessionKind } from '../../../credentials/sessions/session.kind.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Exchange } from '../../../http/exchange.js';
import { Clock } from '../../../kernel/clock.js';
import { notAuthenticated, Refusal } from '../../../kernel/errors.js';
import { message } from '../../../kernel/messages.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';

/** Exchanges a refresh token. */
@Injectable()
export class TokenRefreshService {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly tokens: JwtTokens,
    private readonly cookies: JwtCookies,
    private readonly presenter: CredentialPresenter,
    private readonly csrf: CsrfProtection,
    private readonly origins: RequestOrigin,
    private readonly sessions: SessionKind,
    private readonly clock: Clock,
    private readonly events: EventTeller,
  ) {}

  /** The answer's body. A token in the request's body is taken before the cookie's. */
  async refresh(given: string | null, exchange: Exchange): Promise<object> {
    const { refreshCookieName, refreshCsrf, httpOnly } = this.settings.jwt;
    const inCookie = given === null && refreshCookieName !== null ? exchange.cookie(refreshCookieName) : null;
    const token = given ?? inCookie;
    if (token === null) throw notAuthenticated(message('no_refresh_token'), { code: 'token_not_valid' });
    const origin = this.origins.foreign(exchange);
    // The cookie is all that speaks for this caller, and what comes of it must not be told to another site's page.
    if (inCookie !== null && origin !== null) {
      throw new Refusal('permission_denied', message('csrf_origin', { origin }));
    }
    if (inCookie !== null && refreshCsrf) await this.csrf.check(exchange, '', await this.sessions.idOf(exchange));
    const outcome = await this.tokens.refresh(token);
    if ('refused' in outcome) {
      this.noteFailure(outcome, exchange);
      // A browser is rid of what is of no use any more; but where another of its tabs was faster, it has what that one got.
      if (inCookie !== null && !outcome.isRace) for (const cookie of this.cookies.cleared()) exchange.setCookie(cookie);
      throw outcome.refused;
    }
    const { access, refresh } = outcome;
    // What came in a cookie goes back into one, so that no script gets to read it.
    const cookies =
      inCookie !== null || (origin === null && this.cookies.areWanted(exchange))
        ? [...this.cookies.access(access), ...(refresh ? this.cookies.refresh(refresh, this.clock.now()) : [])]
        : [];
    for (const cookie of cookies) exchange.setCookie(cookie);
    const isHidden = httpOnly && cookies.some(({ value }) => value === refresh?.token);
    return this.presenter.presentRefreshed({ access, refresh: isHidden ? null : refresh });
  }

  private noteFailure({ ended, refused }: RefusedRefresh, exchange: Exchange): void {
    if (ended) this.events.tell({ type: 'refresh_token_reused', ...ended }, exchange);
    else this.events.tell({ type: 'token_refresh_failed', userId: null, reason: refused.detail.code }, exchange);
  }
}
