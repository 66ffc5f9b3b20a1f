import assert from 'node:assert/strict';

import { Complaints } from './complaints.mjs';

/** A busy machine may take its time. */
const PATIENCE_MS = 10_000;

/** Somebody at a browser of their own, who finds things by their names as a screen reader tells them. */
export class Visitor {
  static async come(browser, origin, instance, options = {}) {
    const context = await browser.newContext({
      baseURL: origin,
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const complaints = new Complaints(context, origin);
    return new Visitor(context, complaints, instance, await context.newPage());
  }

  constructor(context, complaints, instance, page) {
    this.context = context;
    this.complaints = complaints;
    this.instance = instance;
    this.page = page;
  }

  /** The same browser with one tab more. */
  async newTab() {
    return this.at(await this.context.newPage());
  }

  /** The same browser at another of its pages. */
  at(page) {
    return new Visitor(this.context, this.complaints, this.instance, page);
  }

  /** Opens a page of the client, such as `profile`. */
  async open(path) {
    await this.page.goto(`/app/${this.instance.id}/${path}`);
    await this.heading().waitFor();
  }

  /** The page's own, not that of the wire panel. */
  heading(name) {
    return this.page.getByRole('heading', { level: 1, ...(name !== undefined && { name }) });
  }

  /** What the page itself is, without what stands around it. */
  content() {
    return this.page.getByRole('region').filter({ has: this.heading() });
  }

  field(label) {
    return this.content().getByLabel(label, { exact: true });
  }

  button(name) {
    return this.content().getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
  }

  async fill(values) {
    for (const [label, value] of Object.entries(values)) await this.field(label).fill(value);
  }

  async press(name) {
    await this.button(name).click();
  }

  async follow(name) {
    await this.content().getByRole('link', { name, exact: true }).click();
  }

  /** Waits until a text is to be seen in the content; a string is looked for as a part, in any letter case. */
  async sees(text) {
    await this.content().getByText(text).first().waitFor();
  }

  async isLoggedInAs(username) {
    await this.login().getByText(`Logged in as ${username}`, { exact: true }).waitFor();
  }

  async isLoggedOut() {
    await this.login().getByText('Not logged in', { exact: true }).waitFor();
  }

  login() {
    return this.page.getByRole('region', { name: 'Instance and login' });
  }

  async logIn({ username, password }, name = username) {
    await this.open('login');
    await this.fill({ 'Username or e-mail address': name, Password: password });
    await this.press('Log in');
    await this.isLoggedInAs(username);
    await this.heading('Profile').waitFor();
  }

  async logOut() {
    await this.open('logout');
    await this.button(/^Log out /).click();
    await this.isLoggedOut();
    await this.sees('You are logged out.');
  }

  /** The error stands beside the field, is read with it, and the field has the focus. */
  async hasErrorAt(label, text) {
    const field = this.field(label);
    await field.and(this.page.locator('[aria-invalid=true]')).waitFor();
    const ids = (await field.getAttribute('aria-describedby')).split(' ').filter((id) => id !== '');
    const read = await Promise.all(ids.map((id) => this.page.locator(`[id="${id}"]`).textContent()));
    assert.match(read.join(' '), text);
    await this.hasFocus(field);
  }

  async hasFocus(element) {
    await element.and(this.page.locator(':focus')).waitFor();
  }

  /** As if the access token's time were over; other kinds have none. */
  async expireAccess() {
    const { kind, cookies, path } = this.instance;
    if (kind === 'jwt-cookie') await this.context.clearCookies({ name: cookies.access });
    // It is in the memory of the tab alone: the next request bears one that is no good.
    if (kind === 'jwt') {
      await this.page.route(
        `**${path}/whoami/`,
        (route) => route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer expired' } }),
        { times: 1 },
      );
    }
  }

  /** Waits for the mail and presses the link in it. */
  async followMail(subject, link) {
    const mail = this.page.getByRole('article').filter({ has: this.page.getByRole('heading', { name: subject }) });
    await mail.getByRole('link', { name: link }).first().click();
  }

  wire() {
    return this.page.getByRole('complementary', { name: 'On the wire' });
  }
}
