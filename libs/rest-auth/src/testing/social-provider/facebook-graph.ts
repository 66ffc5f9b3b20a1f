import { createHmac } from 'node:crypto';

import type { Clock } from '../../kernel/clock.js';
import { randomAlphanumeric } from '../../kernel/secrets.js';
import type { FakeAnswer } from './fake-answer.js';
import type { FakeClients } from './fake-clients.js';
import { type FakeProfile, pick } from './fake-profile.js';
import type { CodeRefusal, OneTimeCodes } from './one-time-codes.js';
import { authorizationOf, parametersOf, type ReceivedRequest } from './received-request.js';

/** What a token that was issued for a code lives: about 60 days. */
export const FACEBOOK_TOKEN_SECONDS = 5_183_944;

/** A token that was issued. */
export interface FacebookToken {
  readonly client: string;
  readonly profile: FakeProfile;
  /** Unix seconds, as is the next. */
  readonly issuedAt: number;
  /** 0: never. */
  readonly expiresAt: number;
  /** Null: as long as it has not expired. */
  readonly isValid: boolean | null;
  readonly type: string;
  readonly debug: Readonly<Record<string, unknown>>;
}

interface GraphError {
  readonly message: string;
  readonly code: number;
  readonly error_subcode?: number;
}

const UNKNOWN_TOKEN = { message: 'Invalid OAuth access token - Cannot parse access token', code: 190 };
const EXPIRED = { message: 'Error validating access token: Session has expired.', code: 190, error_subcode: 463 };
const INVALIDATED = {
  message: 'Error validating access token: The session has been invalidated because the user changed their password.',
  code: 190,
  error_subcode: 460,
};
const INVALID_PROOF = { message: 'Invalid appsecret_proof provided in the API argument', code: 100 };
const NO_APPLICATION = { message: 'Invalid OAuth access token signature.', code: 190 };
const OTHER_APPLICATION = {
  message: '(#100) The App_id in the input_token did not match the Viewing App',
  code: 100,
};
const WRONG_SECRET = { message: 'Error validating client secret.', code: 1 };

const CODE_REFUSALS: Readonly<Record<CodeRefusal, GraphError>> = {
  unknown: { message: 'Invalid verification code format.', code: 100 },
  spent: { message: 'This authorization code has been used.', code: 100 },
  'redirect-uri': {
    message:
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
    code: 100,
  },
  'code-verifier': { message: 'Error validating verification code. The code_verifier is wrong.', code: 100 },
};

/** The Graph API below its root, at any version of it (`/me` as well as `/v19.0/me`). */
export class FacebookGraph {
  constructor(
    private readonly clients: FakeClients,
    private readonly tokens: ReadonlyMap<string, FacebookToken>,
    private readonly codes: OneTimeCodes,
    private readonly clock: Clock,
  ) {}

  respond(request: ReceivedRequest, path: string): FakeAnswer {
    const node = path.replace(/^\/v\d+\.\d+(?=\/)/, '');
    switch (`${request.method} ${node}`) {
      case 'GET /me':
        return this.me(request);
      case 'GET /debug_token':
        return this.debugToken(request);
      case 'GET /oauth/access_token':
      case 'POST /oauth/access_token':
        return this.accessToken(request);
      default:
        return refusal({ message: `Unknown path components: ${node}`, code: 2500 }, 404);
    }
  }

  private me(request: ReceivedRequest): FakeAnswer {
    const { appsecret_proof: proof, fields } = request.query;
    const key = bearer(request);
    const token = this.tokens.get(key);
    if (!token) return refusal(UNKNOWN_TOKEN);
    const problem = this.problemOf(token);
    if (problem) return refusal(problem);
    if (proof !== undefined && proof !== this.proofOf(key, token)) return refusal(INVALID_PROOF);
    return { status: 200, body: fields ? pick(token.profile, ['id', ...namesOf(fields)]) : token.profile };
  }

  private debugToken(request: ReceivedRequest): FakeAnswer {
    const [id, secret] = bearer(request).split('|');
    if (!this.clients.isRegistered(id, secret)) return refusal(NO_APPLICATION);
    const token = this.tokens.get(request.query.input_token ?? '');
    if (!token) {
      const error = { code: 190, message: 'Invalid OAuth access token.' };
      return { status: 200, body: { data: { error, is_valid: false, scopes: [] } } };
    }
    if (token.client !== id) return refusal(OTHER_APPLICATION);
    const problem = this.problemOf(token);
    const data = {
      app_id: token.client,
      type: token.type,
      application: 'Example',
      ...(problem && { error: { code: problem.code, message: problem.message, subcode: problem.error_subcode } }),
      is_valid: !problem,
      issued_at: token.issuedAt,
      expires_at: token.expiresAt,
      scopes: ['email', 'public_profile'],
      user_id: token.profile.id,
      ...token.debug,
    };
    return { status: 200, body: { data } };
  }

  private accessToken(request: ReceivedRequest): FakeAnswer {
    const { client_id, client_secret, code, redirect_uri, code_verifier } = parametersOf(request);
    if (!this.clients.isRegistered(client_id, client_secret)) return refusal(WRONG_SECRET);
    const exchanged = this.codes.exchange({
      client: client_id,
      code,
      redirectUri: redirect_uri,
      codeVerifier: code_verifier,
    });
    if ('refusal' in exchanged) return refusal(CODE_REFUSALS[exchanged.refusal]);
    const body = { access_token: exchanged.token, token_type: 'bearer', expires_in: FACEBOOK_TOKEN_SECONDS };
    return { status: 200, body };
  }

  private problemOf({ isValid, expiresAt }: FacebookToken): GraphError | null {
    const hasExpired = expiresAt !== 0 && expiresAt * 1000 <= this.clock.now().getTime();
    if (isValid === true || (isValid === null && !hasExpired)) return null;
    return hasExpired ? EXPIRED : INVALIDATED;
  }

  private proofOf(key: string, token: FacebookToken): string {
    return createHmac('sha256', this.clients.secretOf(token.client) ?? '')
      .update(key)
      .digest('hex');
  }
}

/** Both places are read, the query first. */
function bearer(request: ReceivedRequest): string {
  return request.query.access_token ?? authorizationOf(request)?.credentials ?? '';
}

/** `id,picture.type(large){url}` asks for id and picture. */
function namesOf(fields: string): string[] {
  return fields
    .replace(/\{[^{}]*\}|\([^()]*\)/g, '')
    .split(',')
    .map((field) => field.replace(/\..*$/, '').trim());
}

function refusal(error: GraphError, status = 400): FakeAnswer {
  const body = { error: { ...error, type: 'OAuthException', fbtrace_id: `A${randomAlphanumeric(22)}` } };
  return { status, body };
}
