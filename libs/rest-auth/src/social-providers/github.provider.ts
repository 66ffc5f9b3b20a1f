import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { ProviderTokens, SocialProfile } from '../accounts/social-accounts/social-profile.js';
import { type AuthorizationCode, OAuth2Provider, type ProviderContext } from './oauth2.provider.js';
import { PassportOAuth2Strategy } from './oauth2-strategy.js';
import { ProviderOutage, ProviderRefusal } from './provider-failures.js';
import { fieldsIn, namesOf, objectOf, textIn, uidOf } from './provider-json.js';
import { strategyPackage, unused } from './strategy-package.js';

const load = () => strategyPackage('passport-github2', () => import('passport-github2'));

/**
 * GitHub, or a GitHub Enterprise server: its endpoints are `web` and `api` (`https://github.example` and `https://github.example/api/v3`). With the scope
 * `user:email` its list of addresses is asked for, and one that is verified there counts as proven; else the public address counts as unproven.
 */
@Injectable()
export class GitHubProvider extends OAuth2Provider implements OnModuleInit {
  override readonly name: string = 'github';
  override readonly endpoints = { web: 'https://github.com', api: 'https://api.github.com' };

  async onModuleInit(): Promise<void> {
    await load();
  }

  protected override async exchange(code: AuthorizationCode, context: ProviderContext): Promise<ProviderTokens> {
    return (await this.strategy(context)).exchange(code);
  }

  /** By GitHub's API to check a token, which knows the tokens of the very client that asks. Personal access tokens are nobody's there. */
  protected override async prove(accessToken: string, { app, client, http }: ProviderContext): Promise<string> {
    const credentials = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
    const json = await http.json({
      method: 'POST',
      url: `${app.endpoints['api'] ?? ''}/applications/${encodeURIComponent(client.id)}/token`,
      headers: { Accept: JSON_OF_GITHUB, Authorization: `Basic ${credentials}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ access_token: accessToken }),
    });
    const { app: issuedTo, user } = objectOf(json);
    if (textIn(issuedTo, 'client_id') !== client.id) throw new ProviderRefusal();
    return uidOf(fieldsIn(user)['id']);
  }

  protected override async profile(accessToken: string, context: ProviderContext): Promise<SocialProfile> {
    const json = await (await this.strategy(context)).profile(accessToken);
    const publicEmail = { email: textIn(json, 'email'), emailVerified: false };
    return {
      uid: uidOf(fieldsIn(json)['id']),
      username: textIn(json, 'login'),
      ...namesOf(json),
      ...(context.app.scope.some((scope) => scope === 'user:email' || scope === 'user')
        ? await this.primaryEmail(accessToken, context)
        : publicEmail),
    };
  }

  /** Asked by ourselves: the strategy ends the process where this answer is no JSON, and drops whether an address is verified. */
  private async primaryEmail(accessToken: string, { app, http }: ProviderContext) {
    const emails = await http.json({
      url: `${app.endpoints['api'] ?? ''}/user/emails`,
      headers: { Accept: JSON_OF_GITHUB, Authorization: `Bearer ${accessToken}` },
    });
    if (!Array.isArray(emails)) throw new ProviderOutage('answered no list');
    const primary: unknown = emails.find((email) => fieldsIn(email)['primary'] === true);
    return { email: textIn(primary, 'email'), emailVerified: fieldsIn(primary)['verified'] === true };
  }

  private async strategy({ app, client, http }: ProviderContext): Promise<PassportOAuth2Strategy> {
    const { Strategy } = (await load()).default;
    const { web = '', api = '' } = app.endpoints;
    const options = {
      clientID: client.id,
      clientSecret: client.secret,
      callbackURL: app.callbackUrl ?? '',
      tokenURL: `${web}/login/oauth/access_token`,
      userProfileURL: `${api}/user`,
      customHeaders: { Accept: 'application/json' },
    };
    return new PassportOAuth2Strategy(new Strategy(options, unused), http, { exchangeBy: 'POST' });
  }
}

const JSON_OF_GITHUB = 'application/vnd.github+json';
