import type { Answer } from '../api/answer.js';
import type { Header } from '../api/exchange.js';
import type { Purpose } from '../api/send.js';

/** What a login of one kind gives a client, and how the client shows it. */
export interface Credential {
  /** Whether there is anything to show. Of HttpOnly cookies a script can only remember that a login has set them. */
  readonly isHeld: boolean;
  /** Changes when another credential takes the place of this one. */
  readonly version: number;
  /** When what is shown with a request ends, as far as can be known. */
  readonly endings: readonly Ending[];
  /** What a request bears. */
  headers(method: string): Promise<Header[]>;
  /** Takes what a login answered. */
  accept(body: unknown): Promise<void>;
  /** After a refusal of a request that was made with `version`: true where asking again may help. */
  recover(refusal: Answer, version: number): Promise<boolean>;
  /** What a logout must name besides. */
  logoutBody(): object | undefined;
  /** Drops it, in every tab. */
  forget(): void;
  /** Another tab has logged in, out, or refreshed. */
  otherTabWrote(): void;
  /** A fresh access token before the old one has ended; null where the kind has none. */
  readonly refresh: ((version: number) => Promise<boolean>) | null;
}

export interface Ending {
  readonly what: string;
  readonly at: Date;
}

/** Asks an endpoint of the instance below its path, without a credential of its own. */
export type Ask = (purpose: Purpose, method: string, path: string, headers: Header[], body?: object) => Promise<Answer>;
