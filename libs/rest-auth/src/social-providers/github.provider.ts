import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { ProviderTokens, SocialProfile } from '../accounts/social-accounts/social-profile.js';
import { optionalPackage } from '../kernel/optional-package.js';
import { type AuthorizationCode, OAuth2Provider, type ProviderContext } from './oauth2.provider.js';
import { assertOAuth2Strategy, PassportOAuth2Strategy } from './oauth2-strategy.js';
import { ProviderOutage, ProviderRefusal } from './provider-failures.js';
import { parseJson } from './provider-http.js';
import { assertObject, fieldIn, namesOf, textIn, uidOf } from './provider-json.js';
import { unused } from './unused.js';

const load = () => optionalPackage('passport-github2', 'GitHubProvider', () => import('passport-github2'));

/**
 * GitHub, or a GitHub Enterprise server: its endpoints are `web` and `api` (`https://github.example` and `https://github.example/api/v3`). With the scope
 * `user:email` its list of addresses is asked for, and one that is verified there counts as proven; else the public address counts as unproven.
 */
@Injectable()
export class GitHubProvider extends OAuth2Provider implements OnModuleInit {
  override readonly name: string = 'github';
  override readonly endpoints = { web: 'https://github.com', api: 'https://api.github.com' };

  async onModuleInit(): Promise<void> {
    const { Strategy } = (await load()).default;
    assertOAuth2Strategy(new Strategy({ clientID: 'any', clientSecret: 'any', callbackURL: '' }, unused));
  }

  protected override async exchange(code: AuthorizationCode, context: ProviderContext): Promise<ProviderTokens> {
    return (await this.strategy(context)).exchange(code);
  }

  /** By GitHub's API to check a token, which knows the tokens of the very client that asks. Personal access tokens are nobody's there. */
  protected override async prove(accessToken: string, { app, client, http }: ProviderContext): Promise<string> {
    const credentials = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
    const { status, text } = await http.send({
      method: 'POST',
      url: `${app.endpoint('api')}/applications/${encodeURIComponent(client.id)}/token`,
      headers: { Accept: JSON_OF_GITHUB, Authorization: `Basic ${credentials}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ access_token: accessToken }),
    });
    // Those are about ourselves: a wrong secret, or too many questions.
    if (status === 401 || status === 403) throw new ProviderOutage(`refused our own client with ${status}`);
    if (status >= 400) throw new ProviderRefusal();
    const json = parseJson(text);
    assertObject(json);
    if (textIn(fieldIn(json, 'app'), 'client_id') !== client.id) throw new ProviderRefusal();
    return uidOf(fieldIn(fieldIn(json, 'user'), 'id'));
  }

  protected override async profile(accessToken: string, context: ProviderContext): Promise<SocialProfile> {
    const json = await (await this.strategy(context)).profile(accessToken);
    const uid = uidOf(fieldIn(json, 'id'));
    const isAsked = context.app.scope.some((scope) => scope === 'user:email' || scope === 'user');
    const primary = isAsked ? await this.primaryEmail(accessToken, context) : null;
    return {
      uid,
      username: textIn(json, 'login'),
      ...namesOf(json),
      ...(primary ?? { email: textIn(json, 'email'), emailVerified: false }),
    };
  }

  /**
   * Null where the token does not bear the scope. Asked by ourselves: the strategy ends the process where this answer is no JSON, and drops whether an address is
   * verified.
   */
  private async primaryEmail(accessToken: string, { app, http }: ProviderContext) {
    const { status, text } = await http.send({
      url: `${app.endpoint('api')}/user/emails`,
      headers: { Accept: JSON_OF_GITHUB, Authorization: `Bearer ${accessToken}` },
    });
    if (status === 403 || status === 404) return null;
    if (status >= 400) throw new ProviderRefusal();
    const emails = parseJson(text);
    if (!Array.isArray(emails)) throw new ProviderOutage('answered no list');
    const primary: unknown = emails.find((email) => fieldIn(email, 'primary') === true);
    return { email: textIn(primary, 'email'), emailVerified: fieldIn(primary, 'verified') === true };
  }

  private async strategy({ app, client, http }: ProviderContext): Promise<PassportOAuth2Strategy> {
    const { Strategy } = (await load()).default;
    const options = {
      clientID: client.id,
      clientSecret: client.secret,
      callbackURL: app.callbackUrl ?? '',
      tokenURL: `${app.endpoint('web')}/login/oauth/access_token`,
      userProfileURL: `${app.endpoint('api')}/user`,
      customHeaders: { Accept: 'application/json' },
    };
    return new PassportOAuth2Strategy(new Strategy(options, unused), http, { exchangeBy: 'POST' });
  }
}

const JSON_OF_GITHUB = 'application/vnd.github+json';
