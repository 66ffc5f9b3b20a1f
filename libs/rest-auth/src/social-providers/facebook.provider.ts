import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { ProviderTokens, SocialProfile } from '../accounts/social-accounts/social-profile.js';
import { optionalPackage } from '../kernel/optional-package.js';
import { Clock } from '../kernel/clock.js';
import { type AuthorizationCode, OAuth2Provider, type ProviderContext } from './oauth2.provider.js';
import { assertOAuth2Strategy, PassportOAuth2Strategy } from './oauth2-strategy.js';
import { ProviderOutage, ProviderRefusal } from './provider-failures.js';
import { parseJson } from './provider-http.js';
import { assertObject, fieldIn, namesOf, textIn, uidOf } from './provider-json.js';
import { unused } from './unused.js';

const load = () => optionalPackage('passport-facebook', 'FacebookProvider', () => import('passport-facebook'));

/** Facebook, by its Graph API. Endpoints: `graph`. An address counts as unproven: Facebook's documents do not vouch for it. */
@Injectable()
export class FacebookProvider extends OAuth2Provider implements OnModuleInit {
  override readonly name: string = 'facebook';
  override readonly endpoints = { graph: 'https://graph.facebook.com/v24.0' };

  constructor(protected readonly clock: Clock) {
    super();
  }

  async onModuleInit(): Promise<void> {
    const { Strategy } = (await load()).default;
    assertOAuth2Strategy(new Strategy({ clientID: 'any', clientSecret: 'any', callbackURL: '' }, unused));
  }

  protected override async exchange(code: AuthorizationCode, context: ProviderContext): Promise<ProviderTokens> {
    return (await this.strategy(context)).exchange(code);
  }

  /** By `debug_token`, which answers for the tokens of the very client that asks. */
  protected override async prove(accessToken: string, { app, client, http }: ProviderContext): Promise<string> {
    const query = new URLSearchParams({ input_token: accessToken, access_token: `${client.id}|${client.secret}` });
    const { status, text } = await http.send({ url: `${app.endpoint('graph')}/debug_token?${query.toString()}` });
    const answer = parseJson(text);
    assertObject(answer);
    if (status >= 400) {
      const isOurToken = fieldIn(fieldIn(answer, 'error'), 'code') === TOKEN_IS_NONE;
      throw isOurToken ? new ProviderOutage(`refused our own client with ${status}`) : failureOf(answer, status);
    }
    const data = fieldIn(answer, 'data');
    const expiresAt = fieldIn(data, 'expires_at');
    const isOver = typeof expiresAt === 'number' && expiresAt !== 0 && expiresAt * 1000 <= this.clock.now().getTime();
    const isOurs = fieldIn(data, 'app_id') === client.id && fieldIn(data, 'type') === 'USER';
    if (fieldIn(data, 'is_valid') !== true || isOver || !isOurs) throw new ProviderRefusal();
    return uidOf(fieldIn(data, 'user_id'));
  }

  /** With `appsecret_proof`, by which Facebook itself refuses a token of another client. */
  protected override async profile(accessToken: string, context: ProviderContext): Promise<SocialProfile> {
    const json = await (await this.strategy(context)).profile(accessToken);
    return {
      uid: uidOf(fieldIn(json, 'id')),
      username: textIn(json, 'username'),
      ...namesOf(json),
      email: textIn(json, 'email'),
      emailVerified: false,
    };
  }

  private async strategy({ app, client, http }: ProviderContext): Promise<PassportOAuth2Strategy> {
    const { Strategy } = (await load()).default;
    const graph = app.endpoint('graph');
    const options = {
      clientID: client.id,
      clientSecret: client.secret,
      callbackURL: app.callbackUrl ?? '',
      tokenURL: `${graph}/oauth/access_token`,
      profileURL: `${graph}/me`,
      // In Passport's words: `name` of Facebook's is `displayName`.
      profileFields: ['id', 'emails', 'displayName', 'first_name', 'last_name'],
      enableProof: true,
    };
    return new PassportOAuth2Strategy(new Strategy(options, unused), http, { exchangeBy: 'GET', failureOf });
  }
}

/**
 * Codes of the Graph API that are about the server or about ourselves: unknown (a wrong secret, too), service, too many calls (4, 17, 341, 613), an application that
 * is none (101), blocked for a while (368).
 */
const NOT_ABOUT_THE_TOKEN: readonly unknown[] = [1, 2, 4, 17, 101, 341, 368, 613];
/** Of `debug_token`, which is asked with a token of our own: that one is none. */
const TOKEN_IS_NONE = 190;

function failureOf(body: unknown, status: number): Error {
  const error = fieldIn(body, 'error');
  const isOutage = fieldIn(error, 'is_transient') === true || NOT_ABOUT_THE_TOKEN.includes(fieldIn(error, 'code'));
  return isOutage ? new ProviderOutage(`refused our own client with ${status}`) : new ProviderRefusal();
}
