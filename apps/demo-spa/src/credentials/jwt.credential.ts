import { type Answer, textIn } from '../api/answer.js';
import type { Header } from '../api/exchange.js';
import { expiryOf } from '../api/jwt.js';
import type { Ask, Credential, Ending } from './credential.js';
import { inTurn } from './in-turn.js';
import type { Kept } from './kept.js';

const REFRESH = 'Refresh the access token';

/** JSON Web Tokens in bodies: the access token in this tab's memory alone, the refresh token kept for all tabs. */
export class JwtCredential implements Credential {
  version = 0;
  private access = '';
  private refreshing: Promise<boolean> | null = null;

  constructor(
    private readonly instanceId: string,
    private readonly kept: Kept,
    private readonly ask: Ask,
  ) {}

  get isHeld(): boolean {
    return this.kept.read() !== '';
  }

  get endings(): Ending[] {
    return [ending('access token', this.access), ending('refresh token', this.kept.read())].flat();
  }

  /** Another tab may have logged in or out, or this page been loaded anew: then there is a refresh token, and no access token of it. */
  async headers(): Promise<Header[]> {
    if (this.access === '' && this.isHeld) await this.refresh(this.version, true);
    return this.access === '' ? [] : [['Authorization', `Bearer ${this.access}`]];
  }

  async accept(body: unknown): Promise<void> {
    this.take(body);
  }

  async recover({ status }: Answer, version: number): Promise<boolean> {
    return status === 401 && this.isHeld && (await this.refresh(version, true));
  }

  /** One refresh at a time: in this tab by the promise, among tabs by the lock. */
  async refresh(version: number, isBackground = false): Promise<boolean> {
    if (version !== this.version) return this.access !== '';
    this.refreshing ??= inTurn(`refresh ${this.instanceId}`, () => this.refreshOnce(isBackground)).finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  logoutBody(): object {
    return { refresh: this.kept.read() };
  }

  forget(): void {
    this.access = '';
    this.version += 1;
    this.kept.write('');
  }

  /** A logout there is one here; after a rotation there the access token is good still. */
  otherTabWrote(): void {
    if (this.isHeld) return;
    this.access = '';
    this.version += 1;
  }

  /** With the newest refresh token: while this tab waited for its turn another may have used the one before. */
  private async refreshOnce(isBackground: boolean): Promise<boolean> {
    const refresh = this.kept.read();
    if (refresh === '') return false;
    const { ok, status, body } = await this.ask({ what: REFRESH, isBackground }, 'POST', 'token/refresh/', [], {
      refresh,
    });
    if (ok) this.take(body);
    // What another tab has written can come a moment late; what it holds now is good still.
    else if (this.kept.read() !== refresh) return this.refreshOnce(isBackground);
    else if (status === 401) this.forget();
    return ok;
  }

  /** Without rotation a refresh answers no refresh token, and the old one stays. */
  private take(body: unknown): void {
    this.access = textIn(body, 'access');
    this.version += 1;
    const refresh = textIn(body, 'refresh');
    if (refresh !== '') this.kept.write(refresh);
  }
}

function ending(what: string, token: string): Ending[] {
  const at = expiryOf(token);
  return at === null ? [] : [{ what, at }];
}
