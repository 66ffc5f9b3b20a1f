import { Injectable } from '@nestjs/common';
import {
  type AuthorizationCode,
  OAuth2Provider,
  type ProviderContext,
  ProviderRefusal,
  type ProviderTokens,
  type SocialProfile,
  uidOf,
} from 'nestjs-rest-auth';

interface TokenInfo {
  application?: { uid?: string };
  resource_owner_id?: number;
}

interface GitLabUser {
  id?: number;
  username?: string;
  email?: string;
  confirmed_at?: string | null;
}

/** A provider that a host adds: what docs/social-providers.md shows. */
@Injectable()
export class GitLabProvider extends OAuth2Provider {
  override readonly name = 'gitlab';
  override readonly endpoints = { site: 'https://gitlab.com' };

  protected override async exchange(
    { code, redirectUri, codeVerifier }: AuthorizationCode,
    { app, client, http }: ProviderContext,
  ): Promise<ProviderTokens> {
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: client.id,
      client_secret: client.secret,
      code,
      redirect_uri: redirectUri,
      ...(codeVerifier !== null && { code_verifier: codeVerifier }),
    });
    const url = `${app.endpoint('site')}/oauth/token`;
    const answer = (await http.json({ method: 'POST', url, body: form.toString(), headers: FORM })) as {
      access_token?: string;
    };
    if (!answer.access_token) throw new ProviderRefusal();
    return { accessToken: answer.access_token };
  }

  protected override async prove(accessToken: string, { app, client, http }: ProviderContext): Promise<string> {
    const url = `${app.endpoint('site')}/oauth/token/info`;
    const info = (await http.json({ url, headers: bearer(accessToken) })) as TokenInfo;
    if (info.application?.uid !== client.id) throw new ProviderRefusal();
    return uidOf(info.resource_owner_id);
  }

  protected override async profile(accessToken: string, { app, http }: ProviderContext): Promise<SocialProfile> {
    const url = `${app.endpoint('site')}/api/v4/user`;
    const user = (await http.json({ url, headers: bearer(accessToken) })) as GitLabUser;
    return {
      uid: uidOf(user.id),
      username: user.username ?? '',
      firstName: '',
      lastName: '',
      email: user.email ?? '',
      emailVerified: typeof user.confirmed_at === 'string',
    };
  }
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

function bearer(accessToken: string) {
  return { Authorization: `Bearer ${accessToken}` };
}
