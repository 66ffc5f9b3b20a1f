import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { ProviderTokens, SocialProfile } from '../accounts/social-accounts/social-profile.js';
import { Clock } from '../kernel/clock.js';
import { type AuthorizationCode, OAuth2Provider, type ProviderContext } from './oauth2.provider.js';
import { PassportOAuth2Strategy } from './oauth2-strategy.js';
import { ProviderRefusal } from './provider-failures.js';
import { fieldsIn, namesOf, objectOf, textIn, uidOf } from './provider-json.js';
import { strategyPackage, unused } from './strategy-package.js';

const load = () => strategyPackage('passport-facebook', () => import('passport-facebook'));

/** Facebook, by its Graph API. Endpoints: `graph`. An address counts as unproven: Facebook's documents do not vouch for it. */
@Injectable()
export class FacebookProvider extends OAuth2Provider implements OnModuleInit {
  override readonly name: string = 'facebook';
  override readonly endpoints = { graph: 'https://graph.facebook.com/v24.0' };

  constructor(protected readonly clock: Clock) {
    super();
  }

  async onModuleInit(): Promise<void> {
    await load();
  }

  protected override async exchange(code: AuthorizationCode, context: ProviderContext): Promise<ProviderTokens> {
    return (await this.strategy(context)).exchange(code);
  }

  /** By `debug_token`, which answers for the tokens of the very client that asks. */
  protected override async prove(accessToken: string, { app, client, http }: ProviderContext): Promise<string> {
    const query = new URLSearchParams({ input_token: accessToken, access_token: `${client.id}|${client.secret}` });
    const { data } = objectOf(
      await http.json({ url: `${app.endpoints['graph'] ?? ''}/debug_token?${query.toString()}` }),
    );
    const { is_valid: isValid, expires_at: expiresAt, type, app_id: appId, user_id: userId } = fieldsIn(data);
    const isOver = typeof expiresAt === 'number' && expiresAt !== 0 && expiresAt * 1000 <= this.clock.now().getTime();
    if (isValid !== true || isOver || type !== 'USER' || appId !== client.id) throw new ProviderRefusal();
    return uidOf(userId);
  }

  /** With `appsecret_proof`, by which Facebook itself refuses a token of another client. */
  protected override async profile(accessToken: string, context: ProviderContext): Promise<SocialProfile> {
    const json = await (await this.strategy(context)).profile(accessToken);
    return {
      uid: uidOf(fieldsIn(json)['id']),
      username: textIn(json, 'username'),
      ...namesOf(json),
      email: textIn(json, 'email'),
      emailVerified: false,
    };
  }

  private async strategy({ app, client, http }: ProviderContext): Promise<PassportOAuth2Strategy> {
    const { Strategy } = (await load()).default;
    const graph = app.endpoints['graph'] ?? '';
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
    return new PassportOAuth2Strategy(new Strategy(options, unused), http, { exchangeBy: 'GET' });
  }
}
