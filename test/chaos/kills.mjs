import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { until } from '../demo/until.mjs';
import { ChaosSite, NEW_PASSWORD, PASSWORD, send } from './chaos-site.mjs';

const CLIENTS = 3;
/** Longer than what a killed process has taken may be its own: the server may grant that after its end. */
const MAIL_SECONDS = 90;
const KILL_SECONDS = 60;
const MOST_BEFORE_A_KILL = 20;

/**
 * Kills the process (SIGKILL) while people register, reset their passwords, refresh and come by a provider; then holds what was acknowledged against the database: nothing of it is lost, nothing is there by
 * half, and each mail went out at most once too often.
 */
export async function kills(times) {
  const site = await ChaosSite.make();
  let last = null;
  const ledger = { registrations: [], resets: [], families: [], socials: [] };
  const strange = new Set();
  // Whoever may be killed at any moment does what is asked, has an outage, or says nothing at all.
  const isDone = (what, status, good) => {
    if (![good, 503, 0].includes(status)) strange.add(`${what} ${status}`);
    return status === good;
  };
  try {
    for (let round = 0; round < times; round += 1) {
      const server = await site.start();
      let isOver = false;
      const act = (once) => async (client) => {
        for (let turn = 0; !isOver; turn += 1) {
          await once(site, server.url, ledger, `r${round}c${client}t${turn}`, isDone);
        }
      };
      const clients = [register, reset, refresh, comeByProvider].flatMap((once) =>
        Array.from({ length: CLIENTS }, (_, client) => act(once)(client)),
      );
      // Not at a time but in the middle of something: after so many acknowledgements more, and a moment.
      const enough = acknowledged(ledger) + 1 + Math.random() * MOST_BEFORE_A_KILL;
      try {
        await until(
          KILL_SECONDS,
          'enough is acknowledged',
          () => acknowledged(ledger) >= enough && (round + 1 < times || isOfEachKind(ledger)),
        );
        await pause(Math.random() * 50);
      } finally {
        isOver = true;
        server.kill();
        await Promise.all(clients);
      }
    }
    // What a killed process had taken is another's once its time is up: here, at once, and before there is another.
    await site.rows('UPDATE rest_auth_mail_outbox SET due_at = 0');
    last = await site.start();
    await site.wakeOutbox(last);
    await inspect(site, last.url, ledger);
    assert.deepEqual([...strange], [], 'nothing else was to be answered');
    for (const [name, entries] of Object.entries(ledger)) assert.ok(acknowledged({ entries }) > 0, `${name} got done`);
    const told = Object.entries(ledger).map(
      ([name, entries]) => `${entries.length} ${name} ${acknowledged({ entries })}`,
    );
    return `${times} times; of ${told.join(', ')} were acknowledged, and none was lost`;
  } finally {
    await last?.stop();
    await site.end();
  }
}

/** Whether there is something of each, whatever becomes of what is under way. */
function isOfEachKind(ledger) {
  return Object.values(ledger).every((entries) => acknowledged({ entries }) > CLIENTS);
}

/** How much of it was. */
function acknowledged(ledger) {
  return Object.values(ledger)
    .flat()
    .filter(({ isAcknowledged }) => isAcknowledged).length;
}

async function register(_site, url, { registrations }, id, isDone) {
  const name = `reg${id}`;
  const body = { username: name, email: `${name}@example.test`, password1: PASSWORD, password2: PASSWORD };
  const { status } = await send(url, 'POST', 'registration/', body);
  registrations.push({ name, isAcknowledged: isDone('registration/', status, 201) });
}

/** Somebody new asks for a reset, reads the mail and sets a password. */
async function reset(site, url, { resets }, id, isDone) {
  const name = `res${id}`;
  await site.seedUsers(1, { prefix: name });
  const email = `${name}1@example.test`;
  const { status } = await send(url, 'POST', 'password/reset/', { email });
  const isAcknowledged = isDone('password/reset/', status, 200);
  const entry = { name: `${name}1`, email, isAcknowledged, confirmation: null };
  resets.push(entry);
  if (!isAcknowledged) return;
  const secret = await until(1, 'a mail', () => site.resetSecret(email)).catch(() => null);
  if (!secret) return;
  const twice = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
  const confirmed = await send(url, 'POST', 'password/reset/confirm/', { ...secret, ...twice });
  entry.confirmation = isDone('password/reset/confirm/', confirmed.status, 200) ? 'acknowledged' : 'unknown';
}

