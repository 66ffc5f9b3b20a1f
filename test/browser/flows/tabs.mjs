import assert from 'node:assert/strict';

export const tabs = [
  {
    name: 'refreshes in two tabs at once, and nobody is logged out',
    refusals: [401],
    isFor: ({ kind }) => kind === 'jwt' || kind === 'jwt-cookie',
    async run(site) {
      const { visitor, person } = await site.visitAsMember();
      const both = [visitor, await visitor.newTab()];
      await both[1].open('profile');
      await both[1].isLoggedInAs(person.username);
      const refreshes = [];
      visitor.context.on('response', (response) => {
        if (response.url().endsWith('/token/refresh/')) refreshes.push(response.status());
      });
      for (let round = 0; round < 3; round += 1) {
        for (const tab of both) await tab.expireAccess();
        await Promise.all(both.map((tab) => tab.press('Ask who I am')));
        for (const tab of both) await tab.sees(`The demo’s own controller says: ${person.username}.`);
        for (const tab of both) await tab.isLoggedInAs(person.username);
        for (const tab of both) await tab.page.reload();
        for (const tab of both) await tab.isLoggedInAs(person.username);
      }
      assert.ok(refreshes.length >= 3, `${refreshes.length} refreshes`);
      // What one tab writes into localStorage reaches the other a moment late: its refresh token is refused then, and it takes the newer one.
      const isLate = (status) => site.instance.kind === 'jwt' && status === 401;
      assert.deepEqual(
        refreshes.filter((status) => status !== 200 && !isLate(status)),
        [],
      );

      await visitor.open('sessions');
      await visitor.sees('this one');
      assert.equal(await visitor.button(/^End (?:this )?session/).count(), 1, 'it is one login still');
    },
  },
];
