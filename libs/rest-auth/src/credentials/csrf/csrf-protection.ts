import { Injectable } from '@nestjs/common';

import { parseBody } from '../../http/body-parser.js';
import type { Cookie } from '../../http/cookies.js';
import type { Exchange } from '../../http/exchange.js';
import { Refusal } from '../../kernel/errors.js';
import { type Message, message } from '../../kernel/messages.js';
import { KeyRing, randomHex, sameSecret } from '../../kernel/secrets.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { RequestOrigin } from './request-origin.js';

/** One year, as Django's `CSRF_COOKIE_AGE`. */
const COOKIE_SECONDS = 31449600;
const NONCE_LENGTH = 16;
/** Ours has a nonce and an HMAC-SHA256, both in hex; Django's have 32 or 64. */
const TOKEN_LENGTH = NONCE_LENGTH + 64;
const KNOWN_LENGTHS = [32, 64, TOKEN_LENGTH];

/**
 * Cross-site request forgery: a signed double submit (OWASP). The cookie's token must come back in a header (or a form's field, as Django allows),
 * and must have been signed by us for the very session that the request bears, so that one planted from a neighbouring host is worthless. The
 * names and texts are Django's.
 */
@Injectable()
export class CsrfProtection {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly keys: KeyRing,
    private readonly origins: RequestOrigin,
  ) {}

  /** A new token for that session; '' binds it to none. */
  issue(sessionId: string): Cookie {
    const nonce = randomHex(NONCE_LENGTH / 2);
    return this.cookie(nonce + this.signature(nonce, sessionId));
  }

  /** The cookie that the request bears, if it is good for that session, else a new one. */
  renew(exchange: Exchange, sessionId: string): Cookie {
    const token = exchange.cookie(this.settings.csrf.cookieName);
    return token !== null && this.isOurs(token, sessionId) ? this.cookie(token) : this.issue(sessionId);
  }

  /** Refuses an unsafe request that bears no good token for that session (or one of those), or comes from a foreign page. */
  async check(exchange: Exchange, ...sessionIds: readonly string[]): Promise<void> {
    if (exchange.isSafe) return;
    const problem = await this.problem(exchange, sessionIds);
    if (problem) throw new Refusal('permission_denied', problem);
  }

  private async problem(exchange: Exchange, sessionIds: readonly string[]): Promise<Message | null> {
    const origin = this.origins.foreign(exchange);
    if (origin !== null) return message('csrf_origin', { origin });
    const cookie = exchange.cookie(this.settings.csrf.cookieName);
    if (cookie === null) return message('csrf_cookie_not_set');
    const header = titleCase(this.settings.csrf.headerName);
    const token = (await formToken(exchange)) ?? exchange.header(this.settings.csrf.headerName) ?? '';
    if (token === '') return message('csrf_token_missing');
    // Django tells clients which rule their token breaks.
    if (!KNOWN_LENGTHS.includes(token.length)) return message('csrf_token_length', { header });
    if (!/^[A-Za-z0-9]+$/.test(token)) return message('csrf_token_characters', { header });
    const isRight = sameSecret(token, cookie) && sessionIds.some((sessionId) => this.isOurs(token, sessionId));
    return isRight ? null : message('csrf_token_incorrect', { header });
  }

  private isOurs(token: string, sessionId: string): boolean {
    const nonce = token.slice(0, NONCE_LENGTH);
    return this.keys.isSigned('csrf', signedText(nonce, sessionId), token.slice(NONCE_LENGTH));
  }

  private signature(nonce: string, sessionId: string): string {
    return this.keys.sign('csrf', signedText(nonce, sessionId));
  }

  private cookie(value: string): Cookie {
    const { cookieName: name, secure, sameSite, domain, path } = this.settings.csrf;
    // Scripts must read it, to send it back.
    return { name, value, httpOnly: false, secure, sameSite, domain, path, maxAgeSeconds: COOKIE_SECONDS };
  }
}

function signedText(nonce: string, sessionId: string): string {
  return `${nonce}:${sessionId}`;
}

/** Django's own spelling of a header: `X-CSRFToken` becomes `X-Csrftoken`. */
function titleCase(header: string): string {
  return header.replace(/[^-]+/g, (part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase());
}

/** The field of a form that Django's templates write; an empty one counts as none there, and so does one of a JSON body. */
async function formToken(exchange: Exchange): Promise<string | null> {
  const { rawBody: raw, request } = exchange;
  // Where the edge has read the body, it may have taken its headers away.
  const contentType = raw?.contentType ?? exchange.header('content-type') ?? '';
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(contentType)) return null;
  const body: unknown = raw ? (await parseBody(raw).catch(() => undefined))?.value : request.body;
  if (typeof body !== 'object' || body === null) return null;
  const token: unknown = Reflect.get(body, 'csrfmiddlewaretoken');
  return typeof token === 'string' && token !== '' ? token : null;
}