/** A family that is rotated again and again. */
async function refresh(site, url, { families }, id, isDone) {
  const name = `fam${id}`;
  await site.seedUsers(1, { prefix: name });
  const login = await send(url, 'POST', 'login/', { username: `${name}1`, password: PASSWORD });
  if (!isDone('login/', login.status, 200)) return;
  const entry = { token: login.body.refresh, isAcknowledged: true };
  families.push(entry);
  for (let turn = 0; turn < 5 && entry.isAcknowledged; turn += 1) {
    const { status, body } = await send(url, 'POST', 'token/refresh/', { refresh: entry.token });
    entry.isAcknowledged = isDone('token/refresh/', status, 200);
    if (entry.isAcknowledged) entry.token = body.refresh;
  }
}

async function comeByProvider(site, url, { socials }, id, isDone) {
  const uid = socials.length + 1;
  const name = `soc${id}`;
  const entry = { uid: String(uid), isAcknowledged: false };
  socials.push(entry);
  const access_token = site.provider.github.token({ id: uid, login: name, email: `${name}@example.test` });
  entry.isAcknowledged = isDone('github/', (await send(url, 'POST', 'github/', { access_token })).status, 200);
}

async function inspect(site, url, { registrations, resets, families, socials }) {
  // A hundred kills leave a thousand mails behind, which are sent one after the other.
  for (let left = await site.waitingMails(); left > 0; left = await site.waitingMails()) {
    await until(MAIL_SECONDS, 'one mail more is sent', async () => (await site.waitingMails()) < left);
  }
  const mailsTo = (email) => site.mailsTo(email).length;

  const users = new Map();
  for (const row of await site.rows(
    `SELECT username, (SELECT count(*) FROM rest_auth_email_address address WHERE address.user_id = app_user.id) AS addresses,
            (SELECT count(*) FROM rest_auth_social_account account WHERE account.user_id = app_user.id) AS accounts
     FROM app_user`,
  )) {
    users.set(row.username, row);
  }
  for (const { name, isAcknowledged } of registrations) {
    const user = users.get(name);
    assert.ok(user || !isAcknowledged, `${name}, who was told so, is registered`);
    const mails = mailsTo(`${name}@example.test`);
    if (!user) assert.equal(mails, 0, `${name}, who is not there, has no mail`);
    else {
      assert.equal(user.addresses, '1', `${name} is whole`);
      assert.ok(mails === 1 || mails === 2, `${name} has the mail, at most once too often, and not ${mails} times`);
    }
  }
  for (const { name, email, isAcknowledged, confirmation } of resets) {
    const mails = mailsTo(email);
    if (isAcknowledged) assert.ok(mails === 1 || mails === 2, `${email} has the mail, and not ${mails} times`);
    const opens = async (password) => (await send(url, 'POST', 'login/', { username: name, password })).status === 200;
    if (confirmation === 'acknowledged')
      assert.ok(await opens(NEW_PASSWORD), `${name} has the password that was acknowledged`);
    if (confirmation === 'unknown') {
      const [former, present] = [await opens(PASSWORD), await opens(NEW_PASSWORD)];
      assert.notEqual(former, present, `${name} has one password, the former or the new`);
    }
  }
  for (const { token, isAcknowledged } of families) {
    if (!isAcknowledged) continue;
    const { status } = await send(url, 'POST', 'token/refresh/', { refresh: token });
    assert.equal(status, 200, 'a refresh token that was acknowledged is good');
  }
  const identities = new Set((await site.rows('SELECT uid FROM rest_auth_social_account')).map(({ uid }) => uid));
  for (const { uid, isAcknowledged } of socials)
    assert.ok(identities.has(uid) || !isAcknowledged, `identity ${uid} is there`);
  for (const { username, accounts } of users.values()) {
    if (username.startsWith('soc')) assert.equal(accounts, '1', `${username} has the account that they came by`);
  }
}
