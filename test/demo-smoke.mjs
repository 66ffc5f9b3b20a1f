/**
 * Starts the built demo as `npm run demo:start` does, asks it over HTTP what a newcomer would ask, and stops it: once with no
 * configuration but a port, once on Fastify, once with a mail server and keys of social services; and runs the contract of the default mailer, which Jest cannot load. Ends with 0 when every answer was right. Needs `npm run build` first.
 */
import assert from 'node:assert/strict';

import { MAIL_SECONDS, mailed, says, shows } from './demo/answers.mjs';
import { clientLife } from './demo/client-life.mjs';
import { DemoProcess, freePort } from './demo/demo-process.mjs';
import { instancesLife } from './demo/instances-life.mjs';
import { keepMailerContract } from './demo/mailer-contract.mjs';
import { pages } from './demo/pages.mjs';
import { parseMail, SmtpInbox } from './demo/smtp-inbox.mjs';
import { socialLife } from './demo/social-life.mjs';
import { until } from './demo/until.mjs';

const START_SECONDS = 15;
/** The outbox looks again 10 s after a failure, and looks every 5 s. */
const RETRIED_MAIL_SECONDS = 30;

const PASSWORD = 'an-early-analytical-engine';
const NEW_PASSWORD = 'a-later-difference-engine';

/** No service is asked with them. */
const SOCIAL_KEYS = Object.fromEntries(
  ['FACEBOOK', 'GITHUB', 'TWITTER'].flatMap((service) => [
    [`${service}_CLIENT_ID`, 'id'],
    [`${service}_CLIENT_SECRET`, 'secret'],
  ]),
);

try {
  await keepMailerContract();
  await running({}, async (demo) => {
    await accountsLife(demo);
    await socialLife(demo);
    await pages(demo);
    await instancesLife(demo);
  });
  // Another database, so that nobody is known yet.
  await running({ DEMO_ADAPTER: 'fastify' }, async (demo) => {
    await pages(demo);
    await instancesLife(demo);
    await clientLife(demo);
  });
  await runningWithMailServer();
  console.log('The demo works.');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}

/** An account from its registration to a new password, with the mails out of the mailbox. */
async function accountsLife(demo) {
  const ada = { username: 'ada', email: 'ada@example.com' };

  await demo.prints(
    START_SECONDS,
    /Rows that had expired were taken away \(token: 0, session: 0, passwordReset: 0, loginFailure: 0\)/,
  );
  await says('registers', 201, demo.post('registration/', registration(ada, { company_name: 'Engines' })));
  const [, key] = await mailed(demo, ada.email, /confirm-email\/([^/\s]+)\//);
  await says('verifies the address', 200, demo.post('registration/verify-email/', { key }));

  const login = await says('logs in', 200, demo.post('login/', { username: ada.username, password: PASSWORD }));
  assert.equal(typeof login.key, 'string', 'login gives a key');
  const user = await says('reads the user', 200, demo.get('user/', login.key));
  assert.deepEqual(
    { ...user, pk: typeof user.pk },
    { pk: 'number', ...ada, first_name: '', last_name: '', profile: { company_name: 'Engines' } },
  );
  await says('asks the host’s own controller', 200, demo.whoami(login.key));
  await says('logs out', 200, demo.post('logout/', {}, login.key));
  await says('is nobody then', 401, demo.get('user/', login.key));
  await says('is nobody to the host either', 401, demo.whoami(login.key));

  await says('asks for a new password', 200, demo.post('password/reset/', { email: ada.email }));
  const [, uid, token] = await mailed(demo, ada.email, /password-reset\/confirm\/([^/\s]+)\/([^/\s]+)\//);
  const proof = { uid, token, new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
  await says('sets the new password', 200, demo.post('password/reset/confirm/', proof));
  await says('cannot use the link twice', 400, demo.post('password/reset/confirm/', proof));
  await says('cannot use the old password', 400, demo.post('login/', { ...ada, password: PASSWORD }));
  const again = await says('logs in with the new one', 200, demo.post('login/', { ...ada, password: NEW_PASSWORD }));
  assert.equal(typeof again.key, 'string', 'login gives a key');
}

/** Mails by SMTP; the mail server comes up only after the first registration. With keys of every social service there is no fake one. */
async function runningWithMailServer() {
  const port = await freePort();
  const inbox = new SmtpInbox();
  try {
    await running({ SMTP_URL: `smtp://127.0.0.1:${port}`, ...SOCIAL_KEYS }, async (demo) => {
      const fakeProvider = await fetch(`${demo.origin}/fake-provider`);
      assert.equal(fakeProvider.status, 404, 'there is no fake provider');
      const grace = { username: 'grace', email: 'grace@example.com' };
      await says('registers while the mail server is down', 201, demo.post('registration/', registration(grace)));
      await demo.prints(MAIL_SECONDS, /Mail \d+ could not be sent/);
      await inbox.listen(port);
      const ada = { username: 'ada', email: 'ada@example.com' };
      await says('registers while it is up', 201, demo.post('registration/', registration(ada)));
      await sends(demo, inbox, ada, MAIL_SECONDS);
      await sends(demo, inbox, grace, RETRIED_MAIL_SECONDS);
      assert.equal(inbox.mails.length, 2, 'each mail is sent once');
      assert.deepEqual(await (await fetch(`${demo.origin}/mailbox/api`)).json(), [], 'the mailbox stays empty');
      const page = await shows('/mailbox', fetch(`${demo.origin}/mailbox`));
      assert.match(page, new RegExp(`127\\.0\\.0\\.1:${port}`), 'the mailbox page says where mails went');
    });
  } finally {
    await inbox.close();
  }
}

/** The verification mail reaches the mail server, whole; and its key is good. */
async function sends(demo, inbox, { username, email }, seconds) {
  const mail = await until(seconds, `a mail to ${email} by SMTP`, () =>
    inbox.mails.find(({ to }) => to.includes(email)),
  );
  assert.deepEqual(mail.to, [email]);
  assert.equal(mail.from, 'demo@example.com');
  const { headers, parts } = parseMail(mail.raw);
  assert.match(headers.to, new RegExp(`^<?${email}>?$`));
  assert.equal(headers.from, 'demo@example.com');
  assert.equal(headers.subject, '[nestjs-rest-auth demo] Please Confirm Your Email Address');
  assert.deepEqual(Object.keys(parts).sort(), ['text/html', 'text/plain']);
  const link = /http:\/\/localhost:\d+\/confirm-email\/([\w:-]+)\//;
  const [address, key] = link.exec(parts['text/plain']) ?? [];
  assert.ok(key, 'the text part has the link');
  assert.ok(parts['text/plain'].includes(username), 'the text part names the user');
  assert.ok(parts['text/html'].includes(`href="${address}"`), 'the HTML part has the same link');
  console.log(`sends the mail to ${username} by SMTP`);
  await says('verifies the address', 200, demo.post('registration/verify-email/', { key }));
}

async function running(environment, walk) {
  const demo = await DemoProcess.start(environment);
  try {
    await walk(demo);
    await demo.stop();
    console.log('stops when told to: 0');
  } catch (error) {
    demo.tell();
    throw error;
  } finally {
    await demo.end();
  }
}

function registration(user, more = {}) {
  return { ...user, password1: PASSWORD, password2: PASSWORD, ...more };
}
