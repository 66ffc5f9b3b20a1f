import { ProviderOutage, ProviderRefusal } from './provider-failures.js';
import type { ProviderHttp } from './provider-http.js';
import { fieldsIn } from './provider-json.js';

/** What passport-oauth1's family has under its hood and we use. */
interface OAuth1Strategy {
  userProfile(
    token: string,
    secret: string,
    parameters: object,
    done: (error: unknown, profile: unknown) => void,
  ): void;
  _oauth: {
    authHeader(url: string, token: string, secret: string, method: string): string;
    get: Get;
  };
}

type Get = (
  url: string,
  token: string,
  secret: string,
  done: (error: unknown, text?: string, response?: object) => void,
) => void;

/** A strategy of Passport's for what it knows: how a call is signed (RFC 5849 §3.4). It goes out by our own way alone; its own follows redirects, signed anew. */
export class PassportOAuth1Strategy {
  private readonly strategy: OAuth1Strategy;

  constructor(
    strategy: object,
    private readonly http: ProviderHttp,
  ) {
    if (!isOAuth1Strategy(strategy)) throw new TypeError('That is no strategy of the family of passport-oauth1.');
    this.strategy = strategy;
  }

  /** The profile as the provider wrote it. Throws `ProviderRefusal` where the signature or the token does not fit. */
  profile({ accessToken, tokenSecret }: { accessToken: string; tokenSecret: string }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.strategy._oauth.get = (url, token, secret, done) => void this.get(url, token, secret, done).catch(reject);
      this.strategy.userProfile(accessToken, tokenSecret, {}, (error, profile) => {
        if (error) reject(new ProviderOutage('answered what cannot be read'));
        else resolve(fieldsIn(profile)['_json']);
      });
    });
  }

  private async get(...[url, token, secret, done]: Parameters<Get>): Promise<void> {
    const Authorization = this.strategy._oauth.authHeader(url, token, secret, 'GET');
    const { status, text, headers } = await this.http.send({ url, headers: { Authorization } });
    if (status >= 400) throw new ProviderRefusal();
    try {
      done(null, text, { statusCode: status, headers });
    } catch {
      throw new ProviderOutage('answered what cannot be read');
    }
  }
}

function isOAuth1Strategy(strategy: object): strategy is OAuth1Strategy {
  return (
    'userProfile' in strategy &&
    '_oauth' in strategy &&
    typeof strategy._oauth === 'object' &&
    strategy._oauth !== null &&
    'authHeader' in strategy._oauth
  );
}
