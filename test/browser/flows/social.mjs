import { verifyByMail } from './joining.mjs';

/** Of the fake provider; GitHub alone has verified the address. */
const PEOPLE = [
  { provider: 'Facebook', name: 'Fiona Field', username: 'fiona', isVerified: false },
  { provider: 'Twitter', name: 'Tess Thread', username: 'tess', isVerified: false },
  { provider: 'GitHub', name: 'Gina Hubert', username: 'gina', isVerified: true },
];

export const social = [
  ...PEOPLE.map((person) => ({
    name: `logs in with ${person.provider}`,
    refusals: [400],
    run: (site) => logInWith(site, person),
  })),
  {
    name: 'tells that somebody has refused at the provider',
    async run(site) {
      const visitor = await site.visit();
      for (const { provider } of PEOPLE) {
        await goTo(visitor, provider);
        await visitor.page.getByRole('button', { name: 'Refuse', exact: true }).click();
        await visitor.heading(`Back from ${provider}`).waitFor();
        await visitor.sees(`${provider} says that you refused. Nothing has changed.`);
        await visitor.isLoggedOut();
        await visitor.follow('Try again');
        await visitor.heading(`Log in with ${provider}`).waitFor();
      }
    },
  },
  {
    name: 'tells that a provider sends browsers back to another address, and can be asked again after the way back',
    async run(site) {
      const visitor = await site.visit();
      await goTo(visitor, 'GitHub');
      await visitor.page.getByRole('button', { name: 'Refuse', exact: true }).waitFor();
      await visitor.page.goBack();
      await visitor.heading('Log in with GitHub').waitFor();
      await visitor.press('Continue with GitHub');
      await visitor.page.getByRole('button', { name: 'Refuse', exact: true }).waitFor();

      const elsewhere = await site.visit();
      const redirectUri = 'https://demo.example/app/social/github';
      await elsewhere.page.route('**/demo/config', (route) =>
        route.fulfill({
          json: { ...site.config, providers: site.config.providers.map((provider) => ({ ...provider, redirectUri })) },
        }),
      );
      await goTo(elsewhere, 'GitHub');
      await elsewhere.sees('GitHub sends browsers back to https://demo.example: open the demo there.');
    },
  },
  {
    name: 'sends nothing for a code that this tab did not ask for',
    async run(site) {
      const visitor = await site.visit();
      const asked = [];
      visitor.page.on('request', (request) => asked.push(request.url()));
      await visitor.page.goto('/app/social/github?code=somebody-else’s&state=unknown');
      await visitor.heading('This tab did not ask for that').waitFor();
      const posts = asked.filter((url) => /\/github\/$/.test(url));
      if (posts.length > 0) throw new Error(`It asked ${posts.join()}.`);
    },
  },
];

async function logInWith(site, { provider, name, username, isVerified }) {
  const visitor = await site.visit();
  await goTo(visitor, provider);
  await continueAs(visitor, name);
  if (site.provesAddresses && !isVerified) {
    await visitor.heading(`Back from ${provider}`).waitFor();
    await visitor.sees('E-mail is not verified.');
    await visitor.isLoggedOut();
    await visitor.open(`mail?to=${username}@example.com`);
    await verifyByMail(visitor);
    await goTo(visitor, provider);
    await continueAs(visitor, name);
  }
  await visitor.heading('Profile').waitFor();
  await visitor.isLoggedInAs(username);
}

async function goTo(visitor, provider) {
  await visitor.open(provider.toLowerCase());
  await visitor.press(`Continue with ${provider}`);
}

/** At the provider’s own page. */
export async function continueAs(visitor, name) {
  await visitor.page.getByRole('button', { name: `Continue as ${name}`, exact: true }).click();
}
