import { Injectable } from '@nestjs/common';

import type { Cookie } from '../../http/cookies.js';
import type { Exchange } from '../../http/exchange.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import type { SignedJwt } from './jwt.codec.js';

/** The cookies that carry tokens, where they have names. */
@Injectable()
export class JwtCookies {
  constructor(private readonly settings: RestAuthSettings) {}

  /** Whether a client gets cookies: one that asks for its tokens in the body, where the options let it ask, does not. */
  areWanted(exchange: Exchange): boolean {
    const { deliveryHeader } = this.settings.jwt;
    return deliveryHeader === null || exchange.header(deliveryHeader)?.toLowerCase() !== 'body';
  }

  /** The access token's cookie; none where it has no name. */
  access({ token }: SignedJwt): Cookie[] {
    return this.cookie('access', token, this.settings.jwt.accessSeconds);
  }

  /** The refresh token's; it ends with the token. */
  refresh({ token, expiresAt }: SignedJwt, now: Date): Cookie[] {
    return this.cookie('refresh', token, Math.ceil((expiresAt.getTime() - now.getTime()) / 1000));
  }

  /** Clears both, with the attributes that browsers find them by; HttpOnly is none of them, and Django leaves it out. */
  cleared(): Cookie[] {
    return [...this.cookie('access', '', 0), ...this.cookie('refresh', '', 0)].map((cookie) => ({
      ...cookie,
      httpOnly: false,
    }));
  }

  private cookie(which: 'access' | 'refresh', value: string, maxAgeSeconds: number): Cookie[] {
    const { jwt } = this.settings;
    const name = which === 'access' ? jwt.accessCookieName : jwt.refreshCookieName;
    if (name === null) return [];
    const { httpOnly, secure, sameSite, domain } = jwt;
    const path = which === 'access' ? jwt.path : jwt.refreshCookiePath;
    return [{ name, value, httpOnly, secure, sameSite, domain, path, maxAgeSeconds }];
  }
}
