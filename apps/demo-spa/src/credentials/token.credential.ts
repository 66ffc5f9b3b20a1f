import { textIn } from '../api/answer.js';
import type { Header } from '../api/exchange.js';
import type { Credential } from './credential.js';
import type { Kept } from './kept.js';

/** An opaque token in the header: `Authorization: Token …`. */
export class TokenCredential implements Credential {
  version = 0;
  readonly endings = [];
  readonly refresh = null;

  constructor(private readonly kept: Kept) {}

  get isHeld(): boolean {
    return this.kept.read() !== '';
  }

  async headers(): Promise<Header[]> {
    const token = this.kept.read();
    return token === '' ? [] : [['Authorization', `Token ${token}`]];
  }

  async accept(body: unknown): Promise<void> {
    this.kept.write(textIn(body, 'key'));
    this.version += 1;
  }

  async recover(): Promise<boolean> {
    return false;
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
