import { Get, Param } from '@nestjs/common';

import { CsrfToken } from '../../../credentials/csrf/csrf-token.decorator.js';
import { CurrentExchange } from '../../../http/current-exchange.decorator.js';
import { Endpoint, EndpointController } from '../../../http/endpoint.decorator.js';
import type { Exchange } from '../../../http/exchange.js';
import { Refusal } from '../../../kernel/errors.js';
import { message } from '../../../kernel/messages.js';
import { LinkBuilder } from '../../../mail/link.builder.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';

/** Nothing but the form's own post may come from the page. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * `GET registration/account-confirm-email/:key/`: leads on to the page that `links.emailVerification` names, or, where it names this very path, is that
 * page: a button that posts the key. Looking at it changes nothing, for mail scanners look at every link.
 */
@Endpoint('registration/account-confirm-email/:key', ['GET', 'HEAD', 'OPTIONS'])
export class ConfirmEmailPageController extends EndpointController {
  constructor(
    protected readonly settings: RestAuthSettings,
    protected readonly links: LinkBuilder,
  ) {
    super();
  }

  @Get()
  page(@Param('key') key: string, @CsrfToken() csrfToken: string, @CurrentExchange() exchange: Exchange): string {
    if (!/^[\w:-]{1,500}$/.test(key)) throw new Refusal('not_found', message('not_found'));
    const path = pathOf(exchange.request.url);
    const link = this.settings.mail ? this.links.emailVerification(key) : null;
    if (link !== null && pathOf(link) !== path) {
      exchange.setStatus(302);
      exchange.setHeader('Location', link);
      // The key in the address must not travel on.
      exchange.setHeader('Referrer-Policy', 'no-referrer');
      return '';
    }
    exchange.setHeader('Content-Type', 'text/html; charset=utf-8');
    exchange.setHeader('Content-Security-Policy', POLICY);
    exchange.setHeader('X-Content-Type-Options', 'nosniff');
    // Nor to other sites from here; with no-referrer the form would come from the origin `null`, and be refused.
    exchange.setHeader('Referrer-Policy', 'same-origin');
    return pageWith(key, csrfToken, path.replace(/account-confirm-email\/[^/]*$/, 'verify-email/'));
  }
}

/** Whose host it is does not matter here; the Host header's would be the caller's own invention. */
function pathOf(url: string): string {
  return new URL(url, 'http://any.invalid').pathname.replace(/\/$/, '');
}

function pageWith(key: string, csrfToken: string, action: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Confirm your address</title>
<style>body{font-family:sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;line-height:1.5}button{font:inherit;padding:.6rem 1.2rem}</style>
</head>
<body>
<h1>Confirm your address</h1>
<p>Press the button to confirm that this e-mail address is yours.</p>
<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="key" value="${escapeHtml(key)}">
<input type="hidden" name="csrfmiddlewaretoken" value="${escapeHtml(csrfToken)}">
<button type="submit">Confirm</button>
</form>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
