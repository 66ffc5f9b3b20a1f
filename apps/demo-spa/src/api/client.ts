import type { Credential } from '../credentials/credential.js';
import { isCsrfFailure } from '../credentials/csrf.js';
import { type Answer, answerOf } from './answer.js';
import type { Instance } from './config.js';
import type { Header } from './exchange.js';
import { type Purpose, send } from './send.js';

const ACCEPT: Header = ['Accept', 'application/json'];
const JSON_BODY: Header = ['Content-Type', 'application/json'];

/** Asks one instance's endpoints. */
export class Client {
  constructor(
    readonly instance: Instance,
    private readonly credential: (client: Client) => Credential,
    /** Called when a caller is recognised no more. */
    private readonly onEnded: () => void,
  ) {}

  private made: Credential | null = null;

  /** What the client holds for it. */
  get held(): Credential {
    this.made ??= this.credential(this);
    return this.made;
  }

  /** Asks with what the caller holds. Where that is refused and can be renewed, it is, and the request is made once more. */
  async call(purpose: Purpose, method: string, path: string, body?: object): Promise<Answer> {
    const wasHeld = this.held.isHeld;
    const ask = async () => this.ask(purpose, method, path, await this.held.headers(method), body);
    const { version } = this.held;
    let answer = await ask();
    if (await this.held.recover(answer, version)) answer = await ask();
    if (wasHeld && isNotRecognised(answer)) {
      this.held.forget();
      this.onEnded();
    }
    return answer;
  }

  /** Asks once, with these headers. A path with a slash before it is not below the instance's. */
  async ask(purpose: Purpose, method: string, path: string, headers: Header[], body?: object): Promise<Answer> {
    const exchange = await send(this.instance.id, purpose, {
      method,
      path: path.startsWith('/') ? path : `${this.instance.path}/${path}`,
      headers: [ACCEPT, ...(body === undefined ? [] : [JSON_BODY]), ...headers],
      ...(body !== undefined && { body }),
    });
    return answerOf(exchange);
  }
}

/** Where sessions are recognised first, nobody is told 403 as well. */
function isNotRecognised(answer: Answer): boolean {
  return answer.status === 401 || (answer.status === 403 && !isCsrfFailure(answer));
}
