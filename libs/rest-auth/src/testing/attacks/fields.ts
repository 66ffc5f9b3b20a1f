import { randomHex } from '../../kernel/secrets.js';
import type { RestAuthOptions } from '../../rest-auth.options.js';
import type { Answer } from './answer.js';
import type { AttackedSite } from './attacked-site.js';
import type { Caller } from './caller.js';
import type { Person } from './person.js';
import { CALLBACK_URL } from './profile-options.js';

/** Good by every rule. */
export const PASSWORD = 'Looking-glass-of-tomorrow7';
export const NEW_PASSWORD = 'Jabber-wocky-of-today3';

/** What a field is read as. */
export type FieldForm =
  /** A text, of at most so many characters; null: whatever the text is then worth. */
  | { readonly kind: 'text'; readonly maxLength: number | null }
  /** A text that anything goes into: a person's name. */
  | { readonly kind: 'free'; readonly maxLength: number }
  | { readonly kind: 'address' }
  /** Looked at, and never complained of: no body stands in the way of a logout. */
  | { readonly kind: 'lenient' }
  /** dj-rest-auth has it, and none of our providers: like any unknown field it is passed over. */
  | { readonly kind: 'unknown' };

/** An endpoint with a body that it takes, so that what is refused is refused for the one field that an attack changes. */
export interface AttackedEndpoint {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly byAlice: boolean;
  readonly fields: Readonly<Record<string, FieldForm>>;
  readonly good: (ground: Ground) => Readonly<Record<string, string>>;
}

/** What a client knows, of whom there is. Whatever is refused uses nothing of it up. */
export interface Ground {
  readonly site: AttackedSite;
  readonly alice: Person;
  /** Alice, logged in. */
  readonly caller: Caller;
  /** Somebody who has not proven their address, with the key that would. */
  readonly una: Person;
  readonly verificationKey: string;
  /** Of the reset that alice asked for. */
  readonly reset: { readonly uid: string; readonly token: string };
}

/** The options under which every field is there. */
export const FIELD_OPTIONS: Partial<RestAuthOptions> = {
  login: { methods: ['username', 'email'] },
  password: { oldPasswordRequired: true },
};

const text: FieldForm = { kind: 'text', maxLength: null };
const address: FieldForm = { kind: 'address' };
const username: FieldForm = { kind: 'text', maxLength: 150 };
const newPassword: FieldForm = { kind: 'text', maxLength: 128 };
const personName: FieldForm = { kind: 'free', maxLength: 150 };

const GINA = { id: 42, login: 'gina', name: 'Gina Git' };
const TESS = { id: 77, id_str: '77', screen_name: 'tess', name: 'Tess Tweet' };

const anybody = { method: 'POST', byAlice: false } as const;
const twice = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };

