import { ProviderOutage, ProviderRefusal } from './provider-failures.js';

/** One request to a provider; a GET where `method` is left out. */
export interface ProviderRequest {
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer that has come whole. It is no redirect, no failure of the server's (500 and more), and none that says that we ask too often. */
export interface ProviderAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What we call ourselves: GitHub answers nobody without a name. */
const USER_AGENT = 'nestjs-rest-auth';

/**
 * The one way out to a provider: no redirects, a largest size, and the deadline of the whole identification. One is made for each, and given to
 * `SocialProvider.identify()`.
 */
export class ProviderHttp {
  constructor(
    private readonly signal: AbortSignal,
    private readonly maxAnswerBytes: number,
  ) {}

  /** Throws `ProviderOutage` for whatever is no answer. */
  async send({ method = 'GET', url, headers = {}, body }: ProviderRequest): Promise<ProviderAnswer> {
    try {
      const response = await fetch(url, {
        method,
        headers: { 'User-Agent': USER_AGENT, ...headers },
        redirect: 'manual',
        signal: this.signal,
        ...(body !== undefined && { body }),
      });
      const text = await this.read(response);
      assertAnswered(response);
      return { status: response.status, headers: Object.fromEntries(response.headers), text };
    } catch (error) {
      if (error instanceof ProviderOutage) throw error;
      throw new ProviderOutage(this.signal.aborted ? 'took too long' : 'could not be reached');
    }
  }

  /** The JSON of a good answer. Throws `ProviderRefusal` for a status of 400 to 499 (an outage, where it says that we ask too often), and `ProviderOutage` for what is no JSON. */
  async json(request: ProviderRequest): Promise<unknown> {
    const { status, text } = await this.send(request);
    if (status >= 400) throw new ProviderRefusal();
    return parseJson(text);
  }

  private async read({ body }: Response): Promise<string> {
    if (!body) return '';
    const chunks: Uint8Array[] = [];
    let size = 0;
    // Counted as unpacked, so that nothing small grows large here.
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > this.maxAnswerBytes) throw new ProviderOutage('answered too much');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

/** Throws `ProviderOutage` for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ProviderOutage('answered no JSON');
  }
}

/** A redirect is never followed: it could lead anywhere, and take the token along. */
function assertAnswered({ status, headers }: Response): void {
  // GitHub says with 403 too that we ask too often.
  const isTooOften =
    status === 429 || (status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0'));
  if (status >= 500 || isTooOften || (status >= 300 && status < 400)) throw new ProviderOutage(`answered ${status}`);
}
