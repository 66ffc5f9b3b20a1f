import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';

import type { SocialProfile } from '../accounts/social-accounts/social-profile.js';
import { optionalPackage } from '../kernel/optional-package.js';
import { message } from '../kernel/messages.js';
import type { DtoClasses } from '../rest-auth.dto.js';
import type { SocialClient } from '../rest-auth.settings.js';
import { isCredential } from './credential-form.js';
import { assertOAuth1Strategy, PassportOAuth1Strategy } from './oauth1-strategy.js';
import { ProviderOutage, ProviderRefusal } from './provider-failures.js';
import type { ProviderHttp } from './provider-http.js';
import { fieldIn, namesOf, textIn, uidOf } from './provider-json.js';
import { type Identified, type SocialApp, SocialProvider } from './social-provider.js';
import { unused } from './unused.js';
import type { TwitterLoginDto } from './twitter-login.dto.js';

const load = () => optionalPackage('passport-twitter', 'TwitterProvider', () => import('passport-twitter'));

/**
 * Twitter, by OAuth 1.0a: a call is signed with our consumer key's secret and with the token's, so that a token of another application does not fit. Endpoints: `api`.
 * With the scope `email` the address is asked for; it counts as unproven.
 */
@Injectable()
export class TwitterProvider extends SocialProvider<TwitterLoginDto> implements OnModuleInit {
  override readonly name: string = 'twitter';
  override readonly endpoints = { api: 'https://api.twitter.com' };

  async onModuleInit(): Promise<void> {
    const { Strategy } = (await load()).default;
    assertOAuth1Strategy(new Strategy({ consumerKey: 'any', consumerSecret: 'any', callbackURL: '' }, unused));
  }

  override dto(classes: DtoClasses): Type<TwitterLoginDto> {
    return classes.twitterLogin;
  }

  override async identify(input: TwitterLoginDto, app: SocialApp, http: ProviderHttp): Promise<Identified> {
    const { access_token: accessToken, token_secret: tokenSecret } = input;
    const clients = isCredential(accessToken) && isCredential(tokenSecret) ? app.clients : [];
    let outage: ProviderOutage | null = null;
    for (const client of clients) {
      try {
        const json = await this.profile({ accessToken, tokenSecret }, app, client, http);
        return { profile: profileOf(json), tokens: { accessToken, tokenSecret } };
      } catch (error) {
        // Not that client's token, or a client that cannot be asked: it may be another's.
        if (error instanceof ProviderOutage) outage = error;
        else if (!(error instanceof ProviderRefusal)) throw error;
      }
    }
    if (outage) throw outage;
    // The name that dj-rest-auth's clients know it by, wherever it is.
    throw new ProviderRefusal(message('social_no_access', { host: 'api.twitter.com' }));
  }

  /** Throws `ProviderRefusal` for a token that is not that client's. */
  private async profile(
    tokens: { accessToken: string; tokenSecret: string },
    app: SocialApp,
    client: SocialClient,
    http: ProviderHttp,
  ): Promise<unknown> {
    const { Strategy } = (await load()).default;
    const options = {
      consumerKey: client.id,
      consumerSecret: client.secret,
      callbackURL: app.callbackUrl ?? '',
      userProfileURL: `${app.endpoint('api')}/1.1/account/verify_credentials.json`,
      includeEmail: app.scope.includes('email'),
    };
    return new PassportOAuth1Strategy(new Strategy(options, unused), http, failureOf).profile(tokens);
  }
}

/** What Twitter says of an application of ours: suspended, not allowed to write or to ask, and what its access level leaves out. */
const ABOUT_OURSELVES: readonly unknown[] = [261, 416, 453];

function failureOf(body: unknown, status: number): Error {
  const errors = fieldIn(body, 'errors');
  const isOurs = Array.isArray(errors) && errors.some((error) => ABOUT_OURSELVES.includes(fieldIn(error, 'code')));
  return isOurs ? new ProviderOutage(`refused our own client with ${status}`) : new ProviderRefusal();
}

function profileOf(json: unknown): SocialProfile {
  // The number is larger than JavaScript can tell apart; the text beside it is exact.
  return {
    uid: uidOf(fieldIn(json, 'id_str') ?? fieldIn(json, 'id')),
    username: textIn(json, 'screen_name'),
    ...namesOf(json),
    email: textIn(json, 'email'),
    emailVerified: false,
  };
}
