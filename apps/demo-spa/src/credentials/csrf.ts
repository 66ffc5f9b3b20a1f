import { cookieValue } from '../api/cookies.js';
import type { Answer } from '../api/answer.js';
import { textIn } from '../api/answer.js';
import type { CsrfPlaces } from '../api/config.js';
import type { Header } from '../api/exchange.js';
import type { Purpose } from '../api/send.js';

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Sends the CSRF token back with every write, and fetches one where there is none. */
export class Csrf {
  constructor(
    private readonly places: CsrfPlaces,
    private readonly get: (purpose: Purpose, url: string) => Promise<unknown>,
  ) {}

  async headers(method: string): Promise<Header[]> {
    if (!WRITES.includes(method)) return [];
    if (this.token === '') await this.fetch();
    return [[this.places.headerName, this.token]];
  }

  /** After each login and logout: a token is good for one session. */
  async fetch(): Promise<void> {
    await this.get({ what: 'Get the CSRF cookie', isBackground: true }, this.places.url);
  }

  /** Whether that was a refusal for want of a good token; then there is one now. */
  async recover(refusal: Answer): Promise<boolean> {
    if (!isCsrfFailure(refusal)) return false;
    await this.fetch();
    return true;
  }

  /** As it is at this moment: another tab may have logged in. */
  private get token(): string {
    return cookieValue(this.places.cookieName);
  }
}

export function isCsrfFailure({ status, body }: Answer): boolean {
  return status === 403 && textIn(body, 'detail').startsWith('CSRF Failed');
}
