import { createContext, useContext, useSyncExternalStore } from 'react';

import type { DemoConfig, Instance } from '../api/config.js';
import type { Account } from './account.js';
import type { LoginState } from './login-state.js';

/** What every page knows: the demo, and the account at the instance that is chosen. */
export interface Demo {
  readonly config: DemoConfig;
  readonly instance: Instance;
  readonly account: Account;
}

export const DemoContext = createContext<Demo | null>(null);

export function useDemo(): Demo {
  const demo = useContext(DemoContext);
  if (demo === null) throw new TypeError('A page stands inside of an instance.');
  return demo;
}

export function useLoginState(): LoginState {
  const { state } = useDemo().account;
  return useSyncExternalStore(state.subscribe, state.get);
}
