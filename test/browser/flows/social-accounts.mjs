import { continueAs } from './social.mjs';

export const socialAccounts = [
  {
    name: 'connects accounts at providers, and disconnects them',
    async run(site) {
      const { visitor, person } = await site.visitAsMember();
      await visitor.open('accounts');
      await visitor.sees('None so far.');
      await connect(visitor, 'GitHub', 'Hugo Branch');
      await visitor.button('Disconnect GitHub 2002').waitFor();
      await connect(visitor, 'Twitter', 'Theo Thread');
      await visitor.button('Disconnect Twitter 3003').waitFor();
      await visitor.isLoggedInAs(person.username);

      await visitor.press('Disconnect GitHub 2002');
      await visitor.sees('GitHub is disconnected.');
      await visitor.press('Disconnect Twitter 3003');
      await visitor.sees('Twitter is disconnected.');
      await visitor.sees('None so far.');
    },
  },
];

async function connect(visitor, provider, name) {
  await visitor.press(`Connect ${provider}`);
  await continueAs(visitor, name);
  await visitor.heading('Connected accounts').waitFor();
}
