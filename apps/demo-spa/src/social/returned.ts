import { type Answer, isObject, textIn } from '../api/answer.js';
import type { Provider } from '../api/config.js';
import type { Account } from '../session/account.js';
import type { Pending } from './pending.js';

/** What somebody has brought back from a provider; null where they, or it, refused. */
export function broughtBack(provider: Provider, query: URLSearchParams, { verifier }: Pending): object | null {
  if (provider.flow === 'oauth1') {
    const [token, verified] = [query.get('oauth_token'), query.get('oauth_verifier')];
    return token && verified ? { oauth_token: token, oauth_verifier: verified } : null;
  }
  const code = query.get('code');
  return code ? { code, ...(verifier !== '' && { code_verifier: verifier }) } : null;
}

/** Logs in or connects with it. The verifier of OAuth 1.0a is worth a token first, for which the demo's server asks. */
export async function use(
  brought: object,
  provider: Provider,
  account: Account,
  { purpose }: Pending,
): Promise<Answer> {
  const enter = (body: object) =>
    purpose === 'connect' ? account.connect(provider.id, body) : account.logInBy(provider.id, body);
  if (provider.flow === 'code') return enter(brought);
  const url = provider.tokenUrl ?? '';
  const exchanged = await account.client.call({ what: `Exchange ${provider.name}’s verifier` }, 'POST', url, brought);
  if (!exchanged.ok || !isObject(exchanged.body)) return exchanged;
  const { body } = exchanged;
  return enter({ access_token: textIn(body, 'access_token'), token_secret: textIn(body, 'token_secret') });
}
