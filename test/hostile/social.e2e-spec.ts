import type { ReceivedRequest } from 'nestjs-rest-auth/testing';

import { CALLBACK_URL, FIONA, GINA, TESS } from '../support/social-site.js';
import { type Told, Twins } from '../support/twins.js';
import { OPTIONS, provider } from './endpoints.js';

const INCORRECT: Told = [400, { non_field_errors: ['Incorrect value'] }];
const NO_CODE: Told = [400, { non_field_errors: ['Failed to exchange code for access token'] }];
const NO_ACCESS: Told = [400, { non_field_errors: ['No access to private resources at "api.twitter.com".'] }];

/** What no token and no code is made of (RFC 6749 appendix A): it is refused, and nobody is asked. */
const UNSENT = {
  'another letter': 'gho_\u00e9',
  'a letter that looks like one': 'gho_\u0430',
  'an emoji': 'gho_\u{1f600}',
  'a mark of direction': '\u202egho_1',
  'an invisible character': 'gho\u200b_1',
  'a blank in it': 'gho_1 gho_2',
  'a tabulator in it': 'gho_1\tgho_2',
  'a header after it': 'gho_1\r\nHost: evil.example',
  'a control character in it': 'gho_\u007f1',
  'more than a token’s length': 'x'.repeat(8193),
  'as much as a body may hold': 'x'.repeat(60_000),
};

/** What a token may be made of, and means something else elsewhere: the provider is asked for just that. */
const SENT = {
  'more parameters': '1&access_token=2&code=3',
  'a fragment': '1#2',
  'a path': '../../../me?x=1',
  'an escaped NUL': '%00',
  'a half escape': '%',
  'a plus': 'one+two-and-a-half',
  'a client': 'client|secret',
  'a colon': 'a:b',
  'a list': 'access_token[]=1',
  quotes: `"'\`;--`,
  'a tag': '<script>alert(1)</script>',
  'the name of a property': '__proto__',
  'an expression': '${{7*7}}',
};

interface Field {
  readonly path: string;
  readonly field: string;
  readonly refused: Told;
  /** A body that is good but for the field. */
  readonly body: (value: string) => Readonly<Record<string, string>>;
  /** Where in a request of ours to the provider the field's value stands; null where it stands nowhere. */
  readonly askedFor: ((request: ReceivedRequest) => unknown) | null;
}

// A verifier is looked at where the code has a challenge (RFC 7636 §4.3).
const bound = { redirectUri: CALLBACK_URL, codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' };

const FIELDS: readonly Field[] = [
  {
    path: 'facebook/',
    field: 'access_token',
    refused: INCORRECT,
    body: (access_token) => ({ access_token }),
    askedFor: ({ query }) => query['input_token'],
  },
  {
    path: 'facebook/',
    field: 'code',
    refused: NO_CODE,
    body: (code) => ({ code }),
    askedFor: ({ query }) => query['code'],
  },
  {
    path: 'facebook/',
    field: 'code_verifier',
    refused: NO_CODE,
    body: (code_verifier) => ({ code: provider.facebook.code(FIONA, bound), code_verifier }),
    askedFor: ({ query }) => query['code_verifier'],
  },
  {
    path: 'github/',
    field: 'access_token',
    refused: INCORRECT,
    body: (access_token) => ({ access_token }),
    askedFor: ({ json }) => (typeof json === 'object' && json !== null ? Object.values(json)[0] : null),
  },
  {
    path: 'github/',
    field: 'code',
    refused: NO_CODE,
    body: (code) => ({ code }),
    askedFor: ({ form }) => form['code'],
  },
  {
    path: 'github/',
    field: 'code_verifier',
    refused: NO_CODE,
    body: (code_verifier) => ({ code: provider.github.code(GINA, bound), code_verifier }),
    askedFor: ({ form }) => form['code_verifier'],
  },
  {
    path: 'twitter/',
    field: 'access_token',
    refused: NO_ACCESS,
    body: (access_token) => ({ ...provider.twitter.token(TESS), access_token }),
    askedFor: ({ headers }) =>
      decodeURIComponent(/oauth_token="([^"]*)"/.exec(headers.authorization ?? '')?.[1] ?? 'none'),
  },
  {
    path: 'twitter/',
    field: 'token_secret',
    refused: NO_ACCESS,
    body: (token_secret) => ({ ...provider.twitter.token(TESS), token_secret }),
    // It signs, and stays here.
    askedFor: null,
  },
];

