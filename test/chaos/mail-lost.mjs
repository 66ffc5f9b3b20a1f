import assert from 'node:assert/strict';

import { until } from '../demo/until.mjs';
import { median } from '../load/figures.mjs';
import { ChaosSite, NEW_PASSWORD, PASSWORD, send } from './chaos-site.mjs';
import { MailServer } from './mail-server.mjs';

const PEOPLE = 6;
const SOON_SECONDS = 20;
/** After three failures the next attempt comes within so much; and no link has expired by then. */
const RETRY_SECONDS = 60;

/**
 * A mail server that is down, slow, or refuses: registrations and resets are answered as with a good one, byte for byte and without waiting for it, and nothing that was acknowledged is thrown away; once it is well again each
 * mail arrives, once, and its link is good.
 */
export async function mailLost(times) {
  const mailServer = new MailServer();
  const site = await ChaosSite.make(mailServer);
  // Under mandatory verification every good registration has the same answer.
  const server = await site.start({
    CLOCK_AHEAD: '0',
    OPTIONS: JSON.stringify({ email: { verification: 'mandatory' } }),
  });
  let aheadSeconds = 0;
  let slowest = 0;
  let late = 0;
  try {
    await askEverybody('warm');
    for (let time = 0; time < times; time += 1) {
      for (const condition of ['down', 'slow', 'refusing for now', 'refusing for good']) {
        const id = `${time}${condition.replaceAll(' ', '')}`;
        const usual = await askEverybody(`u${id}`);
        await everyMailIsSent();
        await mailServer.be(condition);
        const before = mailServer.mails.length;
        const { answers, milliseconds, addresses, afterTheirMails } = await askEverybody(`b${id}`);
        assert.deepEqual(answers, usual.answers, `${condition}: the answers are the same`);
        if (condition === 'slow') assert.equal(afterTheirMails, 0, 'slow: nobody has waited for their mail');
        for (const [act, took] of Object.entries(milliseconds)) {
          slowest = Math.max(slowest, took / usual.milliseconds[act]);
        }
        if (condition !== 'slow') {
          await until(SOON_SECONDS, 'each was tried', async () => (await untried()) === 0);
          assert.equal(await site.waitingMails(), addresses.length, `${condition}: none was thrown away`);
          assert.equal(mailServer.mails.length, before, `${condition}: none was taken`);
        }
        await mailServer.be('well');
        aheadSeconds += RETRY_SECONDS;
        await server.ask('stepClock', aheadSeconds);
        // The outbox looks by itself every few seconds, and with each new mail.
        if (condition !== 'down') await site.wakeOutbox(server);
        await everyMailIsSent();
        for (const email of addresses)
          assert.equal(site.mailsTo(email).length, 1, `${condition}: ${email} has its mail once`);
        late += addresses.length;
        const twice = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
        const secret = site.resetSecret(`resb${id}1@example.test`);
        const confirmed = await send(server.url, 'POST', 'password/reset/confirm/', { ...secret, ...twice });
        assert.equal(confirmed.status, 200, `${condition}: the link of a late mail is good`);
      }
    }
    assert.deepEqual(
      mailServer.mails.filter(({ to }) => to.some((address) => address.startsWith('nobody'))),
      [],
      'nobody has no mail',
    );
    return `${times * 4} times; the answers were the same, at most ${slowest.toFixed(1)} times as slow; ${late} mails came late, each once`;
  } finally {
    await mailServer.be('well');
    await server.stop();
    await site.end();
  }

  async function everyMailIsSent() {
    await until(SOON_SECONDS, 'every mail is sent', async () => (await site.waitingMails()) === 0);
  }

  async function untried() {
    const [{ count }] = await site.rows(
      'SELECT count(*) FROM rest_auth_mail_outbox WHERE attempts = 0 OR sealed IS NULL',
    );
    return Number(count);
  }

  /** A few people do each of it, one after the other: what they are answered, the medians, who is to have a mail, and how many had it before they were answered. */
  async function askEverybody(id) {
    await site.seedUsers(PEOPLE, { prefix: `res${id}` });
    const acts = {
      'a reset': (number) => ['password/reset/', { email: `res${id}${number}@example.test` }],
      'a reset for nobody': (number) => ['password/reset/', { email: `nobody${id}${number}@example.test` }],
      'a registration': (number) => [
        'registration/',
        {
          username: `reg${id}${number}`,
          email: `reg${id}${number}@example.test`,
          password1: PASSWORD,
          password2: PASSWORD,
        },
      ],
    };
    const answers = {};
    const milliseconds = {};
    let afterTheirMails = 0;
    for (const [act, asked] of Object.entries(acts)) {
      const times = [];
      const different = new Set();
      for (let number = 1; number <= PEOPLE; number += 1) {
        const began = performance.now();
        const [path, json] = asked(number);
        different.add(await wholeAnswer(server.url, path, json));
        times.push(performance.now() - began);
        afterTheirMails += site.mailsTo(json.email).length;
      }
      answers[act] = [...different];
      assert.equal(different.size, 1, `${act} is answered alike each time`);
      milliseconds[act] = median(times);
    }
    const numbers = Array.from({ length: PEOPLE }, (_, index) => index + 1);
    const addresses = ['res', 'reg'].flatMap((kind) => numbers.map((number) => `${kind}${id}${number}@example.test`));
    return { answers, milliseconds, addresses, afterTheirMails };
  }
}

/** Status, headers and body, as text, but for the date. */
async function wholeAnswer(url, path, json) {
  const answer = await fetch(`${url}/dj-rest-auth/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(json),
  });
  const headers = [...answer.headers].filter(([name]) => name !== 'date');
  return JSON.stringify([answer.status, headers, await answer.text()]);
}
