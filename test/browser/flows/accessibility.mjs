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
      await withoutTransitions(visitor.page);
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
  await showIn(page, 'dark');
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
  await showIn(page, 'light');
  return [
    ...light.violations.map((violation) => inShort(violation, where)),
    ...dark.violations.map((violation) => inShort(violation, `${where}, in dark colours`)),
  ];
}

/** Colours change at once from now on, on every page that is opened: axe would see them on their way. */
function withoutTransitions(page) {
  return page.addInitScript(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*, *::before, *::after { transition: none !important; }');
    document.adoptedStyleSheets = [sheet];
  });
}

/** Has the page in that scheme, once it has painted itself in it: the client hears of the change and renders. */
async function showIn(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction((scheme) => {
    const { mantineColorScheme = scheme } = document.documentElement.dataset;
    return mantineColorScheme === scheme;
  }, colorScheme);
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
