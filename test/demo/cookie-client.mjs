/** Asks one origin as a browser does: it keeps the cookies that it is given, and sends them with `Origin`. */
export class CookieClient {
  #cookies = new Map();

  constructor(origin) {
    this.origin = origin;
  }

  /** With `body` a POST of JSON. */
  async ask(path, { body, headers = {} } = {}) {
    const answer = await fetch(new URL(path, this.origin), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body !== undefined && { 'Content-Type': 'application/json', Origin: this.origin }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'manual',
    });
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie);
    return answer;
  }

  get cookieNames() {
    return [...this.#cookies.keys()].sort();
  }

  #keep(cookie) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
    if (/;\s*Max-Age=0(?:;|$)/i.test(cookie)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}
