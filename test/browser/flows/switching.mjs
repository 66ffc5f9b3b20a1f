import assert from 'node:assert/strict';

const LABELS = { token: 'Token', jwt: 'JWT', 'jwt-cookie': 'JWT cookies', session: 'Session' };

export const switching = [
  {
    name: 'switches the kind of credential and the preset, and keeps each login apart',
    async run(site) {
      const { instance, config } = site;
      const { visitor, person } = await site.visitAsMember();
      for (const { id, kind, preset, path } of [...config.instances.filter(({ id }) => id !== instance.id), instance]) {
        await choose(visitor, 'Credential', LABELS[kind]);
        await choose(visitor, 'Preset', preset === 'hardened' ? 'Hardened' : 'Default');
        await visitor.page.waitForURL(`**/app/${id}/profile`);
        await visitor.heading('Profile').waitFor();
        const link = visitor.login().getByRole('link', { name: `${path}/` });
        assert.equal(await link.getAttribute('href'), `/docs/#${id}`);
        if (id === instance.id) await visitor.isLoggedInAs(person.username);
        else await visitor.isLoggedOut();
      }
    },
  },
];

async function choose(visitor, group, label) {
  await visitor.login().getByRole('radiogroup', { name: group }).getByText(label, { exact: true }).click();
  await visitor.login().getByRole('radio', { name: label, exact: true, checked: true }).waitFor({ state: 'attached' });
}
