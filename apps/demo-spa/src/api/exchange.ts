import { createStore } from './store.js';

export type Header = readonly [name: string, value: string];

/** One request as a script made it, and its answer as a script may read it. */
export interface Exchange {
  readonly id: number;
  /** At which instance. */
  readonly instanceId: string;
  /** What it was for, as a person would say. */
  readonly purpose: string;
  /** Whether the client asked of itself, for the sake of something else. */
  readonly isBackground: boolean;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly request: SentRequest;
  /** Null where none came: the server cannot be reached. */
  readonly answer: ReceivedAnswer | null;
  readonly cookies: CookieChanges;
}

export interface SentRequest {
  readonly method: string;
  /** Below the origin of the page. */
  readonly path: string;
  /** Those that the client set itself; the browser adds its own, `Cookie` and `Origin` among them. */
  readonly headers: readonly Header[];
  readonly body?: unknown;
}

export interface ReceivedAnswer {
  readonly status: number;
  /** Without `Set-Cookie`, which no script may read. */
  readonly headers: readonly Header[];
  /** As it was sent: mostly JSON. */
  readonly text: string;
}

/** What `document.cookie` showed before and afterwards: never an HttpOnly cookie. */
export interface CookieChanges {
  readonly set: readonly Header[];
  readonly removed: readonly string[];
  readonly visible: readonly Header[];
}

/** How many are kept. */
const CAPACITY = 50;

/** All exchanges since the page was loaded, newest first. */
export const exchangeLog = createStore<readonly Exchange[]>([]);

export function record(exchange: Exchange): void {
  exchangeLog.set([exchange, ...exchangeLog.get()].slice(0, CAPACITY));
}
