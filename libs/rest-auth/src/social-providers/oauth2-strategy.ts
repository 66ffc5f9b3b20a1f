import type { ProviderTokens } from '../accounts/social-accounts/social-profile.js';
import { message } from '../kernel/messages.js';
import { isCredential } from './credential-form.js';
import type { AuthorizationCode } from './oauth2.provider.js';
import { ProviderOutage, ProviderRefusal } from './provider-failures.js';
import type { ProviderHttp, ProviderRequest } from './provider-http.js';
import { fieldIn, jsonOrNull, textIn } from './provider-json.js';

/** What passport-oauth2's family has under its hood and we use. */
interface OAuth2Strategy {
  userProfile(accessToken: string, done: (error: unknown, profile: unknown) => void): void;
  _oauth2: {
    getOAuthAccessToken(
      code: string,
      parameters: Record<string, string>,
      done: (error: unknown, accessToken: unknown, refreshToken: unknown, rest: unknown) => void,
    ): void;
    _executeRequest: ExecuteRequest;
  };
}

/** `node-oauth`'s way out: a request whose address is in parts. */
type ExecuteRequest = (
  library: HttpLibrary,
  parts: RequestParts,
  body: string,
  done: (error: unknown, text?: string, response?: object) => void,
) => void;

/** `node:http` or `node:https`. */
interface HttpLibrary {
  globalAgent: { protocol?: string };
}

interface RequestParts {
  host: string;
  port?: string | number | null;
  path: string;
  method: string;
  headers: Record<string, unknown>;
}

const NOT_OUR_CLIENT = 'does not know our client';

export interface OAuth2StrategyOptions {
  /** As the provider's documents have the exchange: a form, or everything in the address. */
  readonly exchangeBy: 'POST' | 'GET';
  /** What a refusal means, where the provider has words of its own for it. */
  readonly failureOf?: (body: unknown, status: number) => Error;
}

/**
 * A strategy of Passport's for what it knows: how a code is exchanged, and how a profile is asked for. It goes out by our own way alone, since its own has no
 * deadline, no largest size, and crashes the process where it meets what it does not expect. One is made for each identification.
 */
export class PassportOAuth2Strategy {
  private readonly strategy: OAuth2Strategy;
  private fail: (reason: unknown) => void = () => undefined;

  constructor(
    strategy: object,
    private readonly http: ProviderHttp,
    private readonly options: OAuth2StrategyOptions,
  ) {
    assertOAuth2Strategy(strategy);
    this.strategy = strategy;
    strategy._oauth2._executeRequest = (...request) => void this.execute(...request);
  }

  async exchange({ code, redirectUri, codeVerifier }: AuthorizationCode): Promise<ProviderTokens> {
    const parameters = {
      grant_type: 'authorization_code',
      redirect_uri: redirectUri,
      ...(codeVerifier !== null && { code_verifier: codeVerifier }),
    };
    const tokens = await this.call<object>((done) =>
      this.strategy._oauth2.getOAuthAccessToken(code, parameters, (error, accessToken, refreshToken, rest) =>
        done(error, { accessToken, refreshToken, error: fieldIn(rest, 'error') }),
      ),
    ).catch((error: unknown) => {
      throw error instanceof ProviderRefusal ? new ProviderRefusal(message('social_code_refused')) : error;
    });
    if (isOfOurClient(tokens)) throw new ProviderOutage(NOT_OUR_CLIENT);
    // GitHub says what is wrong with a code in an answer of 200, which has no token in it.
    const accessToken = textIn(tokens, 'accessToken');
    if (!isCredential(accessToken)) throw new ProviderRefusal(message('social_code_refused'));
    const refreshToken = textIn(tokens, 'refreshToken');
    // What no token can be made of is not kept.
    return { accessToken, ...(isCredential(refreshToken) && { refreshToken }) };
  }

  /** The profile as the provider wrote it. */
  async profile(accessToken: string): Promise<unknown> {
    const profile = await this.call<unknown>((done) => this.strategy.userProfile(accessToken, done));
    return fieldIn(profile, '_json');
  }

  /** Whatever its callback is given, and whatever it throws meanwhile, ends here. */
  private call<Result>(ask: (done: (error: unknown, result: Result) => void) => void): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.fail = reject;
      ask((error, result) => {
        // Refusals and outages have gone to `fail`: what is left is what it could not read.
        if (error) reject(new ProviderOutage('answered what cannot be read'));
        else resolve(result);
      });
    });
  }

  private async execute(...[library, parts, body, done]: Parameters<ExecuteRequest>): Promise<void> {
    try {
      const { status, text, headers } = await this.http.send(this.request(library, parts, body));
      if (status === 401 && body !== '') throw new ProviderOutage(NOT_OUR_CLIENT);
      if (status >= 400) throw (this.options.failureOf ?? failureOf)(jsonOrNull(text), status);
      done(null, text, { statusCode: status, headers });
    } catch (error) {
      const isOurs = error instanceof ProviderRefusal || error instanceof ProviderOutage;
      this.fail(isOurs ? error : new ProviderOutage('answered what cannot be read'));
    }
  }

  private request(library: HttpLibrary, parts: RequestParts, body: string): ProviderRequest {
    const url = urlOf(library, parts);
    const headers = Object.fromEntries(
      Object.entries(parts.headers)
        // Where it goes, and how long it is, is said by whoever sends it.
        .filter(([name]) => !/^(?:host|content-length)$/i.test(name))
        .map(([name, value]) => [name, String(value)]),
    );
    if (parts.method !== 'POST') return { url, headers };
    if (this.options.exchangeBy === 'POST') return { method: 'POST', url, headers, body };
    return { url: `${url}?${body}` };
  }
}

/** RFC 6749 §5.2, and GitHub's own word for it: that is about ourselves. */
function isOfOurClient(body: unknown): boolean {
  return ['invalid_client', 'incorrect_client_credentials'].includes(textIn(body, 'error'));
}

function failureOf(body: unknown): Error {
  return isOfOurClient(body) ? new ProviderOutage(NOT_OUR_CLIENT) : new ProviderRefusal();
}

function urlOf({ globalAgent }: HttpLibrary, { host, port, path }: RequestParts): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${globalAgent.protocol ?? 'https:'}//${name}${port ? `:${port}` : ''}${path}`;
}

/** Throws where a version of a strategy has another inside than the one that is used. */
export function assertOAuth2Strategy(strategy: object): asserts strategy is OAuth2Strategy {
  const inside: unknown = Reflect.get(strategy, '_oauth2');
  const isKnown = typeof inside === 'object' && inside !== null && '_executeRequest' in inside;
  if (!isKnown || !('userProfile' in strategy)) {
    throw new TypeError(`${strategy.constructor.name} is no strategy of the family of passport-oauth2 1.`);
  }
}
