import { digest } from '../../kernel/secrets.js';
import type { FakeAnswer } from './fake-answer.js';
import type { FakeClients } from './fake-clients.js';
import { type FakeProfile, pick } from './fake-profile.js';
import { authorizationOf, parametersOf, type ReceivedRequest } from './received-request.js';

/** A token that was issued. */
export interface GithubToken {
  readonly number: number;
  readonly client: string;
  readonly profile: FakeProfile;
  readonly emails: readonly Readonly<Record<string, unknown>>[];
  readonly scopes: readonly string[];
  readonly createdAt: Date;
}

// What GitHub calls a simple user: more of a person is not told to an application that checks their token.
const SIMPLE_USER = ['login', 'id', 'node_id', 'avatar_url', 'url', 'html_url', 'type', 'site_admin'];

const BAD_CREDENTIALS = refusal(401, 'Bad credentials');
const NOT_FOUND = refusal(404, 'Not Found');
const NO_USER_AGENT: FakeAnswer = {
  status: 403,
  body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
  headers: { 'content-type': 'text/html' },
};

/** Of api.github.com what an OAuth app asks about a person and about their token. */
export class GithubApi {
  constructor(
    private readonly clients: FakeClients,
    private readonly tokens: ReadonlyMap<string, GithubToken>,
  ) {}

  respond(request: ReceivedRequest, path: string): FakeAnswer {
    if (!request.headers['user-agent']) return NO_USER_AGENT;
    switch (`${request.method} ${path}`) {
      case 'GET /user':
        return this.forBearer(request, ({ profile }) => ({ status: 200, body: profile }));
      case 'GET /user/emails':
        return this.forBearer(request, ({ emails, scopes }) => {
          const isAllowed = scopes.includes('user:email') || scopes.includes('user');
          return isAllowed ? { status: 200, body: emails } : NOT_FOUND;
        });
      default:
        return request.method === 'POST' && /^\/applications\/[^/]+\/token$/.test(path)
          ? this.checkToken(request, path)
          : NOT_FOUND;
    }
  }

  private forBearer(request: ReceivedRequest, act: (token: GithubToken) => FakeAnswer): FakeAnswer {
    const { scheme, credentials } = authorizationOf(request) ?? { scheme: '', credentials: '' };
    const token = scheme === 'bearer' || scheme === 'token' ? this.tokens.get(credentials) : undefined;
    return token ? act(token) : BAD_CREDENTIALS;
  }

  private checkToken(request: ReceivedRequest, path: string): FakeAnswer {
    const { scheme, credentials } = authorizationOf(request) ?? { scheme: '', credentials: '' };
    const [id = '', ...secret] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
    if (scheme !== 'basic' || !this.clients.isRegistered(id, secret.join(':'))) return BAD_CREDENTIALS;
    const { access_token: key = '' } = parametersOf(request);
    const token = this.tokens.get(key);
    const isItsOwn = token?.client === id && path === `/applications/${encodeURIComponent(id)}/token`;
    return isItsOwn ? { status: 200, body: authorization(key, token) } : NOT_FOUND;
  }
}

function authorization(key: string, { number, client, profile, scopes, createdAt }: GithubToken): object {
  return {
    id: number,
    url: `https://api.github.com/authorizations/${number}`,
    app: { name: 'Example', client_id: client, url: 'https://example.com' },
    token: key,
    hashed_token: digest(key),
    token_last_eight: key.slice(-8),
    note: null,
    note_url: null,
    created_at: createdAt,
    updated_at: createdAt,
    scopes,
    fingerprint: null,
    expires_at: null,
    user: pick(profile, SIMPLE_USER),
  };
}

function refusal(status: number, message: string): FakeAnswer {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return { status, body };
}
