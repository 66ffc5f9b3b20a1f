import { ProviderOutage } from './provider-failures.js';
import type { ProviderHttp } from './provider-http.js';
import { fieldIn, jsonOrNull } from './provider-json.js';

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
    /** What a refusal means. */
    private readonly failureOf: (body: unknown, status: number) => Error,
  ) {
    assertOAuth1Strategy(strategy);
    this.strategy = strategy;
  }

  /** The profile as the provider wrote it. Throws `ProviderRefusal` where the signature or the token does not fit. */
  profile({ accessToken, tokenSecret }: { accessToken: string; tokenSecret: string }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.strategy._oauth.get = (url, token, secret, done) => void this.get(url, token, secret, done).catch(reject);
      this.strategy.userProfile(accessToken, tokenSecret, {}, (error, profile) => {
        if (error) reject(new ProviderOutage('answered what cannot be read'));
        else resolve(fieldIn(profile, '_json'));
      });
    });
  }

  private async get(...[url, token, secret, done]: Parameters<Get>): Promise<void> {
    const Authorization = this.strategy._oauth.authHeader(url, token, secret, 'GET');
    const { status, text, headers } = await this.http.send({ url, headers: { Authorization } });
    if (status >= 400) throw this.failureOf(jsonOrNull(text), status);
    try {
      done(null, text, { statusCode: status, headers });
    } catch {
      throw new ProviderOutage('answered what cannot be read');
    }
  }
}

/** Throws where a version of a strategy has another inside than the one that is used. */
export function assertOAuth1Strategy(strategy: object): asserts strategy is OAuth1Strategy {
  const inside: unknown = Reflect.get(strategy, '_oauth');
  const isKnown = typeof inside === 'object' && inside !== null && 'authHeader' in inside;
  if (!isKnown || !('userProfile' in strategy)) {
    throw new TypeError(`${strategy.constructor.name} is no strategy of the family of passport-oauth1 1.`);
  }
}
