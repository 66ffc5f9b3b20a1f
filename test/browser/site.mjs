import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { member } from './people.mjs';
import { Visitor } from './visitor.mjs';

/** One instance of a running demo, as a flow meets it. */
export class Site {
  #visitors = [];

  constructor(browser, origin, config, instance) {
    this.browser = browser;
    this.origin = origin;
    this.config = config;
    this.instance = instance;
  }

  /** Under this instance nobody gets in before their address is proven. */
  get provesAddresses() {
    return this.instance.emailVerification === 'mandatory';
  }

  async visit(options) {
    const visitor = await Visitor.come(this.browser, this.origin, this.instance, options);
    this.#visitors.push(visitor);
    return visitor;
  }

  /** Somebody with an account, at the page that a login leads to. */
  async visitAsMember(options) {
    const person = await member(this.origin);
    const visitor = await this.visit(options);
    await visitor.logIn(person);
    return { person, visitor };
  }

  /** What pages complained of, but for the refusals that were provoked. */
  complaints(statuses) {
    return this.#visitors.flatMap(({ complaints }) => complaints.besides(statuses));
  }

  /** A picture of each page that is open. */
  async takePictures(directory, name) {
    await mkdir(directory, { recursive: true });
    const pages = this.#visitors.flatMap(({ context }) => context.pages());
    return Promise.all(
      pages.map(async (page, index) => {
        const path = join(directory, `${name}-${index + 1}.png`);
        await page.screenshot({ path, fullPage: true });
        return path;
      }),
    );
  }

  async end() {
    for (const { context } of this.#visitors) await context.close();
  }
}
