import { type CanActivate, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import {
  type AuthUser,
  CredentialPresenter,
  type IssuedCredentials,
  type LoginChallenge,
  LoginPolicy,
  LongNamesCredentialPresenter,
  type RestAuthOptions,
  StandardCredentialPresenter,
  UserPresenter,
} from 'nestjs-rest-auth';

import { withHost } from '../support/host.js';
import type { User } from '../support/test-user.js';
import { answerOf, documentOf, operationsOf, problemsOf } from './document.js';

type Options = Partial<RestAuthOptions<User>>;

@Injectable()
class Closed implements CanActivate {
  canActivate() {
    return false;
  }
}

class KeyAndUserPresenter extends CredentialPresenter {
  override present({ token }: IssuedCredentials, user: AuthUser): object {
    return { key: token?.key, user: user.username };
  }
}

class TellingPresenter extends StandardCredentialPresenter {}

class NamePresenter extends UserPresenter {
  override present({ username }: AuthUser): object {
    return { username };
  }
}

class SecondFactorPolicy extends LoginPolicy {
  override async check(): Promise<LoginChallenge> {
    return { status: 202, body: { factor: 'totp' } };
  }
}

const TEXT = { type: 'string' };
const MOMENT = { type: 'string', format: 'date-time' };
const USER = { $ref: '#/components/schemas/DjRestAuthUserDetails' };
const HIDDEN = expect.objectContaining(TEXT) as object;

function described<Seen>(options: Options, look: (document: OpenAPIObject) => Seen): Promise<Seen> {
  return withHost(options, async ({ app }) => {
    const document = documentOf(app);
    expect(await problemsOf(document)).toEqual([]);
    return look(document);
  });
}

/** The fields of an answer, all of which are there. */
const fieldsOf = (operation: string, status: number) => (document: OpenAPIObject) =>
  answerOf(document, operation, status)['properties'];

const login = (options: Options) => described(options, fieldsOf('post /dj-rest-auth/login', 200));

const statuses = (options: Options, operation: string) =>
  described(options, (document) => Object.keys(operationsOf(document)[operation]?.responses ?? {}));

const headersOf = (options: Options, operation: string, status: number) =>
  described(options, (document) =>
    Reflect.get(operationsOf(document)[operation]?.responses[String(status)] ?? {}, 'headers'),
  );

describe('a login answers', () => {
  it.each<[string, Options, unknown]>([
    ['a key', {}, { key: TEXT }],
    ['tokens', { credentials: { issue: ['jwt', 'session'] } }, { access: TEXT, refresh: HIDDEN, user: USER }],
    [
      'tokens with their ends',
      { credentials: { issue: ['jwt'] }, jwt: { returnExpiration: true } },
      { access: TEXT, refresh: HIDDEN, user: USER, access_expiration: MOMENT, refresh_expiration: MOMENT },
    ],
    [
      'tokens under their long names',
      {
        credentials: { issue: ['jwt'] },
        jwt: { returnExpiration: true },
        ports: { credentialPresenter: LongNamesCredentialPresenter },
      },
      {
        access_token: TEXT,
        refresh_token: HIDDEN,
        user: USER,
        access_token_expiration: MOMENT,
        refresh_token_expiration: MOMENT,
      },
    ],
    ['the same by a presenter that inherits it', { ports: { credentialPresenter: TellingPresenter } }, { key: TEXT }],
    [
      'a user that nobody knows here',
      { credentials: { issue: ['jwt'] }, ports: { userPresenter: NamePresenter } },
      { access: TEXT, refresh: HIDDEN, user: { type: 'object' } },
    ],
  ])('%s', async (_, options, expected) => {
    expect(await login(options)).toEqual(expected);
  });

  it('nothing where all of it is in cookies', async () => {
    const options: Options = { credentials: { issue: ['session'] } };
    expect(await statuses(options, 'post /dj-rest-auth/login')).toEqual(expect.arrayContaining(['204', '403']));
    expect(await statuses(options, 'post /dj-rest-auth/login')).not.toContain('200');
    const cookies = 'Sets or clears `csrftoken`, `sessionid`.';
    expect(await headersOf(options, 'post /dj-rest-auth/login', 204)).toMatchObject({
      'Set-Cookie': { description: cookies },
    });
  });

  it('an object, where a presenter of the host’s makes it', async () => {
    const options: Options = { ports: { credentialPresenter: KeyAndUserPresenter } };
    expect(await described(options, (document) => answerOf(document, 'post /dj-rest-auth/login', 200))).toEqual({
      type: 'object',
    });
  });

  it('something else, where a policy of the host’s asks for more', async () => {
    expect(await statuses({}, 'post /dj-rest-auth/login')).not.toContain('default');
    expect(await statuses({ ports: { loginPolicy: SecondFactorPolicy } }, 'post /dj-rest-auth/login')).toContain(
      'default',
    );
  });
});

describe('a registration answers', () => {
  const registered = (options: Options) => described(options, fieldsOf('post /dj-rest-auth/registration', 201));

  it('as a login, or that a mail was sent', async () => {
    expect(await registered({})).toEqual({ key: TEXT });
    expect(await registered({ email: { verification: 'mandatory' } })).toEqual({ detail: TEXT });
  });

  it('what its guards answer', async () => {
    expect(await statuses({}, 'post /dj-rest-auth/registration')).not.toContain('401');
    const options: Options = { registration: { guards: [Closed] }, imports: [] };
    expect(await statuses(options, 'post /dj-rest-auth/registration')).toEqual(expect.arrayContaining(['401', '403']));
  });
});

describe('a refresh answers', () => {
  const refreshed = (options: Options) =>
    described({ credentials: { issue: ['jwt'] }, ...options }, (document) =>
      answerOf(document, 'post /dj-rest-auth/token/refresh', 200),
    );

  it('an access token, and with rotation a refresh token', async () => {
    expect(await refreshed({})).toMatchObject({ properties: { access: TEXT, access_expiration: MOMENT } });
    expect(await refreshed({ jwt: { rotateRefreshTokens: true } })).toEqual({
      type: 'object',
      properties: { access: TEXT, refresh: TEXT, access_expiration: MOMENT, refresh_expiration: MOMENT },
      required: ['access', 'access_expiration'],
    });
  });

  it('the same of a presenter that says nothing of it', async () => {
    const ports = { credentialPresenter: KeyAndUserPresenter };
    expect(await refreshed({ ports })).toMatchObject({ properties: { access: TEXT } });
  });

  it('for a token of the body, or of the cookie with its CSRF token', async () => {
    const jwt = { refreshCookieName: 'refresh', refreshCsrf: true, deliveryHeader: 'X-Delivery' };
    const look = (document: OpenAPIObject) => operationsOf(document)['post /dj-rest-auth/token/refresh']?.parameters;
    expect(await described({ credentials: { issue: ['jwt'] }, jwt }, look)).toMatchObject([
      { name: 'refresh', in: 'cookie' },
      { name: 'X-CSRFToken', in: 'header' },
      { name: 'X-Delivery', in: 'header', schema: { enum: ['body', 'cookie'] } },
    ]);
  });
});

describe('who is not recognised', () => {
  const TOKEN_REFUSAL = ['detail', 'code', 'messages'];

  it.each<[string, Options, number, string | undefined, string[]]>([
    ['by tokens', {}, 401, 'Token', ['detail']],
    ['by sessions', { credentials: { issue: ['session', 'token'] } }, 403, undefined, ['detail']],
    ['by JSON Web Tokens', { credentials: { issue: ['jwt'] } }, 401, 'Bearer realm="api"', TOKEN_REFUSAL],
    ['by sessions first', { credentials: { issue: ['session', 'jwt'] } }, 403, undefined, TOKEN_REFUSAL],
  ])('%s', async (_, options, status, challenge, fields) => {
    const found = await described(options, (document) =>
      Object.keys(fieldsOf('get /dj-rest-auth/user', status)(document) as object),
    );
    expect(found).toEqual(fields);
    const headers = await headersOf(options, 'get /dj-rest-auth/user', status);
    expect(headers?.['WWW-Authenticate']?.schema.enum).toEqual(challenge === undefined ? undefined : [challenge]);
    expect(headers?.Allow).toMatchObject({ schema: { enum: ['GET, PUT, PATCH, HEAD, OPTIONS'] } });
  });
});

describe('a logout answers', () => {
  it.each<[string, Options, string[], boolean]>([
    ['nobody, where there are tokens alone', { credentials: { issue: ['token'] } }, ['200', '400'], false],
    ['with sessions', {}, ['200', '403'], false],
    ['with refresh tokens', { credentials: { issue: ['jwt'] } }, ['200', '401'], true],
    [
      'with refresh tokens left alone',
      { credentials: { issue: ['jwt'] }, jwt: { blacklistAtLogout: false } },
      ['200'],
      false,
    ],
    [
      'with refresh tokens in cookies alone',
      { credentials: { issue: ['jwt'] }, jwt: { refreshCookieName: 'refresh' } },
      ['200', '401'],
      false,
    ],
  ])('%s', async (_, options, expected, hasBody) => {
    const found = await statuses(options, 'post /dj-rest-auth/logout');
    expect(found.filter((status) => !['406', '500', '503'].includes(status))).toEqual(expected);
    const body = await described(
      options,
      (document) => operationsOf(document)['post /dj-rest-auth/logout']?.requestBody,
    );
    expect(body !== undefined).toBe(hasBody);
  });
});
