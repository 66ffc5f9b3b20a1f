import assert from 'node:assert/strict';

import { CLIENT_PAGES, SERVER_PAGES } from '../client-pages.mjs';

/** The narrowest that WCAG asks for (1.4.10), which is a wide screen at 400 % as well. */
const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true };

export const screens = [
  {
    name: 'fits a phone, with nothing to scroll sideways',
    async run(site) {
      const { visitor } = await site.visitAsMember(PHONE);
      for (const path of CLIENT_PAGES) {
        await visitor.open(path);
        await fits(visitor.page);
      }
      for (const path of SERVER_PAGES) {
        await visitor.page.goto(path, { waitUntil: 'networkidle' });
        await fits(visitor.page);
      }
    },
  },
  {
    name: 'opens the navigation on a phone',
    async run(site) {
      const visitor = await site.visit(PHONE);
      await visitor.open('login');
      assert.equal(await visitor.page.getByRole('link', { name: 'Register' }).count(), 0, 'closed, it is nowhere');
      await visitor.page.getByRole('button', { name: 'Open the navigation' }).tap();
      await visitor.page.keyboard.press('Escape');
      await visitor.hasFocus(visitor.page.getByRole('button', { name: 'Open the navigation' }));
      await visitor.page.getByRole('button', { name: 'Open the navigation' }).tap();
      await visitor.page.getByRole('navigation', { name: 'Flows' }).getByRole('link', { name: 'Register' }).tap();
      await visitor.heading('Register').waitFor();
      await visitor.page.getByRole('button', { name: 'Open the navigation' }).waitFor();
      await visitor.field('Username').click();
    },
  },
  {
    name: 'follows the colour scheme of the system, and the button',
    async run(site) {
      const visitor = await site.visit({ colorScheme: 'dark' });
      await visitor.open('login');
      assert.ok((await brightness(visitor.page)) < 80, 'dark as the system');
      await visitor.page.getByRole('button', { name: 'Use the light colours' }).click();
      await visitor.page.getByRole('button', { name: 'Use the dark colours' }).waitFor();
      assert.ok((await brightness(visitor.page)) > 200, 'light by the button');
      await visitor.page.reload();
      await visitor.heading('Log in').waitFor();
      assert.ok((await brightness(visitor.page)) > 200, 'light still');
    },
  },
];

async function fits(page) {
  const { wide, width } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    width: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= width, `${new URL(page.url()).pathname} is ${wide} pixels wide, the screen ${width}`);
}

/** Of the page behind everything, 0 to 255. */
function brightness(page) {
  return page.evaluate(() => {
    const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
    return (red + green + blue) / 3;
  });
}