/** Every endpoint that takes fields, by each way of using it. */
export const ENDPOINTS: readonly AttackedEndpoint[] = [
  {
    ...anybody,
    path: 'login/',
    good: ({ alice }) => ({ username: alice.username, password: alice.password }),
    fields: { username: text, password: text },
  },
  {
    ...anybody,
    path: 'login/',
    good: ({ alice }) => ({ email: alice.email, password: alice.password }),
    fields: { email: address },
  },
  {
    ...anybody,
    path: 'registration/',
    good: () => ({
      username: `newcomer-${randomHex(6)}`,
      email: 'new@example.test',
      password1: PASSWORD,
      password2: PASSWORD,
    }),
    fields: { username, email: address, password1: newPassword, password2: newPassword },
  },
  { ...anybody, path: 'password/reset/', good: ({ alice }) => ({ email: alice.email }), fields: { email: address } },
  {
    ...anybody,
    path: 'password/reset/confirm/',
    good: ({ reset }) => ({ ...reset, ...twice }),
    fields: { uid: text, token: text, new_password1: newPassword, new_password2: newPassword },
  },
  {
    ...anybody,
    path: 'registration/verify-email/',
    good: ({ verificationKey: key }) => ({ key }),
    fields: { key: text },
  },
  {
    ...anybody,
    path: 'registration/resend-email/',
    good: ({ una }) => ({ email: una.email }),
    fields: { email: address },
  },
  {
    ...anybody,
    path: 'token/verify/',
    good: ({ caller }) => ({ token: caller.given('access') }),
    fields: { token: text },
  },
  {
    ...anybody,
    path: 'token/refresh/',
    good: ({ caller }) => ({ refresh: caller.given('refresh') }),
    fields: { refresh: text },
  },
  ...(['PATCH', 'PUT'] as const).map((method): AttackedEndpoint => ({
    method,
    path: 'user/',
    byAlice: true,
    good: ({ alice }) => ({ username: alice.username, first_name: '', last_name: '' }),
    fields: { username, first_name: personName, last_name: personName },
  })),
  {
    method: 'POST',
    path: 'password/change/',
    byAlice: true,
    good: ({ alice }) => ({ old_password: alice.password, ...twice }),
    fields: { old_password: newPassword, new_password1: newPassword, new_password2: newPassword },
  },
  {
    method: 'POST',
    path: 'logout/',
    byAlice: true,
    good: ({ caller }) => ({ refresh: caller.given('refresh') }),
    fields: { refresh: { kind: 'lenient' } },
  },
  ...(['facebook/', 'github/', 'github/connect/'] as const).flatMap((path): AttackedEndpoint[] => {
    const byAlice = path.endsWith('connect/');
    return [
      {
        method: 'POST',
        path,
        byAlice,
        good: ({ site: { provider } }) => ({
          access_token:
            path === 'facebook/' ? provider.facebook.token({ id: '1001', name: 'Fiona' }) : provider.github.token(GINA),
        }),
        fields: { access_token: text },
      },
      {
        method: 'POST',
        path,
        byAlice,
        good: ({ site: { provider } }) => ({
          code:
            path === 'facebook/'
              ? provider.facebook.code({ id: '1001', name: 'Fiona' }, { redirectUri: CALLBACK_URL })
              : provider.github.code(GINA, { redirectUri: CALLBACK_URL }),
        }),
        fields: { code: text },
      },
      {
        method: 'POST',
        path,
        byAlice,
        good: () => ({ access_token: 'of-nobody-at-all' }),
        fields: { id_token: { kind: 'unknown' } },
      },
    ];
  }),
  ...[false, true].map((byAlice): AttackedEndpoint => ({
    method: 'POST',
    path: byAlice ? 'twitter/connect/' : 'twitter/',
    byAlice,
    good: ({ site }) => ({ ...site.provider.twitter.token(TESS) }),
    fields: { access_token: text, token_secret: text },
  })),
];

/** Has everybody there, and whatever a client could know. */
export async function prepareGround(site: AttackedSite): Promise<Ground> {
  const alice = await site.addAlice();
  const una = await site.addPerson('una', { verified: false });
  (await site.visitor().post('registration/resend-email/', { email: una.email })).is(200);
  const verificationKey = await site.verificationKey();
  const reset = await site.askForReset(alice);
  return { site, alice, una, verificationKey, reset, caller: await site.logIn(alice) };
}

/** An endpoint's good body with something else, written in JSON, for one field. */
export function tryJson(ground: Ground, endpoint: AttackedEndpoint, field: string, json: string): Promise<Answer> {
  const others = Object.entries(endpoint.good(ground)).filter(([name]) => name !== field);
  for (const [, value] of others) ground.site.secret(value);
  const members = others.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return askRaw(ground, endpoint, `{${[...members, `${JSON.stringify(field)}:${json}`].join(',')}}`);
}

/** The same for a text. */
export function tryText(ground: Ground, endpoint: AttackedEndpoint, field: string, value: string): Promise<Answer> {
  return tryJson(ground, endpoint, field, JSON.stringify(value));
}

/** A body of one's own making, as JSON unless another type is named. */
export function askRaw(
  { site, caller }: Ground,
  { method, path, byAlice }: AttackedEndpoint,
  raw: string | Uint8Array,
  type = 'application/json',
): Promise<Answer> {
  return (byAlice ? caller : site.visitor()).send(method, path, { raw, headers: { 'Content-Type': type } });
}

/** Every field of every endpoint. */
export function* everyField(): Generator<{ endpoint: AttackedEndpoint; field: string; form: FieldForm }> {
  for (const endpoint of ENDPOINTS) {
    for (const [field, form] of Object.entries(endpoint.fields)) yield { endpoint, field, form };
  }
}
