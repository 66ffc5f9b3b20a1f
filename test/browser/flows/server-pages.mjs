import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';

import { mailed, stranger } from '../people.mjs';

export const serverPages = [
  {
    name: 'leads from the first page to the client',
    async run(site) {
      const visitor = await site.visit();
      await visitor.page.goto('/');
      await visitor.page
        .getByRole('main')
        .getByRole('link', { name: /^Open the client/ })
        .click();
      await visitor.heading('Log in').waitFor();
    },
  },
  {
    name: 'explores the API of each instance, and tries an endpoint out',
    refusals: [400],
    async run(site) {
      const visitor = await site.visit();
      const { page } = visitor;
      await page.goto('/docs/#hardened-session');
      const choice = page.getByRole('combobox').first();
      for (const { id, path } of site.config.instances) {
        await choice.selectOption({ index: site.config.instances.findIndex((each) => each.id === id) });
        await page.locator('#swagger-ui').getByText(`${path}/login`).first().waitFor();
      }
      const login = page.locator('.opblock').filter({ hasText: '/login' }).first();
      await login.getByRole('button').first().click();
      await login.getByRole('button', { name: 'Execute' }).click();
      await login
        .locator('.live-responses-table')
        .getByText('Unable to log in with provided credentials.')
        .first()
        .waitFor();
    },
  },
  {
    name: 'answers by no foreign name, which could lead here from somebody else’s page',
    async run(site) {
      const { port } = new URL(site.origin);
      const expected = { [`evil.example:${port}`]: 421, 'localhost.evil.example': 421 };
      for (const [host, status] of Object.entries({ ...expected, [`LOCALHOST:${port}`]: 200, '127.0.0.1': 200 })) {
        const request = get({ host: '127.0.0.1', port, path: '/mailbox/api', headers: { Host: host } });
        const [answer] = await once(request, 'response');
        answer.resume();
        assert.equal(answer.statusCode, status, host);
      }
    },
  },
  {
    name: 'tells the errors of a form with scripts beside its fields',
    refusals: [400],
    async run(site) {
      const { page } = await site.visit();
      await page.goto('/forms');
      const section = page.locator('#register');
      await section.getByRole('button').click();
      await section.getByRole('status').getByText('Refused: 400').waitFor();
      const field = section.getByLabel('username');
      await field.and(page.locator('[aria-invalid=true]:focus')).waitFor();
      const problem = page.locator(`[id="${await field.getAttribute('aria-describedby')}"]`);
      assert.match(await problem.textContent(), /This field (?:is required|may not be blank)\./);
    },
  },
  {
    name: 'registers, verifies and logs in by forms without scripts',
    // An answer that is shown as it is has no icon, and Chromium asks for one.
    refusals: [404],
    async run(site) {
      const { username, email, password } = stranger();
      const visitor = await site.visit({ javaScriptEnabled: false });
      const { page } = visitor;
      await fillForm(page, 'Register', { username, email, password1: password, password2: password });
      await page.getByText('Verification e-mail sent.').waitFor();
      const [link] = await mailed(site.origin, email, /http:\/\/localhost:\d+\/confirm-email\/[^\s]+/);
      await page.goto(link);
      await page.getByRole('button', { name: 'Confirm this address' }).click();
      await page.getByText('"ok"').waitFor();
      await fillForm(page, 'Log in', { username, password });
      await page.getByText('"key"').waitFor();
      await page.goto('/forms');
      await page.getByText(`This browser’s session is ${username}’s.`).waitFor();
      assert.ok((await visitor.context.cookies()).some(({ httpOnly }) => httpOnly));
    },
  },
];

async function fillForm(page, title, values) {
  await page.goto('/forms');
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
  for (const [label, value] of Object.entries(values)) await section.getByLabel(label).fill(value);
  await section.getByRole('button').click();
}
