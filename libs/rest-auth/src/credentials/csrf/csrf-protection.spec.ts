import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

import { ExpressAdapter } from '@nestjs/platform-express';

import { Exchange, type HttpRequest } from '../../http/exchange.js';
import { readRawBody } from '../../http/raw-body.js';
import { Refusal } from '../../kernel/errors.js';
import { type Message, message } from '../../kernel/messages.js';
import { KeyRing } from '../../kernel/secrets.js';
import { documentedDefaults } from '../../rest-auth.defaults.js';
import type { RestAuthSettings } from '../../rest-auth.settings.js';
import { CsrfProtection } from './csrf-protection.js';
import { RequestOrigin } from './request-origin.js';

const SECRET = 'k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sa';
const OTHER_SECRET = 'Wd5tR8nZ2qLx7Kv4Jm9Yc1Hs6Bf3Gp0E';
const FORM = 'application/x-www-form-urlencoded';

function protection(csrf: Partial<RestAuthSettings['csrf']> = {}, ring = new KeyRing(SECRET)): CsrfProtection {
  const settings: RestAuthSettings = {
    ...documentedDefaults(),
    csrf: { ...documentedDefaults().csrf, ...csrf },
    secret: SECRET,
    secretFallbacks: [],
    mail: false,
    links: { passwordReset: '', emailVerification: '' },
    throttling: false,
  };
  return new CsrfProtection(settings, ring, new RequestOrigin(settings));
}

const csrf = protection();
const TOKEN = tokenOf('0123456789abcdef', SECRET);
const OTHER_TOKEN = tokenOf('fedcba9876543210', SECRET);
/** What somebody plants who controls a neighbouring host: of the right form, and signed by nobody of ours. */
const PLANTED = tokenOf('0123456789abcdef', OTHER_SECRET);

/** A token for session 1: a nonce, and the signature of both. */
function tokenOf(nonce: string, secret: string): string {
  return nonce + new KeyRing(secret).sign('csrf', `${nonce}:session 1`);
}

function asked(headers: HttpRequest['headers'], more: Partial<HttpRequest> = {}): Exchange {
  const request = { method: 'POST', url: '/', headers: { host: 'api.example', ...headers }, ...more };
  return new Exchange(request, null, new ExpressAdapter());
}

/** A write whose body the edge has read. */
async function askedWith(body: string, headers: HttpRequest['headers'], left = headers): Promise<Exchange> {
  const raw = new IncomingMessage(new Socket());
  Object.assign(raw.headers, headers);
  raw.push(body);
  raw.push(null);
  await readRawBody(raw, 1000);
  return asked(left, { raw });
}

/** What is wrong with a request of session 1; null where nothing is. */
async function problem(exchange: Exchange, ...sessions: string[]): Promise<Message | null> {
  try {
    await csrf.check(exchange, ...(sessions.length > 0 ? sessions : ['session 1']));
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect({ ...error }).toEqual({
      name: 'Refusal',
      reason: 'permission_denied',
      detail: error.detail,
      particulars: {},
    });
    return error.detail;
  }
}

const cookie = `csrftoken=${TOKEN}`;
const MISSING = message('csrf_token_missing');
const header = 'X-Csrftoken';
const INCORRECT = message('csrf_token_incorrect', { header });
const LENGTH = message('csrf_token_length', { header });
const CHARACTERS = message('csrf_token_characters', { header });

describe('the cookie of a token', () => {
  it('lasts a year, is read by scripts, and has the attributes of the options', () => {
    const value: unknown = expect.stringMatching(/^[0-9a-f]{80}$/);
    const lax = { httpOnly: false, secure: false, sameSite: 'Lax', domain: null, path: '/', maxAgeSeconds: 31449600 };
    expect(csrf.issue('')).toEqual({ name: 'csrftoken', value, ...lax });
    const attributes = { secure: true, sameSite: 'None', domain: 'example.com', path: '/api' } as const;
    expect(protection({ cookieName: 'xsrf', ...attributes }).issue('')).toEqual({
      ...{ name: 'xsrf', value, httpOnly: false, maxAgeSeconds: 31449600 },
      ...attributes,
    });
  });

  it('has another token each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => csrf.issue('session 1').value)).size).toBe(100);
  });

  it('keeps the token that the request bears, if it is good', () => {
    expect(csrf.renew(asked({ cookie }), 'session 1')).toEqual({ ...csrf.issue('session 1'), value: TOKEN });
  });

  it.each<[string, string | undefined, string]>([
    ['there is none', undefined, 'session 1'],
    ['it is another session’s', TOKEN, 'session 2'],
    ['it is no session’s any more', TOKEN, ''],
    ['it was planted', PLANTED, 'session 1'],
    ['it is a text', 'abc', 'session 1'],
    ['it was cut', TOKEN.slice(0, -1), 'session 1'],
    ['something was added', `${TOKEN}0`, 'session 1'],
  ])('has a new one where %s', async (_, value, session) => {
    const { value: next } = csrf.renew(asked(value === undefined ? {} : { cookie: `csrftoken=${value}` }), session);
    expect(next).not.toBe(value);
    const bearing = asked({ cookie: `csrftoken=${next}`, 'x-csrftoken': next });
    expect(await problem(bearing, session)).toBeNull();
  });
});

