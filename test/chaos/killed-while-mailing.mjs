import assert from 'node:assert/strict';

import { until } from '../demo/until.mjs';
import { ChaosSite, send } from './chaos-site.mjs';
import { MailServer } from './mail-server.mjs';

const PEOPLE = 4;
const SOON_SECONDS = 20;
/** Once a sender has had a mail for so long it is another's: see docs/decisions/0009. */
const LEASE_SECONDS = 60;

/**
 * Kills the process (SIGKILL) in the one moment in which a mail can go out twice: the mail server has it, and the outbox does not know. In turns, before the mail server has said so and after. That mail goes out
 * once more, every other one once, and none is lost.
 */
export async function killedWhileMailing(times) {
  const mailServer = new MailServer();
  const site = await ChaosSite.make(mailServer);
  let aheadSeconds = 0;
  let server = await start();
  const expected = new Map();
  try {
    for (let time = 0; time < times; time += 1) {
      const prefix = `mail${time}n`;
      await site.seedUsers(PEOPLE, { prefix });
      const emails = Array.from({ length: PEOPLE }, (_, index) => `${prefix}${index + 1}@example.test`);
      const [victim] = emails.splice(Math.floor(Math.random() * PEOPLE), 1);
      const resets = [];
      const killed = killAt(victim, time % 2 === 0, () => Promise.all(resets));
      for (const email of [victim, ...emails]) {
        resets.push(send(server.url, 'POST', 'password/reset/', { email }));
        expected.set(email, email === victim ? 2 : 1);
      }
      for (const { status } of await Promise.all(resets)) assert.equal(status, 200, 'the reset is acknowledged');
      await killed;
      aheadSeconds += LEASE_SECONDS + 1;
      server = await start();
    }
    await site.wakeOutbox(server);
    await until(SOON_SECONDS, 'every mail is sent', async () => (await site.waitingMails()) === 0);
    const found = new Map([...expected.keys()].map((email) => [email, site.mailsTo(email).length]));
    assert.deepEqual(found, expected, 'what was taken and not noted comes once more, all else once');
    return `${times} times; of ${expected.size} mails ${times} came twice, as they must, and none was lost`;
  } finally {
    await server.stop();
    await site.end();
  }

  function start() {
    return site.start({ CLOCK_AHEAD: String(aheadSeconds) });
  }

  /** Once that mail is taken for the first time; resolves when the process has been killed. */
  function killAt(email, isBeforeYes, acknowledged) {
    return new Promise((resolve, reject) => {
      let letGo = null;
      mailServer.beforeYes = async ({ to }) => {
        if (!to.includes(email)) return;
        mailServer.beforeYes = async () => undefined;
        await acknowledged();
        if (isBeforeYes) {
          server.kill();
          resolve();
          return;
        }
        // Nobody can note anything in the outbox now, so that the note is sure not to be made.
        letGo = await site.lock('rest_auth_mail_outbox', 'SHARE ROW EXCLUSIVE');
      };
      mailServer.afterYes = async () => {
        if (!letGo) return;
        mailServer.afterYes = async () => undefined;
        try {
          const noting = async () =>
            (await site.connections()).find(
              ({ query, wait_event_type: waitsFor }) => waitsFor === 'Lock' && query.startsWith('DELETE'),
            );
          const { pid } = await until(SOON_SECONDS, 'it is about to be noted', noting);
          server.kill();
          // PostgreSQL does not see that whoever has asked is gone.
          await site.rows('SELECT pg_terminate_backend($1)', [pid]);
          resolve();
        } catch (error) {
          reject(error);
        } finally {
          await letGo();
        }
      };
    });
  }
}
