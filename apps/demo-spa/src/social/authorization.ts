import type { Provider } from '../api/config.js';
import { keepPending, type SocialPurpose } from './pending.js';
import { challengeOf, randomText } from './pkce.js';

/** Leads the browser to the provider. What comes back is believed only with the `state` that is kept here (RFC 9700 §4.7). */
export async function authorize(provider: Provider, instanceId: string, purpose: SocialPurpose): Promise<void> {
  const state = randomText();
  const verifier = provider.pkce ? randomText() : '';
  keepPending({ provider: provider.id, instanceId, purpose, state, verifier });
  const url = new URL(provider.authorizeUrl, window.location.origin);
  const parameters = {
    ...(provider.flow === 'code' && codeParameters(provider)),
    ...(verifier !== '' && (await challenge(verifier))),
    state,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  window.location.assign(url);
}

function codeParameters({ clientId, redirectUri, scope }: Provider): Record<string, string> {
  return { response_type: 'code', client_id: clientId ?? '', redirect_uri: redirectUri, scope: scope ?? '' };
}

async function challenge(verifier: string): Promise<Record<string, string>> {
  return { code_challenge: await challengeOf(verifier), code_challenge_method: 'S256' };
}
