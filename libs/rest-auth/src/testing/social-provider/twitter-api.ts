import type { FakeAnswer } from './fake-answer.js';
import type { FakeClients } from './fake-clients.js';
import type { FakeProfile } from './fake-profile.js';
import { hmacSha1, parseOAuthHeader, signatureBase } from './oauth1-signature.js';
import { authorizationOf, type ReceivedRequest } from './received-request.js';

/** A token that was issued. */
export interface TwitterToken {
  readonly client: string;
  readonly profile: FakeProfile;
  readonly secret: string;
  /** Those that a good request bore. */
  readonly nonces: Set<string>;
}

const NO_CREDENTIALS = refusal(400, 215, 'Bad Authentication data.');
const NOT_AUTHENTICATED = refusal(401, 32, 'Could not authenticate you.');
const WRONG_TOKEN = refusal(401, 89, 'Invalid or expired token.');
const NOT_FOUND = refusal(404, 34, 'Sorry, that page does not exist.');

/** Of api.twitter.com who a token's person is. */
export class TwitterApi {
  constructor(
    private readonly clients: FakeClients,
    private readonly tokens: ReadonlyMap<string, TwitterToken>,
  ) {}

  respond(request: ReceivedRequest, path: string): FakeAnswer {
    const isKnown = request.method === 'GET' && path === '/1.1/account/verify_credentials.json';
    return isKnown ? this.verifyCredentials(request) : NOT_FOUND;
  }

  private verifyCredentials(request: ReceivedRequest): FakeAnswer {
    const { scheme, credentials } = authorizationOf(request) ?? { scheme: '', credentials: '' };
    const oauth = scheme === 'oauth' ? parseOAuthHeader(credentials) : null;
    if (!oauth) return NO_CREDENTIALS;
    const consumer = oauth.get('oauth_consumer_key');
    const consumerSecret = this.clients.secretOf(consumer);
    if (consumerSecret === null || !isComplete(oauth)) return NOT_AUTHENTICATED;
    const token = this.tokens.get(oauth.get('oauth_token') ?? '');
    if (token?.client !== consumer || token === undefined) return WRONG_TOKEN;
    const base = signatureBase('GET', `http://${request.headers.host ?? ''}${request.path}`, [
      ...Object.entries(request.query),
      ...oauth,
    ]);
    const nonce = oauth.get('oauth_nonce') ?? '';
    const isSigned = oauth.get('oauth_signature') === hmacSha1(base, consumerSecret, token.secret);
    if (!isSigned || token.nonces.has(nonce)) return NOT_AUTHENTICATED;
    token.nonces.add(nonce);
    return { status: 200, body: shown(token.profile, request.query.include_email === 'true') };
  }
}

/** The timestamp's value is not compared with any clock: the host's own may stand still. */
function isComplete(oauth: ReadonlyMap<string, string>): boolean {
  return (
    oauth.get('oauth_signature_method') === 'HMAC-SHA1' &&
    oauth.get('oauth_version') === '1.0' &&
    oauth.get('oauth_nonce') !== undefined &&
    /^[1-9]\d*$/.test(oauth.get('oauth_timestamp') ?? '')
  );
}

function shown(profile: FakeProfile, isEmailAsked: boolean): FakeProfile {
  return Object.fromEntries(Object.entries(profile).filter(([name]) => name !== 'email' || isEmailAsked));
}

function refusal(status: number, code: number, message: string): FakeAnswer {
  return { status, body: { errors: [{ code, message }] } };
}
