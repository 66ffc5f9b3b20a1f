import { isObject, parsed, textIn } from '../api/answer.js';
import type { ProviderId } from '../api/config.js';

/** What a person goes to the provider for. */
export type SocialPurpose = 'login' | 'connect';

/** What this tab waits for while its person is at the provider. */
export interface Pending {
  readonly provider: ProviderId;
  readonly instanceId: string;
  readonly purpose: SocialPurpose;
  readonly state: string;
  /** Empty without PKCE. */
  readonly verifier: string;
}

const KEY = 'rest-auth-demo:pending';

export function keepPending(pending: Pending): void {
  sessionStorage.setItem(KEY, JSON.stringify(pending));
}

/** What this tab waits for, if it is `state` of `service`. */
export function findPending(service: string, state: string): Pending | null {
  const pending = parsed(sessionStorage.getItem(KEY) ?? '');
  return isPending(pending) && pending.provider === service && pending.state === state ? pending : null;
}

/** It is good for one return. */
export function dropPending(): void {
  sessionStorage.removeItem(KEY);
}

function isPending(value: unknown): value is Pending {
  return isObject(value) && textIn(value, 'state') !== '' && textIn(value, 'instanceId') !== '';
}
