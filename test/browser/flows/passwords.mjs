import { member, PASSWORD } from '../people.mjs';

const NEW_PASSWORD = 'a-later-difference-engine';

export const passwords = [
  {
    name: 'changes the password',
    // An access token in a header ends with the password; a refresh gives the next.
    refusals: [400, 401],
    async run(site) {
      const { visitor, person } = await site.visitAsMember();
      await visitor.open('password');
      await visitor.fill({ ...presentPassword(site), 'New password': NEW_PASSWORD, 'New password again': 'another' });
      await visitor.press('Change the password');
      await visitor.hasErrorAt('New password again', /didn.t match/);
      await visitor.fill({ 'New password again': NEW_PASSWORD });
      await visitor.press('Change the password');
      await visitor.sees('The password is changed. All other logins have ended.');
      await visitor.page.reload();
      await visitor.isLoggedInAs(person.username);
      await visitor.logOut();
      await isRefused(visitor, person);
      await visitor.logIn({ ...person, password: NEW_PASSWORD });
    },
  },
  {
    name: 'sets a forgotten password by the link of a mail',
    refusals: [400],
    async run(site) {
      const person = await member(site.origin);
      const visitor = await site.visit();
      await visitor.open('forgot');
      await visitor.fill({ 'E-mail address': person.email });
      await visitor.press('Send me a link');
      await visitor.sees('If somebody has that address, a mail with a link is under way.');
      await visitor.open(`mail?to=${person.email}`);
      await visitor.followMail(/password reset/i, /\/password-reset\//);
      await visitor.heading('Set a new password').waitFor();
      const link = visitor.page.url();
      await visitor.fill({ 'New password': NEW_PASSWORD, 'New password again': NEW_PASSWORD });
      await visitor.press('Set this password');
      await visitor.heading('Log in').waitFor();
      await isRefused(visitor, person);
      await visitor.logIn({ ...person, password: NEW_PASSWORD });

      await visitor.page.goto(link);
      await visitor.fill({ 'New password': PASSWORD, 'New password again': PASSWORD });
      await visitor.press('Set this password');
      await visitor.sees('Invalid value');
    },
  },
];

function presentPassword({ instance }) {
  return instance.oldPasswordRequired ? { 'Present password': PASSWORD } : {};
}

async function isRefused(visitor, { username, password }) {
  await visitor.open('login');
  await visitor.fill({ 'Username or e-mail address': username, Password: password });
  await visitor.press('Log in');
  await visitor.sees('Unable to log in with provided credentials.');
}
