import assert from 'node:assert/strict';

import { member } from '../people.mjs';

const MANY = 30;

export const keyboard = [
  {
    name: 'logs in and out by the keyboard alone',
    async run(site) {
      const { username, password } = await member(site.origin);
      const visitor = await site.visit();
      const { keyboard: keys } = visitor.page;
      await visitor.open('login');
      await keys.press('Tab');
      await visitor.hasFocus(visitor.page.getByRole('link', { name: 'Skip to the content' }));
      await keys.press('Enter');
      await tabTo(visitor, visitor.field('Username or e-mail address'));
      await keys.type(username);
      await tabTo(visitor, visitor.field('Password'));
      await keys.type(password);
      await keys.press('Enter');
      await visitor.isLoggedInAs(username);
      await visitor.hasFocus(visitor.heading('Profile'));

      await visitor.open('logout');
      await tabTo(visitor, visitor.button(`Log out ${username}`));
      await keys.press('Space');
      await visitor.isLoggedOut();
    },
  },
];

async function tabTo(visitor, element) {
  await element.waitFor();
  for (let count = 0; count < MANY; count += 1) {
    await visitor.page.keyboard.press('Tab');
    if (await element.evaluate((node) => node === document.activeElement)) return;
  }
  assert.fail(`${element} cannot be reached by Tab`);
}
