import { type Answer, textIn } from '../api/answer.js';
import type { Header } from '../api/exchange.js';
import { expiryOf } from '../api/jwt.js';
import type { Ask, Credential, Ending } from './credential.js';
import type { Csrf } from './csrf.js';
import { inTurn } from './in-turn.js';
import type { Kept } from './kept.js';

const REFRESH = 'Refresh the access token';

/** JSON Web Tokens in HttpOnly cookies: the browser sends them, and writes bear the CSRF token. */
export class JwtCookieCredential implements Credential {
  version = 0;
  private accessEndsAt: Date | null = null;
  private refreshing: Promise<boolean> | null = null;

  constructor(
    private readonly instanceId: string,
    private readonly kept: Kept,
    private readonly csrf: Csrf,
    private readonly ask: Ask,
  ) {}

  /** No secret: a mark that a login has set cookies, which no script can see. */
  get isHeld(): boolean {
    return this.kept.read() !== '';
  }

  get endings(): Ending[] {
    return this.accessEndsAt === null ? [] : [{ what: 'access token', at: this.accessEndsAt }];
  }

  async headers(method: string): Promise<Header[]> {
    return this.csrf.headers(method);
  }

  async accept(body: unknown): Promise<void> {
    this.take(body);
    await this.csrf.fetch();
  }

  async recover(refusal: Answer, version: number): Promise<boolean> {
    if (refusal.status === 401 && this.isHeld) return this.refresh(version, true);
    return this.csrf.recover(refusal);
  }

  /** One at a time in all tabs: the browser sends the newest cookie with each. */
  async refresh(version: number, isBackground = false): Promise<boolean> {
    if (version !== this.version) return this.isHeld;
    this.refreshing ??= inTurn(`refresh ${this.instanceId}`, () => this.refreshOnce(isBackground)).finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  logoutBody(): undefined {
    return undefined;
  }

  forget(): void {
    this.kept.write('');
    this.accessEndsAt = null;
    this.version += 1;
  }

  otherTabWrote(): void {
    this.accessEndsAt = null;
    this.version += 1;
  }

  private async refreshOnce(isBackground: boolean): Promise<boolean> {
    const refresh = async () =>
      this.ask({ what: REFRESH, isBackground }, 'POST', 'token/refresh/', await this.csrf.headers('POST'), {});
    let answer = await refresh();
    if (await this.csrf.recover(answer)) answer = await refresh();
    if (answer.ok) this.take(answer.body);
    else if (answer.status === 401) this.forget();
    return answer.ok;
  }

  /** The access token stands in the body as well; only its end is kept, in memory. */
  private take(body: unknown): void {
    const told = Date.parse(textIn(body, 'access_expiration'));
    this.accessEndsAt = Number.isNaN(told) ? expiryOf(textIn(body, 'access')) : new Date(told);
    this.kept.write('cookies');
    this.version += 1;
  }
}
