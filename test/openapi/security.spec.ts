import type { OpenAPIObject } from '@nestjs/swagger';
import type { RestAuthOptions } from 'nestjs-rest-auth';

import { withHost } from '../support/host.js';
import type { User } from '../support/test-user.js';
import { documentOf, operationsOf, problemsOf } from './document.js';

type Options = Partial<RestAuthOptions<User>>;

function described(options: Options): Promise<OpenAPIObject> {
  return withHost(options, async ({ app }) => {
    const document = documentOf(app);
    expect(await problemsOf(document)).toEqual([]);
    return document;
  });
}

/** What a read, a write and something for anybody ask for, without the names' common beginning. */
async function askedFor(options: Options): Promise<Record<string, string[][] | undefined>> {
  const operations = operationsOf(await described(options));
  const ways = (operation: string) =>
    operations[operation]?.security?.map((all) => Object.keys(all).map((name) => name.replace('DjRestAuth', '')));
  return {
    login: ways('post /dj-rest-auth/login'),
    read: ways('get /dj-rest-auth/user'),
    write: ways('put /dj-rest-auth/user'),
    anybody: ways('post /dj-rest-auth/logout'),
  };
}

const JWT = { issue: ['jwt'] } as const;

it.each<[string, Options, unknown]>([
  [
    'tokens and sessions',
    {},
    {
      login: [],
      read: [['Token'], ['Session']],
      write: [['Token'], ['Session', 'Csrf']],
      anybody: [[], ['Token'], ['Session', 'Csrf']],
    },
  ],
  [
    'what is recognised, and not what is issued',
    { credentials: { issue: ['token', 'session'], recognise: ['token'] } },
    expect.objectContaining({ write: [['Token']] }),
  ],
  [
    'JSON Web Tokens in the header',
    { credentials: JWT },
    { login: [], read: [['Jwt']], write: [['Jwt']], anybody: [[], ['Jwt']] },
  ],
  [
    'JSON Web Tokens in a cookie',
    { credentials: JWT, jwt: { accessCookieName: 'access' } },
    expect.objectContaining({ read: [['Jwt'], ['JwtCookie']], write: [['Jwt'], ['JwtCookie']] }),
  ],
  [
    'JSON Web Tokens in a cookie with its CSRF token',
    { credentials: JWT, jwt: { accessCookieName: 'access', cookieCsrf: true } },
    expect.objectContaining({ login: [], read: [['Jwt'], ['JwtCookie']], write: [['Jwt'], ['JwtCookie', 'Csrf']] }),
  ],
  [
    'a CSRF token of everybody',
    { credentials: JWT, jwt: { accessCookieName: 'access', csrfOnUnauthenticated: true } },
    {
      login: [['Csrf']],
      read: [['Jwt'], ['JwtCookie']],
      write: [['Jwt'], ['JwtCookie', 'Csrf']],
      anybody: [['Csrf'], ['Jwt'], ['JwtCookie', 'Csrf']],
    },
  ],
])('the operations ask for %s', async (_, options, expected) => {
  expect(await askedFor(options)).toEqual(expected);
});

it('the schemes have the names that are in force', async () => {
  const { components } = await described({
    credentials: { issue: ['jwt', 'token', 'session'] },
    jwt: { accessCookieName: 'access', headerTypes: ['JWT'] },
    sessions: { cookieName: 'sid' },
    csrf: { cookieName: 'ct', headerName: 'X-CT' },
  });
  expect(components?.securitySchemes).toEqual({
    DjRestAuthJwt: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: '`JWT`, a blank, and an access token.',
    },
    DjRestAuthJwtCookie: { type: 'apiKey', in: 'cookie', name: 'access', description: 'An access token.' },
    DjRestAuthToken: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: '`Token`, a blank, and the key.',
    },
    DjRestAuthSession: { type: 'apiKey', in: 'cookie', name: 'sid', description: 'A session.' },
    DjRestAuthCsrf: { type: 'apiKey', in: 'header', name: 'X-CT', description: 'The value of the cookie `ct`.' },
  });
});
