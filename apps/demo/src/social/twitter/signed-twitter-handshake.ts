import type { SocialClient } from 'nestjs-rest-auth';

import { authorizationHeader } from './oauth1-signature.js';
import { PendingRequests } from './pending-requests.js';
import { TwitterHandshake, TwitterOutage, type TwitterToken } from './twitter-handshake.js';

const TIMEOUT_MILLISECONDS = 5_000;

/** Asks Twitter itself, in the name of your application there. */
export class SignedTwitterHandshake extends TwitterHandshake {
  private readonly secrets = new PendingRequests<string>();

  constructor(
    private readonly client: SocialClient,
    private readonly api = 'https://api.twitter.com',
  ) {
    super();
  }

  override async start(callback: string): Promise<string> {
    const answer = await this.ask('/oauth/request_token', { oauth_callback: callback }, '');
    const token = answer?.get('oauth_token');
    const secret = answer?.get('oauth_token_secret');
    if (!token || !secret) throw new TwitterOutage('Twitter gave no request token.');
    this.secrets.put(token, secret);
    return `${this.api}/oauth/authenticate?${new URLSearchParams({ oauth_token: token }).toString()}`;
  }

  override async finish(requestToken: string, verifier: string): Promise<TwitterToken | null> {
    const secret = this.secrets.take(requestToken);
    if (secret === null) return null;
    const parameters = { oauth_token: requestToken, oauth_verifier: verifier };
    const answer = await this.ask('/oauth/access_token', parameters, secret);
    const token = answer?.get('oauth_token');
    const tokenSecret = answer?.get('oauth_token_secret');
    return token && tokenSecret ? { access_token: token, token_secret: tokenSecret } : null;
  }

  /** Null where it is refused. */
  private async ask(
    path: string,
    parameters: Readonly<Record<string, string>>,
    tokenSecret: string,
  ): Promise<URLSearchParams | null> {
    const url = `${this.api}${path}`;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { Authorization: authorizationHeader('POST', url, parameters, this.client, tokenSecret) },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      if (answer.status >= 500) throw new TwitterOutage(`Twitter answered ${answer.status}.`);
      return answer.ok ? new URLSearchParams(await answer.text()) : null;
    } catch (error) {
      throw error instanceof TwitterOutage ? error : new TwitterOutage('Twitter did not answer.');
    }
  }
}
