import { useEffect, useState } from 'react';

import type { Provider } from '../api/config.js';
import { type ActionState, IDLE } from '../forms/action-state.js';
import { useDemo } from '../session/demo.context.js';
import { authorize } from './authorization.js';
import type { SocialPurpose } from './pending.js';

interface Authorization {
  readonly state: ActionState;
  readonly go: (provider: Provider) => void;
}

/** Leads to a provider, or tells why that cannot be. */
export function useAuthorize(purpose: SocialPurpose): Authorization {
  const { instance } = useDemo();
  const [state, setState] = useState<ActionState>(IDLE);

  useEffect(() => {
    // Whoever comes back by the browser's own button finds the page as they left it, with everything under way.
    const begin = ({ persisted }: PageTransitionEvent) => {
      if (persisted) setState(IDLE);
    };
    window.addEventListener('pageshow', begin);
    return () => window.removeEventListener('pageshow', begin);
  }, []);

  const go = (provider: Provider) => {
    const obstacle = obstacleTo(provider);
    if (obstacle !== null) {
      setState({ is: 'failed', texts: [obstacle] });
      return;
    }
    setState({ is: 'under-way' });
    authorize(provider, instance.id, purpose).catch((error: unknown) =>
      setState({ is: 'failed', texts: [`The browser did not go there: ${String(error)}`] }),
    );
  };
  return { state, go };
}

/** Why nobody could come back from there; null where they can. */
function obstacleTo({ name, redirectUri, pkce }: Provider): string | null {
  const { origin } = new URL(redirectUri);
  // What this tab waits for is kept for its own origin alone.
  if (origin !== window.location.origin) return `${name} sends browsers back to ${origin}: open the demo there.`;
  if (pkce && !window.isSecureContext) return 'Browsers have what PKCE needs at HTTPS and at localhost alone.';
  return null;
}
