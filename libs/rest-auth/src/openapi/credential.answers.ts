import { VerifiedEmailLoginPolicy } from '../accounts/users/login.policy.js';
import {
  CredentialPresenter,
  LongNamesCredentialPresenter,
  StandardCredentialPresenter,
} from '../credentials/credential.presenter.js';
import { DtoUserPresenter } from '../endpoints/basic/user-details/dto-user.presenter.js';
import type { Answer, Context } from './act.js';
import { issues, jwtCookies } from './instance.js';
import type { Parameter, Schema } from './open-api.js';
import { refusal } from './refusals.js';
import { MOMENT, objectOf, TEXT, UNKNOWN, wholeObjectOf } from './shapes.js';

/** What a login answers, by the kinds of credentials that it gives. */
export function credentialAnswers(context: Context, status: 200 | 201): Answer[] {
  const cookies = credentialCookies(context);
  const body = issuedBody(context);
  const empty: Answer = { status: 204, description: 'The same; all of it is in cookies.', cookies };
  return [
    ...(body === null ? [] : [{ status, description: 'Credentials.', schema: body, cookies }]),
    ...(body === null || body === UNKNOWN ? [empty] : []),
    ...foreignOrigin(context),
  ];
}

/** A page of a foreign origin gets no cookies, and where there is nothing else, nothing. */
function foreignOrigin(context: Context): Answer[] {
  const isCookieAlone = context.instance.kinds.issued.every((kind) => kind.isCookie);
  return isCookieAlone ? [refusal(context, 403, 'A page of a foreign origin.')] : [];
}

/** The cookies in which a login gives credentials. */
function credentialCookies({ instance }: Context): string[] {
  const { sessions, csrf } = instance.settings;
  return [
    ...(issues(instance, 'jwt') ? jwtCookies(instance) : []),
    ...(issues(instance, 'session') ? [csrf.cookieName, sessions.cookieName] : []),
  ];
}

/** What a login policy of the host's own may ask for first. */
export function challengeAnswers({ instance }: Context): Answer[] {
  if (isMethodOf(VerifiedEmailLoginPolicy, instance.loginPolicy, 'check')) return [];
  return [
    {
      status: 'default',
      description: 'Something that is still to be done: what the login policy of the application answers.',
      schema: UNKNOWN,
    },
  ];
}

/** How a client says where it wants its tokens, where it may. */
export function deliveryParameters({ instance }: Context): Parameter[] {
  const name = instance.settings.jwt.deliveryHeader;
  if (!issues(instance, 'jwt') || name === null) return [];
  const schema = { type: 'string', enum: ['body', 'cookie'] };
  return [{ name, in: 'header', required: false, description: 'Where the tokens are wanted.', schema }];
}

/** The user as answers show it. */
export function userSchema({ instance, dtos }: Context): Schema {
  return isMethodOf(DtoUserPresenter, instance.users, 'present') ? dtos.answer(instance.dto.userDetails) : UNKNOWN;
}

/** What `token/refresh/` answers. */
export function refreshedSchema({ instance, components }: Context): Schema {
  const { credentials, settings } = instance;
  const isLong = isMethodOf(LongNamesCredentialPresenter, credentials, 'presentRefreshed');
  if (!isLong && !isMethodOf(CredentialPresenter, credentials, 'presentRefreshed')) return UNKNOWN;
  const expiration = isLong ? 'access_token_expiration' : 'access_expiration';
  // Not where it is in a cookie that scripts cannot read.
  const refresh = settings.jwt.rotateRefreshTokens
    ? { refresh: TEXT, ...(!isLong && { refresh_expiration: MOMENT }) }
    : {};
  return components.reference('RefreshedTokens', 'refreshed tokens', () =>
    objectOf({ access: TEXT, ...refresh, [expiration]: MOMENT }, ['access', expiration]),
  );
}

/** Null where all of it is in cookies. */
function issuedBody(context: Context): Schema | null {
  const { instance, components } = context;
  const { credentials, settings } = instance;
  const isLong = isMethodOf(LongNamesCredentialPresenter, credentials, 'present');
  if (!isLong && !isMethodOf(StandardCredentialPresenter, credentials, 'present')) return UNKNOWN;
  if (issues(instance, 'jwt')) {
    const [access, refresh] = isLong ? ['access_token', 'refresh_token'] : ['access', 'refresh'];
    return components.reference('Tokens', 'tokens', () =>
      wholeObjectOf({
        [access]: TEXT,
        [refresh]: { type: 'string', description: 'Empty where it is in a cookie that scripts cannot read.' },
        user: userSchema(context),
        ...(settings.jwt.returnExpiration && {
          [`${access}_expiration`]: MOMENT,
          [`${refresh}_expiration`]: MOMENT,
        }),
      }),
    );
  }
  return issues(instance, 'token') ? components.reference('Key', 'key', () => wholeObjectOf({ key: TEXT })) : null;
}

/** Whether an object does that as that class does: a class of the host's may inherit it. */
function isMethodOf<Name extends string>(
  type: { readonly prototype: object },
  made: Readonly<Record<Name, unknown>>,
  name: Name,
): boolean {
  return Reflect.get(type.prototype, name) === made[name];
}
