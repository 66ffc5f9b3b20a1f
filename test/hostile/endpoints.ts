import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import { NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { CALLBACK_URL, FIONA, GINA, socialOptions, TESS } from '../support/social-site.js';
import type { Question, Secrets } from '../support/twins.js';

/** How a field's value is read. */
export type Kind = 'text' | 'address';

/** What is said of a value that is no text. */
export const NOT_A_TEXT: Readonly<Record<Kind, string>> = {
  text: 'Not a valid string.',
  address: 'Enter a valid email address.',
};

/** An endpoint with a body that it takes, so that whatever is refused is refused for the one field that a test changes. */
export interface Endpoint {
  method: 'POST' | 'PUT' | 'PATCH';
  path: string;
  asAlice?: boolean;
  good: (secrets: Secrets) => Readonly<Record<string, string>>;
  fields: Readonly<Record<string, Kind>>;
}

/** Whom social logins ask, for as long as a spec runs. */
export const provider = await FakeSocialProvider.start();

afterEach(() => {
  // Whatever a client sends, a provider is sent nothing but what a token can be made of.
  expect(provider.requests.filter((request) => !isPrintableAscii(request))).toEqual([]);
  provider.forget();
});
afterAll(() => provider.stop());

/** Whether all texts in there, however deep, are. */
function isPrintableAscii(value: unknown): boolean {
  if (typeof value === 'string') return /^[\x20-\x7e]*$/.test(value);
  return typeof value !== 'object' || value === null || Object.entries(value).flat().every(isPrintableAscii);
}

/** The options under which every field of every endpoint is there. */
export const OPTIONS = {
  login: { methods: ['username', 'email'] },
  password: { oldPasswordRequired: true },
  ...socialOptions(provider),
} as const;

const twice = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };

/** Every endpoint that takes fields; `logout/` takes none. */
export const ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'POST',
    path: 'login/',
    good: () => ({ username: 'alice', password: PASSWORD }),
    fields: { username: 'text', password: 'text' },
  },
  {
    method: 'POST',
    path: 'login/',
    good: () => ({ email: 'alice@example.com', password: PASSWORD }),
    fields: { email: 'address' },
  },
  ...(['PUT', 'PATCH'] as const).map((method): Endpoint => ({
    method,
    path: 'user/',
    asAlice: true,
    good: () => ({ username: 'liddell', first_name: 'Alice', last_name: 'Liddell' }),
    fields: { username: 'text', first_name: 'text', last_name: 'text' },
  })),
  {
    method: 'POST',
    path: 'password/reset/',
    good: () => ({ email: 'alice@example.com' }),
    fields: { email: 'address' },
  },
  {
    method: 'POST',
    path: 'password/reset/confirm/',
    good: ({ uid, resetToken: token }) => ({ uid, token, ...twice }),
    fields: { uid: 'text', token: 'text', new_password1: 'text', new_password2: 'text' },
  },
  {
    method: 'POST',
    path: 'password/change/',
    asAlice: true,
    good: () => ({ old_password: PASSWORD, ...twice }),
    fields: { old_password: 'text', new_password1: 'text', new_password2: 'text' },
  },
  {
    method: 'POST',
    path: 'registration/',
    good: () => ({ username: 'bob', email: 'bob@example.com', password1: PASSWORD, password2: PASSWORD }),
    fields: { username: 'text', email: 'address', password1: 'text', password2: 'text' },
  },
  ...['registration/verify-email/', 'registration/account-confirm-email/'].map((path): Endpoint => ({
    method: 'POST',
    path,
    good: ({ verificationKey }) => ({ key: verificationKey }),
    fields: { key: 'text' },
  })),
  {
    method: 'POST',
    path: 'registration/resend-email/',
    good: () => ({ email: 'alice@second.example.com' }),
    fields: { email: 'address' },
  },
  ...([false, true] as const).flatMap((asAlice): Endpoint[] => [
    {
      method: 'POST',
      path: asAlice ? 'facebook/connect/' : 'facebook/',
      asAlice,
      good: () => ({ access_token: provider.facebook.token(FIONA) }),
      fields: { access_token: 'text' },
    },
    {
      method: 'POST',
      path: asAlice ? 'github/connect/' : 'github/',
      asAlice,
      good: () => ({ code: provider.github.code(GINA, { redirectUri: CALLBACK_URL }), code_verifier: 'verifier' }),
      fields: { code: 'text', code_verifier: 'text' },
    },
    {
      method: 'POST',
      path: asAlice ? 'twitter/connect/' : 'twitter/',
      asAlice,
      good: () => ({ ...provider.twitter.token(TESS) }),
      fields: { access_token: 'text', token_secret: 'text' },
    },
  ]),
];

/** Every field of every endpoint: `['POST login/', 'username', …]`. */
export const FIELDS = ENDPOINTS.flatMap((endpoint) =>
  Object.entries(endpoint.fields).map(([field, kind]) => ({
    where: `${field} of ${endpoint.method} ${endpoint.path}`,
    endpoint,
    field,
    kind,
  })),
);

/** The request with a body of one's own making. */
export function to(
  { method, path, asAlice = false }: Endpoint,
  body: Question['body'],
  headers: Question['headers'] = { 'Content-Type': 'application/json' },
): Question {
  return { method, path, asAlice, body, headers };
}

/** The endpoint's good body as JSON, with what stands for one field written as it is: not all that is hostile can be stringified. */
export function withJson(endpoint: Endpoint, field: string, json: string): Question {
  return to(endpoint, (secrets) => {
    const others = Object.entries(endpoint.good(secrets)).filter(([name]) => name !== field);
    const members = others.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    return `{${[...members, `${JSON.stringify(field)}:${json}`].join(',')}}`;
  });
}

/** The same as a form. */
export function withForm(endpoint: Endpoint, field: string, encoded: string): Question {
  const form = (secrets: Secrets) => {
    const others = Object.entries(endpoint.good(secrets)).filter(([name]) => name !== field);
    const pairs = others.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return [...pairs, `${field}=${encoded}`].join('&');
  };
  return to(endpoint, form, { 'Content-Type': 'application/x-www-form-urlencoded' });
}
