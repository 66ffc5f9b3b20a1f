import { member, stranger } from '../people.mjs';

export const joining = [
  {
    name: 'registers, opens the mail, verifies the address, and logs in by name and by address',
    async run(site) {
      const person = stranger();
      const visitor = await site.visit();
      await visitor.open('register');
      await visitor.fill({
        Username: person.username,
        'E-mail address': person.email,
        Password: person.password,
        'Password again': person.password,
        Company: 'Engines',
      });
      await visitor.press('Register');
      await visitor.heading('Check your mail').waitFor();
      if (site.provesAddresses) await visitor.isLoggedOut();
      else await visitor.isLoggedInAs(person.username);
      await verifyByMail(visitor);
      if (!site.provesAddresses) await visitor.logOut();
      for (const name of [person.username, person.email]) {
        await visitor.logIn(person, name);
        await visitor.logOut();
      }
    },
  },
  {
    name: 'has the mail sent again, and follows the link in the mailbox',
    refusals: [400],
    async run(site) {
      const person = await member(site.origin, { isVerified: false });
      const visitor = await site.visit();
      if (site.provesAddresses) {
        await visitor.open('login');
        await visitor.fill({ 'Username or e-mail address': person.username, Password: person.password });
        await visitor.press('Log in');
        await visitor.sees('E-mail is not verified.');
      }
      await visitor.open('resend');
      await visitor.fill({ 'E-mail address': person.email });
      await visitor.press('Send again');
      await visitor.sees('If that address waits for its proof, a mail is under way.');

      await visitor.page.goto('/mailbox');
      const mails = visitor.page.getByRole('article').filter({ hasText: person.email });
      // The page shows new mails by itself.
      await mails.nth(1).waitFor();
      const opened = visitor.context.waitForEvent('page');
      await mails.first().locator('iframe').contentFrame().getByRole('link').first().click();
      const confirming = visitor.at(await opened);
      await confirming.heading('Verify the address').waitFor();
      await confirming.press('Verify this address');
      await confirming.sees('The address is verified.');
      await confirming.logIn(person);
    },
  },
];

/** From the page with the mails to a proven address. */
export async function verifyByMail(visitor) {
  await visitor.followMail(/confirm your e-?mail/i, /\/confirm-email\//);
  await visitor.heading('Verify the address').waitFor();
  await visitor.press('Verify this address');
  await visitor.sees('The address is verified.');
}