describe('a request that changes nothing', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])('needs no token: %s', async (method) => {
    expect(await problem(asked({ origin: 'https://evil.example' }, { method }))).toBeNull();
  });
});

describe('a write', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('needs one: %s', async (method) => {
    expect(await problem(asked({}, { method }))).toEqual(message('csrf_cookie_not_set'));
    expect(await problem(asked({ cookie }, { method }))).toEqual(MISSING);
    expect(await problem(asked({ cookie, 'x-csrftoken': TOKEN }, { method }))).toBeNull();
  });

  it('of a foreign page is refused, whatever it bears', async () => {
    const origin = 'https://evil.example';
    expect(await problem(asked({ origin, cookie, 'x-csrftoken': TOKEN }))).toEqual(message('csrf_origin', { origin }));
  });

  it('of our own page needs a token as well', async () => {
    expect(await problem(asked({ origin: 'http://api.example', cookie }))).toEqual(MISSING);
  });

  it('has both under the names of the options, of which the answer speaks', async () => {
    const renamed = protection({ cookieName: 'xsrf', headerName: 'x-XSRF-token' });
    const check = (headers: HttpRequest['headers']) => renamed.check(asked(headers), 'session 1');
    await expect(check({ cookie: `xsrf=${TOKEN}`, 'x-xsrf-token': TOKEN })).resolves.toBeUndefined();
    await expect(check({ cookie, 'x-xsrf-token': TOKEN })).rejects.toHaveProperty(
      'detail',
      message('csrf_cookie_not_set'),
    );
    await expect(check({ cookie: `xsrf=${TOKEN}`, 'x-csrftoken': TOKEN })).rejects.toHaveProperty('detail', MISSING);
    await expect(check({ cookie: `xsrf=${TOKEN}`, 'x-xsrf-token': 'short' })).rejects.toHaveProperty(
      'detail',
      message('csrf_token_length', { header: 'X-Xsrf-Token' }),
    );
  });
});

describe('the token in the header', () => {
  it.each<[string, string, Message]>([
    ['empty', '', MISSING],
    ['short', 'abc', LENGTH],
    ['short by one', TOKEN.slice(1), LENGTH],
    ['long by one', `${TOKEN}0`, LENGTH],
    ['with a sign in front', `!${TOKEN.slice(1)}`, CHARACTERS],
    ['with a sign in the midst', `${TOKEN.slice(0, 40)}-${TOKEN.slice(41)}`, CHARACTERS],
    ['with a sign at the end', `${TOKEN.slice(0, -1)} `, CHARACTERS],
    ['of signs alone', '_'.repeat(80), CHARACTERS],
    ['another than the cookie’s, though as good', OTHER_TOKEN, INCORRECT],
    ['in capitals', TOKEN.toUpperCase(), INCORRECT],
    // Django's own, as long as its tokens are or its secrets.
    ['of Django’s, masked', 'Az09'.repeat(16), INCORRECT],
    ['of Django’s', 'Az09'.repeat(8), INCORRECT],
  ])('is refused: %s', async (_, token, expected) => {
    expect(await problem(asked({ cookie, 'x-csrftoken': token }))).toEqual(expected);
  });

  it.each([PLANTED, 'Az09'.repeat(16), 'Az09'.repeat(8)])('does not do for being the cookie’s: %s', async (planted) => {
    expect(await problem(asked({ cookie: `csrftoken=${planted}`, 'x-csrftoken': planted }))).toEqual(INCORRECT);
  });

  it('is good for the session that it was made for, and for no other', async () => {
    const bearing = () => asked({ cookie, 'x-csrftoken': TOKEN });
    expect([
      await problem(bearing(), 'session 1'),
      await problem(bearing(), 'session 2'),
      await problem(bearing(), ''),
      // Where the session has just ended, or has just begun, either will do.
      await problem(bearing(), 'session 2', 'session 1'),
      await problem(bearing(), 'session 1', ''),
      await problem(bearing(), 'session 2', ''),
    ]).toEqual([null, INCORRECT, INCORRECT, null, null, INCORRECT]);
  });

  it('may be signed with a former secret', async () => {
    const after = protection({}, new KeyRing(OTHER_SECRET, [SECRET]));
    const bearing = asked({ cookie, 'x-csrftoken': TOKEN });
    await expect(after.check(bearing, 'session 1')).resolves.toBeUndefined();
    expect(after.renew(bearing, 'session 1').value).toBe(TOKEN);
  });
});

