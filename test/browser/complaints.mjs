/** Playwright looks into the frame of a mail, where no script may run. */
const LOOKED_INTO =
  /^Blocked script execution in 'http:\/\/localhost:\d+\/mailbox\/\w+\/html' because the document's frame is sandboxed/;

/** Whatever a page complains of: errors and warnings of its console (refusals by its Content-Security-Policy are among them), exceptions, requests to strangers. */
export class Complaints {
  #found = [];

  constructor(context, origin) {
    context.on('page', (page) => this.#watch(page, origin));
  }

  /** `statuses` are refusals that a flow provokes: Chromium writes a line for each. */
  besides(statuses) {
    const expected = new RegExp(
      `^Failed to load resource: the server responded with a status of (?:${statuses.join('|')}) `,
    );
    return this.#found.filter((text) => statuses.length === 0 || !expected.test(text));
  }

  #watch(page, origin) {
    page.on('console', (message) => {
      const text = message.text();
      if (['error', 'warning'].includes(message.type()) && !LOOKED_INTO.test(text)) this.#found.push(text);
    });
    page.on('pageerror', (error) => this.#found.push(`${error.name}: ${error.message}`));
    page.on('request', (request) => {
      const { protocol, origin: asked } = new URL(request.url());
      if (/^https?:$/.test(protocol) && asked !== origin) this.#found.push(`It asked ${request.url()}.`);
    });
  }
}
