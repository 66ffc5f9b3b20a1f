import { type Cookie, parseCookies, serializeCookie } from './cookies.js';

const COOKIE: Cookie = {
  name: 'sessionid',
  value: 'abc',
  httpOnly: true,
  secure: true,
  sameSite: 'Lax',
  path: '/',
  domain: null,
  maxAgeSeconds: 1209600,
};

describe('serializeCookie', () => {
  it.each<[Partial<Cookie>, string]>([
    [{}, 'sessionid=abc; Max-Age=1209600; Path=/; HttpOnly; Secure; SameSite=Lax'],
    [{ httpOnly: false, secure: false }, 'sessionid=abc; Max-Age=1209600; Path=/; SameSite=Lax'],
    [{ maxAgeSeconds: null, sameSite: 'Strict' }, 'sessionid=abc; Path=/; HttpOnly; Secure; SameSite=Strict'],
    [
      { domain: 'example.com', path: '/api', sameSite: 'None' },
      'sessionid=abc; Max-Age=1209600; Path=/api; Domain=example.com; HttpOnly; Secure; SameSite=None',
    ],
    [
      { value: '', maxAgeSeconds: 0 },
      'sessionid=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; HttpOnly; Secure; SameSite=Lax',
    ],
  ])('writes %j', (given, header) => {
    expect(serializeCookie({ ...COOKIE, ...given })).toBe(header);
  });
});

describe('parseCookies', () => {
  it.each<[string, Record<string, string>]>([
    ['', {}],
    ['a=1', { a: '1' }],
    ['a=1; b=2;c=3 ; ', { a: '1', b: '2', c: '3' }],
    ['a=', { a: '' }],
    ['a=b=c', { a: 'b=c' }],
    ['a="quoted"', { a: 'quoted' }],
    ['a="', { a: '"' }],
    ['no pair; =nameless; a=1', { a: '1' }],
    ['A=1; a=2', { A: '1', a: '2' }],
    ['a=%20', { a: '%20' }],
    ['__proto__=1; constructor=2', { ['__proto__']: '1', constructor: '2' }],
  ])('reads %j', (header, cookies) => {
    expect([...parseCookies(header)]).toEqual(Object.entries(cookies));
  });

  it.each(['a=1; a=2', 'a=2; b=3; a=1', 'a=1; a=1; a=2', 'a="1"; a=2'])(
    'trusts neither of two cookies of one name: %j',
    (header) => {
      expect(parseCookies(header).has('a')).toBe(false);
    },
  );

  it.each(['a=1; a=1', 'a="1"; a="1"'])('takes one that is sent twice alike: %j', (header) => {
    expect(parseCookies(header).get('a')).toBe('1');
  });
});