describe('the token in a form', () => {
  const field = `a=b&csrfmiddlewaretoken=${TOKEN}`;
  const multipart = ['--x', 'Content-Disposition: form-data; name="csrfmiddlewaretoken"', '', TOKEN, '--x--', ''].join(
    '\r\n',
  );

  it.each([
    [FORM, field],
    [`${FORM}; charset=utf-8`, field],
    ['Application/X-WWW-Form-Urlencoded', field],
    ['multipart/form-data; boundary=x', multipart],
  ])('does in place of the header: %s', async (contentType, body) => {
    expect(await problem(await askedWith(body, { cookie, 'content-type': contentType }))).toBeNull();
  });

  it('is found where the host has parsed the body', async () => {
    const body = { csrfmiddlewaretoken: TOKEN };
    expect(await problem(asked({ cookie, 'content-type': FORM }, { body }))).toBeNull();
  });

  it('is found where the edge, which has read the body, has taken its headers away', async () => {
    expect(await problem(await askedWith(field, { cookie, 'content-type': FORM }, { cookie }))).toBeNull();
  });

  it('goes before the header’s', async () => {
    const headers = { cookie, 'content-type': FORM, 'x-csrftoken': TOKEN };
    expect(await problem(await askedWith(`csrfmiddlewaretoken=${OTHER_TOKEN}`, headers))).toEqual(INCORRECT);
    expect(await problem(await askedWith(field, { ...headers, 'x-csrftoken': OTHER_TOKEN }))).toBeNull();
  });

  it('that is empty leaves it to the header', async () => {
    const headers = { cookie, 'content-type': FORM, 'x-csrftoken': TOKEN };
    expect(await problem(await askedWith('csrfmiddlewaretoken=', headers))).toBeNull();
  });

  it.each([
    ['application/json', JSON.stringify({ csrfmiddlewaretoken: TOKEN })],
    ['text/plain', field],
    [`text/plain; ${FORM}`, field],
    [`${FORM}ed`, field],
    ['multipart/form-data', multipart],
    ['multipart/form-data; boundary=y', multipart],
    [FORM, 'a=b'],
    [FORM, `csrfMiddlewareToken=${TOKEN}`],
    [FORM, ''],
    [FORM, `${field}&more=${'x'.repeat(1000)}`],
  ])('is not to be found in %s, and the header is asked', async (contentType, body) => {
    const headers = { cookie, 'content-type': contentType };
    expect(await problem(await askedWith(body, headers))).toEqual(MISSING);
    expect(await problem(await askedWith(body, { ...headers, 'x-csrftoken': TOKEN }))).toBeNull();
  });

  it.each([
    ['application/json', { csrfmiddlewaretoken: TOKEN }],
    ['', { csrfmiddlewaretoken: TOKEN }],
    [`text/plain; ${FORM}`, { csrfmiddlewaretoken: TOKEN }],
    [FORM, undefined],
    [FORM, null],
    [FORM, field],
    [FORM, { csrfmiddlewaretoken: [TOKEN] }],
    [FORM, { csrfmiddlewaretoken: null }],
    [FORM, {}],
  ])('nor where the host has made of %s: %j', async (contentType, body) => {
    const headers = { cookie, ...(contentType !== '' && { 'content-type': contentType }) };
    expect(await problem(asked(headers, { body }))).toEqual(MISSING);
    expect(await problem(asked({ ...headers, 'x-csrftoken': TOKEN }, { body }))).toBeNull();
  });
});
