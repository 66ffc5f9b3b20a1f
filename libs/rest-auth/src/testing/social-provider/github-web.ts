import type { FakeAnswer } from './fake-answer.js';
import type { FakeClients } from './fake-clients.js';
import type { GithubToken } from './github-api.js';
import type { CodeRefusal, OneTimeCodes } from './one-time-codes.js';
import { parametersOf, type ReceivedRequest } from './received-request.js';

const DOCUMENTATION =
  'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/';

const WRONG_CLIENT = problem(
  'incorrect_client_credentials',
  'The client_id and/or client_secret passed are incorrect.',
);
const WRONG_CODE = problem('bad_verification_code', 'The code passed is incorrect or expired.');
const WRONG_REDIRECT_URI = problem(
  'redirect_uri_mismatch',
  'The redirect_uri MUST match the registered callback URL for this application.',
);

const CODE_REFUSALS: Readonly<Record<CodeRefusal, Readonly<Record<string, string>>>> = {
  unknown: WRONG_CODE,
  spent: WRONG_CODE,
  'redirect-uri': WRONG_REDIRECT_URI,
  'code-verifier': WRONG_CODE,
};

/** Of github.com the exchange of a code for a token. */
export class GithubWeb {
  constructor(
    private readonly clients: FakeClients,
    private readonly tokens: ReadonlyMap<string, GithubToken>,
    private readonly codes: OneTimeCodes,
  ) {}

  respond(request: ReceivedRequest, path: string): FakeAnswer {
    const isExchange = request.method === 'POST' && path === '/login/oauth/access_token';
    return isExchange ? answer(request, this.exchange(request)) : answer(request, { error: 'Not Found' }, 404);
  }

  private exchange(request: ReceivedRequest): Readonly<Record<string, string>> {
    const { client_id, client_secret, code, redirect_uri, code_verifier } = parametersOf(request);
    if (!this.clients.isRegistered(client_id, client_secret)) return WRONG_CLIENT;
    const exchanged = this.codes.exchange({
      client: client_id,
      code,
      redirectUri: redirect_uri,
      codeVerifier: code_verifier,
    });
    if ('refusal' in exchanged) return CODE_REFUSALS[exchanged.refusal];
    const scopes = this.tokens.get(exchanged.token)?.scopes ?? [];
    return { access_token: exchanged.token, scope: scopes.join(','), token_type: 'bearer' };
  }
}

/** GitHub refuses with 200 too, and writes a form unless JSON is asked for. */
function answer({ headers }: ReceivedRequest, fields: Readonly<Record<string, string>>, status = 200): FakeAnswer {
  if (headers.accept?.includes('application/json')) return { status, body: fields };
  return {
    status,
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  };
}

function problem(error: string, description: string): Readonly<Record<string, string>> {
  const anchor = error.replaceAll('_', '-');
  return { error, error_description: description, error_uri: `${DOCUMENTATION}#${anchor}` };
}
