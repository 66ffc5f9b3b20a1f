import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, askForReset, letters, logIn, NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client } from '../support/client.js';
import { GINA, socialSitesOn } from '../support/social-site.js';
import type { TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';

const twice = (password: string) => ({ new_password1: password, new_password2: password });
const NOTICES: Partial<RestAuthOptions> = { notices: { passwordChanged: true, socialAccountConnected: true } };
const CHANGED = { to: 'alice@example.com', subject: '[example.com] Password Changed' };
const CONNECTED = { to: 'alice@example.com', subject: '[example.com] Account Connected' };
const RESET = { to: 'alice@example.com', subject: '[example.com] Password Reset Email' };

describe.each(databasesForAnswers())('notices on %s', (database) => {
  const start = applicationsOn(database);
  const startSocial = socialSitesOn(database);

  async function changePassword(application: TestApplication, body: object = twice(NEW_PASSWORD)): Promise<number> {
    const key = await logIn(application);
    return (await new Client(application).as(key).post('password/change/', body)).status;
  }

  it('are sent by nobody who does not ask for them, as by dj-rest-auth', async () => {
    const application = await start();
    await addUser(application);
    expect(await changePassword(application)).toBe(200);
    expect(await letters(application)).toEqual([]);
  });

  it('tell the owner that the password was changed, when and from where, with nothing that leads anywhere', async () => {
    const application = await start(NOTICES);
    await addUser(application);
    expect(await changePassword(application)).toBe(200);
    expect(await letters(application)).toEqual([CHANGED]);
    const [mail] = await application.mails();
    const at = `${application.clock.now().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    const act = new RegExp(
      `^The password of your account alice at example\\.com was changed on ${at}, from the address [:f.]*127\\.0\\.0\\.1\\.$`,
      'm',
    );
    expect(mail?.text).toMatch(act);
    expect(mail?.html).toContain(`was changed on ${at}, from the address `);
    expect(`${mail?.text ?? ''}${mail?.html ?? ''}`).not.toMatch(/https?:|href/);
  });

  it('tell it after a reset as well, and of none that has failed', async () => {
    const application = await start(NOTICES);
    await addUser(application);
    const secret = await askForReset(application);
    const confirm = (password: string) =>
      new Client(application).post('password/reset/confirm/', { ...secret, ...twice(password) });
    expect((await confirm('123')).status).toBe(400);
    expect(await letters(application)).toEqual([RESET]);
    expect((await confirm(NEW_PASSWORD)).status).toBe(200);
    expect((await confirm(PASSWORD)).status).toBe(400);
    expect(await letters(application)).toEqual([RESET, CHANGED]);
  });

  it('tell of none that was refused', async () => {
    const application = await start(NOTICES);
    await addUser(application);
    expect(await changePassword(application, twice('123'))).toBe(400);
    expect(await letters(application)).toEqual([]);
  });

  it('go to the address that is stored, and nowhere where there is none', async () => {
    const application = await start(NOTICES);
    await addUser(application, { email: '' });
    expect(await changePassword(application, { ...twice(NEW_PASSWORD), email: 'mallory@example.com' })).toBe(200);
    expect(await letters(application)).toEqual([]);
  });

  it('go to an address that the host has written, and never asked anybody to prove', async () => {
    const application = await start(NOTICES);
    await addUser(application, { address: 'none' });
    expect(await changePassword(application)).toBe(200);
    expect(await letters(application)).toEqual([CHANGED]);
  });

  it('go to no address that its user has claimed and not proven', async () => {
    const application = await start(NOTICES);
    await addUser(application, { address: 'unverified' });
    expect(await changePassword(application)).toBe(200);
    expect(await letters(application)).toEqual([]);
  });

  it('are waited for by no answer, and sent later where the mail server is down', async () => {
    const application = await start(NOTICES);
    await addUser(application);
    application.mailer.failure = new Error('down');
    expect(await changePassword(application)).toBe(200);
    expect(await letters(application)).toEqual([]);
    application.mailer.failure = null;
    application.clock.advance(10);
    expect(await letters(application)).toEqual([CHANGED]);
  });

  it('tell that an account at a provider was connected, once', async () => {
    const { application, provider, anybody } = await startSocial(NOTICES);
    await addUser(application);
    const key = await logIn(application);
    const access_token = provider.github.token(GINA);
    for (let time = 0; time < 2; time += 1) await anybody.as(key).post('github/connect/', { access_token });
    await anybody.post('github/', { access_token });
    expect(await letters(application)).toEqual([CONNECTED]);
    expect((await application.mails())[0]?.text).toContain(
      'Your account alice at example.com can be entered with an account at github now, which was connected on ',
    );
  });

  it('tell of one that an address has linked', async () => {
    const options = { ...NOTICES, socialLogin: { emailLinking: 'verified' } } as const;
    const { application, provider, anybody } = await startSocial(options, { github: { scope: ['user:email'] } });
    await addUser(application, { email: 'gina@example.com' });
    const emails = [{ email: 'gina@example.com', primary: true, verified: true }];
    const access_token = provider.github.token({ ...GINA, email: '' }, { emails });
    expect((await anybody.post('github/', { access_token })).status).toBe(200);
    expect(await letters(application)).toEqual([{ ...CONNECTED, to: 'gina@example.com' }]);
  });

  it('name nobody where names play no part', async () => {
    const application = await start({ ...NOTICES, login: { methods: ['email'] } });
    await addUser(application);
    const login = await new Client(application).post('login/', { email: 'alice@example.com', password: PASSWORD });
    await new Client(application).as(login.body.key).post('password/change/', twice(NEW_PASSWORD));
    const [mail] = await application.mails();
    expect(mail?.text).toContain('The password of your account at example.com was changed on ');
    expect(mail?.html).toContain('The password of your account at example.com was changed on ');
  });

  it('are written with the change: where it is lost, so are they', async () => {
    const application = await start(NOTICES);
    await addUser(application);
    const key = await logIn(application);
    const client = new Client(application).as(key);
    const answers = await Promise.all(
      [NEW_PASSWORD, 'Jabber-wocky3'].map((password) => client.post('password/change/', twice(password))),
    );
    const changes = answers.filter(({ status }) => status === 200).length;
    expect(await letters(application)).toHaveLength(changes);
  });
});
