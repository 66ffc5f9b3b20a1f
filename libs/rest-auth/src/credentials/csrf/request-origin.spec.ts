import { ExpressAdapter } from '@nestjs/platform-express';

import { Exchange, type HttpRequest } from '../../http/exchange.js';
import { Refusal } from '../../kernel/errors.js';
import { message } from '../../kernel/messages.js';
import { documentedDefaults } from '../../rest-auth.defaults.js';
import type { RestAuthSettings } from '../../rest-auth.settings.js';
import { RequestOrigin } from './request-origin.js';

const APP = 'https://app.example';
const EVIL = 'https://evil.example';

const SETTINGS: RestAuthSettings = {
  ...documentedDefaults(),
  csrf: { ...documentedDefaults().csrf, trustedOrigins: [APP, 'http://localhost:5173'] },
  secret: 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa',
  secretFallbacks: [],
  mail: false,
  links: { passwordReset: '', emailVerification: '' },
  throttling: false,
};
const origins = new RequestOrigin(SETTINGS);

/** A write on `https://api.example`. */
function asked(headers: HttpRequest['headers'], protocol = 'https'): Exchange {
  const request = { method: 'POST', url: '/', protocol, headers: { host: 'api.example', ...headers } };
  return new Exchange(request, null, new ExpressAdapter());
}

describe('a request comes from a foreign page', () => {
  it.each<[string, string, string?]>([
    ['another host', EVIL],
    ['a host above', 'https://example'],
    ['a host below', 'https://www.api.example'],
    ['a host that begins like our own', 'https://api.example.evil.example'],
    ['a host that ends like our own', 'https://notapi.example'],
    ['our own host in another scheme', 'http://api.example'],
    ['our own host, where the request itself was in another scheme', 'https://api.example', 'http'],
    ['another port of our own host', 'https://api.example:8443'],
    ['our own host with its port, which browsers leave out', 'https://api.example:443'],
    ['our own host in capitals, which browsers do not send', 'https://API.example'],
    ['our own host with a slash', 'https://api.example/'],
    ['another port of a trusted one', 'http://localhost:5174'],
    ['a trusted host in another scheme', 'http://app.example'],
    ['a host below a trusted one', 'https://www.app.example'],
    ['several, one of them trusted', `${EVIL} ${APP}`],
    ['a sandboxed frame or a file', 'null'],
    ['nothing between', ''],
  ])('if its origin is %s', (_, origin, protocol = 'https') => {
    expect(origins.foreign(asked({ origin }, protocol))).toBe(origin);
  });
});

describe('a request comes from no foreign page', () => {
  it.each<[string, HttpRequest['headers'], string?]>([
    ['it names no origin', {}],
    ['its origin is our own host', { origin: 'https://api.example' }],
    ['its origin is our own host in the scheme that was asked', { origin: 'http://api.example' }, 'http'],
    ['its origin is our own host and port', { host: 'api.example:8443', origin: 'https://api.example:8443' }],
    ['its origin is the one of those that are trusted', { origin: APP }],
    ['its origin is the other', { origin: 'http://localhost:5173' }],
    ['there is only a referer, which is not asked', { referer: `${EVIL}/page` }],
  ])('if %s', (_, headers, protocol = 'https') => {
    expect(origins.foreign(asked(headers, protocol))).toBeNull();
  });
});

describe('who may call by a cookie', () => {
  it('is not a foreign page', () => {
    const caught = failureOf(() => {
      origins.assertOwnOrByHeader(asked({ origin: EVIL, cookie: 'sessionid=1' }));
    });
    expect(caught).toEqual({
      name: 'Refusal',
      reason: 'permission_denied',
      detail: message('csrf_origin', { origin: EVIL }),
      particulars: {},
    });
  });

  it.each<[string, HttpRequest['headers']]>([
    ['a page of our own', { origin: 'https://api.example' }],
    ['a trusted page', { origin: APP }],
    ['whoever is no page', {}],
    [
      'a foreign page that brings a header: no browser adds that by itself',
      { origin: EVIL, authorization: 'Bearer a' },
    ],
  ])('is %s', (_, headers) => {
    const caught = failureOf(() => {
      origins.assertOwnOrByHeader(asked(headers));
    });
    expect(caught).toBeNull();
  });
});

/** All that a refusal says; null where there is none. */
function failureOf(act: () => void): object | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return { ...error };
    throw error;
  }
}
