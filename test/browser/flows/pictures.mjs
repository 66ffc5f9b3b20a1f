import { join } from 'node:path';

import { member } from '../people.mjs';

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** What README.md and the documentation show of the demo. */
export const pictures = [
  {
    name: 'takes pictures',
    async run(site, { screenshots }) {
      const take = async ({ page }, name) => {
        for (const close of await page.getByRole('button', { name: 'Close this message' }).all()) await close.click();
        // Away from whatever changes beneath it.
        await page.mouse.move(640, 4);
        await page.evaluate(() => window.scrollTo({ top: 0 }));
        await page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
      };
      const person = await member(site.origin);
      const light = await site.visit({ ...DESKTOP, colorScheme: 'light' });
      await light.page.goto('/');
      await take(light, 'home');
      await light.logIn(person);
      await light.page.getByRole('link', { name: 'With a password' }).click();
      await light.heading('Log in').waitFor();
      await light.wire().getByText('Cookies set').first().waitFor();
      await take(light, 'login');
      await light.page.goto('/mailbox');
      await light.page
        .getByRole('article')
        .first()
        .locator('iframe')
        .contentFrame()
        .getByRole('link')
        .first()
        .waitFor();
      await take(light, 'mailbox');
      await light.page.goto(site.instance.docs);
      await light.page.locator('.opblock').first().waitFor();
      await take(light, 'explorer');

      const dark = await site.visit({ ...DESKTOP, colorScheme: 'dark' });
      await dark.logIn(person);
      await dark.fill({ 'First name': 'Ada', 'Last name': 'Lovelace', Company: 'Engines' });
      await dark.press('Save');
      await dark.sees('Saved.');
      await take(dark, 'profile-dark');

      const phone = await site.visit({ ...PHONE, colorScheme: 'light' });
      await phone.open('register');
      await take(phone, 'register-phone');
    },
  },
];
