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
      await visitor.hasFocus(visitor.content().getByRole('link', { name: 'Log in', exact: true }));
    },
  },
  {
    name: 'leaves the focus where somebody works, and gives it to a page that is new',
    async run(site) {
      const { visitor } = await site.visitAsMember();
      const { keyboard: keys } = visitor.page;
      await visitor.button('Save').press('Enter');
      await visitor.sees('Saved.');
      await visitor.hasFocus(visitor.button('Save'));

      await visitor.page.getByRole('link', { name: 'Check your mail' }).click();
      await visitor.hasFocus(visitor.heading('Check your mail'));
      const filter = visitor.field('Only to this address');
      await filter.focus();
      await keys.type('nobody@example.com');
      assert.equal(await filter.inputValue(), 'nobody@example.com');
      await visitor.sees('No mail so far.');
      await visitor.page.goBack();
      await visitor.hasFocus(visitor.heading('Profile'));

      const checked = visitor.login().getByRole('radio', { checked: true }).first();
      await checked.focus();
      await keys.press('ArrowRight');
      await visitor.page.waitForURL((url) => !url.pathname.includes(`/${site.instance.id}/`));
      await visitor.heading('Profile').waitFor();
      // It is there for the keyboard and the screen reader alone: what is seen is its label.
      await checked.and(visitor.page.locator(':focus')).waitFor({ state: 'attached' });
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
