import type { RestAuthOptions } from 'nestjs-rest-auth';

import { PASSWORD } from './accounts.js';
import { Client, type Reply } from './client.js';
import { SHARED } from './json-web-tokens.js';
import type { TestApplication } from './test-application.js';

/** What a client holds. */
export interface Pair {
  access: string;
  refresh: string;
}

/** Any text of a token. */
export const TOKEN: unknown = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/);
export const MOMENT: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

export const INVALID = [401, { detail: 'Token is invalid or expired', code: 'token_not_valid' }];
export const INACTIVE = [401, { detail: 'No active account found for the given token.' }];
export const LOGGED_OUT = [200, { detail: 'Successfully logged out.' }];
export const ALICE = {
  pk: expect.any(Number),
  username: 'alice',
  email: 'alice@example.com',
  first_name: '',
  last_name: '',
};

/** What a view says to an access token that is no good. */
export function badAccess(problem = 'Token is invalid'): unknown[] {
  const messages = [{ token_class: 'AccessToken', token_type: 'access', message: problem }];
  return [401, { detail: 'Given token not valid for any token type', code: 'token_not_valid', messages }];
}

type JwtSettings = NonNullable<RestAuthOptions['jwt']>;

/** JSON Web Tokens alone, under a key that another server knows too. */
export function jwtOptions(jwt: JwtSettings = {}): Partial<RestAuthOptions> {
  return { credentials: { issue: ['jwt'] }, jwt: { keys: [SHARED.setting], ...jwt } };
}

export async function logInForTokens(application: TestApplication, password = PASSWORD): Promise<Pair> {
  const reply = await new Client(application).post('login/', { username: 'alice', password });
  if (reply.status !== 200) throw new Error(`The login answered ${String(reply.status)}.`);
  return { access: reply.body.access, refresh: reply.body.refresh };
}

/** A client with an access token in the header. */
export function bearer(application: TestApplication, access: string): Client {
  return new Client(application, { Authorization: `Bearer ${access}` });
}

export async function useAccess(application: TestApplication, access: string): Promise<unknown[]> {
  return (await bearer(application, access).get('user/')).answer;
}

export function refresh(application: TestApplication, token: string): Promise<Reply> {
  return new Client(application).post('token/refresh/', { refresh: token });
}

export async function verify(application: TestApplication, token: string): Promise<unknown[]> {
  return (await new Client(application).post('token/verify/', { token })).answer;
}

/** The tokens of a rotation that is well. */
export async function rotate(application: TestApplication, token: string): Promise<Pair> {
  const reply = await refresh(application, token);
  expect(reply.answer).toEqual([
    200,
    { access: TOKEN, refresh: TOKEN, access_expiration: MOMENT, refresh_expiration: MOMENT },
  ]);
  return { access: reply.body.access, refresh: reply.body.refresh };
}