let twins: Twins;
beforeAll(async () => {
  twins = await Twins.start(OPTIONS);
});
afterAll(() => twins.close());

const post = (path: string, json: () => string, asAlice: boolean) =>
  twins.ask({ method: 'POST', path, asAlice, headers: { 'Content-Type': 'application/json' }, body: json });

describe.each(
  FIELDS.flatMap((field) => [
    { ...field, where: `${field.field} of POST ${field.path}`, asAlice: false },
    { ...field, where: `${field.field} of POST ${field.path}connect/`, path: `${field.path}connect/`, asAlice: true },
  ]),
)('$where', ({ path, field, refused, body, askedFor, asAlice }) => {
  it.each([
    ['true', 'Not a valid string.'],
    ['["a token"]', 'Not a valid string.'],
    ['{"$ne":""}', 'Not a valid string.'],
    ['1e400', 'Not a valid string.'],
    ['null', 'This field may not be null.'],
    ['"a\\u0000"', 'Null characters are not allowed.'],
    ['"\\ud800"', 'Surrogate characters are not allowed: U+D800.'],
  ])('is no text where it is %s', async (json, text) => {
    const told = await post(path, () => JSON.stringify(body('HERE')).replace('"HERE"', json), asAlice);
    expect([told, provider.requests]).toEqual([[400, { [field]: [text] }], []]);
  });

  it.each(Object.entries(UNSENT))('with %s is refused, and the provider is not asked', async (_, value) => {
    const told = await post(path, () => JSON.stringify(body(value)), asAlice);
    expect([told, provider.requests]).toEqual([refused, []]);
  });

  it.each(Object.entries(SENT))('with %s is one value, whole, and is refused by the provider', async (_, value) => {
    const told = await post(path, () => JSON.stringify(body(value)), asAlice);
    // By Express and by Fastify.
    expect([told, provider.requests.length]).toEqual([refused, 2]);
    if (askedFor) expect(provider.requests.map(askedFor)).toEqual([value, value]);
    else expect(JSON.stringify(provider.requests)).not.toContain(encodeURIComponent(value));
  });
});

describe('an account to disconnect', () => {
  const NOT_FOUND: Told = [404, { detail: 'Not found.' }];
  const disconnect = (id: string) =>
    twins.askOn({ method: 'POST', path: `socialaccounts/${id}/disconnect/`, asAlice: true, body: '' });

  beforeEach(async () => {
    await twins.startOver();
    const access_token = provider.github.token(GINA);
    await twins.askOn({
      method: 'POST',
      path: 'github/connect/',
      asAlice: true,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ access_token }),
    });
  });

  it.each([
    ...['0', '-1', '9'.repeat(17), '9'.repeat(90), '-9223372036854775809', '1e400', 'NaN', 'null', 'undefined', 'true'],
    ...['*', '[]', '{}', ',', ';', '.', '%20', '%00', '%0d%0a', '%2f', '%2e%2e%2f', '..%5c', '%d9%a1', 'x'.repeat(90)],
    ...['__proto__', 'constructor', 'toString', '[object%20Object]', "'%20OR%20'1'='1", '%3Cscript%3E', '%f0%9f%98%80'],
  ])('is not found by %j', async (id) => {
    expect(await disconnect(id)).toEqual(NOT_FOUND);
  });

  it('is found by its number alone, written as it is told', async () => {
    const [account] = await twins.one.dataSource.query('SELECT id FROM rest_auth_social_account');
    const id = String(account.id);
    const others = [
      `0${id}`,
      `+${id}`,
      `${id}.0`,
      `${id}e0`,
      `%20${id}`,
      `${id}%20`,
      `${id}%00`,
      `${id},${id}`,
      `0x${id}`,
    ];
    for (const other of [...others, `${id};`, `[${id}]`, `"${id}"`, `${id}n`]) {
      expect({ other, told: await disconnect(other) }).toEqual({ other, told: NOT_FOUND });
    }
    expect(await disconnect(id)).toEqual([200, {}]);
  });
});
