import type { Answer } from '../api/answer.js';
import type { Header } from '../api/exchange.js';
import type { Credential } from './credential.js';
import type { Csrf } from './csrf.js';
import type { Kept } from './kept.js';

/** A session in an HttpOnly cookie: the browser sends it, and writes bear the CSRF token. */
export class SessionCredential implements Credential {
  version = 0;
  readonly endings = [];
  readonly refresh = null;

  constructor(
    private readonly kept: Kept,
    private readonly csrf: Csrf,
  ) {}

  /** No secret: a mark that a login has set a cookie, which no script can see. */
  get isHeld(): boolean {
    return this.kept.read() !== '';
  }

  async headers(method: string): Promise<Header[]> {
    return this.csrf.headers(method);
  }

  async accept(): Promise<void> {
    this.kept.write('cookies');
    this.version += 1;
    await this.csrf.fetch();
  }

  async recover(refusal: Answer): Promise<boolean> {
    return this.csrf.recover(refusal);
  }

  logoutBody(): undefined {
    return undefined;
  }

  forget(): void {
    this.kept.write('');
    this.version += 1;
  }

  otherTabWrote(): void {
    this.version += 1;
  }
}
