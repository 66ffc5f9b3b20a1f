import assert from 'node:assert/strict';

import { AxeBuilder } from '@axe-core/playwright';

import { CLIENT_PAGES, SERVER_PAGES } from '../client-pages.mjs';

/** What keeps people out; the others are counted, and told. */
const GRAVE = ['serious', 'critical'];

export const accessibility = [
  {
    name: 'is accessible by axe’s rules, in light and in dark colours',
    refusals: [400],
    async run(site) {
      const { visitor } = await site.visitAsMember({ colorScheme: 'light' });
      const found = [];
      for (const path of CLIENT_PAGES) {
        await visitor.open(path);
        found.push(...(await analysed(visitor.page, path)));
      }
      await visitor.open('register');
      await visitor.press('Register');
      await visitor.field('Username').and(visitor.page.locator('[aria-invalid=true]')).waitFor();
      found.push(...(await analysed(visitor.page, 'register, with errors')));
      for (const path of SERVER_PAGES) {
        await visitor.page.goto(path);
        if (path === '/docs/') await visitor.page.locator('.opblock').first().waitFor();
        found.push(...(await analysed(visitor.page, path)));
      }
      tell(found, CLIENT_PAGES.length + 1 + SERVER_PAGES.length);
      assert.deepEqual(
        found.filter(({ impact }) => GRAVE.includes(impact)),
        [],
      );
    },
  },
];

/** By all rules in light colours; in dark ones by that of contrast, for nothing else changes. */
async function analysed(page, where) {
  const light = await new AxeBuilder({ page }).exclude('iframe[sandbox]').setLegacyMode().analyze();
  await page.emulateMedia({ colorScheme: 'dark' });
  await settled(page);
  // Swagger UI asks for the scheme once.
  if (where === '/docs/') {
    await page.reload();
    await page.locator('.opblock').first().waitFor();
  }
  const dark = await new AxeBuilder({ page })
    // No script may run in the frame of a mail, not even axe's.
    .exclude('iframe[sandbox]')
    .setLegacyMode()
    .withRules(['color-contrast'])
    .analyze();
  await page.emulateMedia({ colorScheme: 'light' });
  await settled(page);
  return [
    ...light.violations.map((violation) => inShort(violation, where)),
    ...dark.violations.map((violation) => inShort(violation, `${where}, in dark colours`)),
  ];
}

/** Once no colour is on its way to another. */
function settled(page) {
  return page.evaluate(() => {
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    return Promise.allSettled(transitions.map(({ finished }) => finished)).then(() => undefined);
  });
}

function inShort({ id, impact, nodes }, where) {
  const told = nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.slice(0, 300)}`);
  return { where, id, impact, nodes: told };
}

function tell(found, count) {
  const figures = ['critical', 'serious', 'moderate', 'minor'].map((impact) => {
    const violations = found.filter((each) => each.impact === impact);
    const names = [...new Set(violations.map(({ id }) => id))];
    return `${violations.length} ${impact}${names.length > 0 ? ` (${names.join(', ')})` : ''}`;
  });
  console.log(`       axe, ${count} pages in both colour schemes: ${figures.join(', ')}`);
}
