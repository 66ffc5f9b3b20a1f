import assert from 'node:assert/strict';

/** A page that asks again and again would make many more. */
const FEW_REQUESTS = 12;

export const expiry = [
  {
    name: 'ends a session elsewhere, where the page says so and leads to a login',
    refusals: [401, 403],
    async run(site) {
      const { person, ended } = await endElsewhere(site);
      await ended.expireAccess();
      await isToldOfItsEnd(site, ended, person, () => ended.press('Ask who I am'));
    },
  },
  {
    name: 'says that a login has ended when it is refreshed',
    refusals: [401],
    isFor: ({ kind }) => kind === 'jwt' || kind === 'jwt-cookie',
    async run(site) {
      const { person, ended } = await endElsewhere(site);
      await isToldOfItsEnd(site, ended, person, () =>
        ended.login().getByRole('button', { name: 'Refresh now' }).click(),
      );
    },
  },
  {
    name: 'says that a login has ended whose cookies are gone',
    refusals: [401, 403],
    isFor: ({ csrf }) => csrf !== null,
    async run(site) {
      const { visitor, person } = await site.visitAsMember();
      await visitor.context.clearCookies();
      await isToldOfItsEnd(site, visitor, person, () => visitor.press('Ask who I am'));
    },
  },
];

/** Somebody ends their session in one browser from another. */
async function endElsewhere(site) {
  const { visitor, person } = await site.visitAsMember();
  const ended = await site.visit();
  await ended.logIn(person);
  await visitor.open('sessions');
  await visitor.button('End this session').waitFor();
  await visitor.button(/^End session /).click();
  await visitor.sees('That session has ended.');
  await visitor.button(/^End session /).waitFor({ state: 'detached' });
  await visitor.isLoggedInAs(person.username);
  return { person, ended };
}

/** The next act finds out. Nothing is asked again and again, and who logs in again is in. */
async function isToldOfItsEnd({ instance }, visitor, person, act) {
  let count = 0;
  visitor.page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith(instance.path)) count += 1;
  });
  await act();
  await visitor.login().getByRole('alert').getByText('Your login has ended.').waitFor();
  await visitor.isLoggedOut();
  await visitor.login().getByRole('link', { name: 'Log in again' }).click();
  await visitor.heading('Log in').waitFor();
  await visitor.page.waitForLoadState('networkidle');
  assert.ok(count <= FEW_REQUESTS, `${count} requests`);
  await visitor.logIn(person);
}
