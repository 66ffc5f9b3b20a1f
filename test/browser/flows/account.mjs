import assert from 'node:assert/strict';

export const account = [
  {
    name: 'writes the profile with its nested part, and asks the host’s own controller',
    async run(site) {
      const { visitor, person } = await site.visitAsMember();
      await visitor.fill({ 'First name': 'Ada', Company: 'Engines & Sons' });
      await visitor.press('Save');
      await visitor.sees('Saved.');
      const request = await visitor.wire().getByLabel('Request', { exact: true }).textContent();
      assert.match(request, /^PATCH .*\/user\//);
      assert.match(request, /"profile": \{\s+"company_name": "Engines & Sons"\s+\}/);

      await visitor.page.reload();
      await visitor.isLoggedInAs(person.username);
      await visitor.field('Company').waitFor();
      assert.equal(await visitor.field('Company').inputValue(), 'Engines & Sons');
      assert.equal(await visitor.field('First name').inputValue(), 'Ada');

      await visitor.press('Ask who I am');
      await visitor.sees(`The demo’s own controller says: ${person.username}.`);
    },
  },
  {
    name: 'logs out, in the other tab as well',
    async run(site) {
      const { visitor, person } = await site.visitAsMember();
      const other = await visitor.newTab();
      await other.open('profile');
      await other.isLoggedInAs(person.username);
      await visitor.logOut();
      await other.isLoggedOut();
      await other.sees('This is for somebody who is logged in.');
      await other.page.reload();
      await other.isLoggedOut();
      await other.follow('Log in first');
      await other.heading('Log in').waitFor();
    },
  },
];
