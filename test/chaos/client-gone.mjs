import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { until } from '../demo/until.mjs';
import { ChaosSite, PASSWORD, send } from './chaos-site.mjs';

const CLIENTS = 6;
/** So much longer than it need be: what is kept of a body is seen. */
const PADDING = 'x'.repeat(60_000);
/** What an answer may take, more or less. */
const MOST_MILLISECONDS = 60;
/** Were bodies kept, it would be twice as much of a half alone. */
const MOST_BYTES_KEPT = 8 * 1024;
const SOON_SECONDS = 15;

/**
 * Clients go away in the middle of the body and while they wait for the answer, of registrations, logins, refreshes and resets: what was cut is not done, what was asked is done or not and never by half, the process
 * goes on, and has the connections and the memory that it had before.
 */
export async function clientGone(times) {
  const told = [];
  for (const adapter of ['express', 'fastify']) told.push(await goneFrom(adapter, times));
  return told.join('; ');
}

async function goneFrom(ADAPTER, times) {
  const site = await ChaosSite.make();
  const server = await site.start({ ADAPTER });
  const ledger = { registrations: [], resets: [], families: [] };
  let password = '';
  try {
    await site.seedUsers(1);
    [{ password }] = await site.rows('SELECT password FROM app_user');
    await everythingWorks('before');
    // What a process keeps once is no leak.
    await goAway('first');
    const first = await atRest();
    await goAway('second');
    const second = await atRest();
    const requests = times * CLIENTS * 4;
    const perRequest = Math.max(0, Math.round((second.bytes - first.bytes) / requests));
    assert.ok(perRequest < MOST_BYTES_KEPT, `${perRequest} bytes are kept of each client that is gone`);
    await inspect();
    await everythingWorks('after');
    return `${ADAPTER}: ${requests * 2} clients gone, ${perRequest} bytes kept of each, nothing by half`;
  } finally {
    await server.stop();
    await site.end();
  }

  async function goAway(which) {
    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        for (let time = 0; time < times; time += 1) await goEachWay(`${which}c${client}t${time}`, time);
      }),
    );
  }

  async function goEachWay(id, time) {
    const isCut = time % 2 === 0;
    const registered = { name: `reg${id}`, isCut };
    ledger.registrations.push(registered);
    const email = `${registered.name}@example.test`;
    await goFrom(
      'registration/',
      { username: registered.name, email, password1: PASSWORD, password2: PASSWORD },
      isCut,
    );

    const reset = { email: `res${id}1@example.test`, isCut };
    ledger.resets.push(reset);
    await site.seedUsers(1, { prefix: `res${id}`, password });
    await goFrom('password/reset/', { email: reset.email }, isCut);

    const credentials = { username: `res${id}1`, password: PASSWORD };
    await goFrom('login/', credentials, isCut);
    const { body } = await send(server.url, 'POST', 'login/', credentials);
    ledger.families.push({ token: body.refresh, isCut });
    await goFrom('token/refresh/', { refresh: body.refresh }, isCut);
  }

  /** Sends half of the body, or all of it and waits for a moment, and goes away, with a FIN or with a reset. Half a form reads like a whole one: every field is in it. */
  async function goFrom(path, fields, isCut) {
    const padded = { ...fields, padding: PADDING };
    const body = isCut ? String(new URLSearchParams(padded)) : JSON.stringify(padded);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const head = [
      `POST /dj-rest-auth/${path} HTTP/1.1`,
      'Host: app.test',
      `Content-Type: application/${isCut ? 'x-www-form-urlencoded' : 'json'}`,
      `Content-Length: ${body.length}`,
    ];
    const sent = isCut ? body.slice(0, body.length / 2) : body;
    await new Promise((resolve) => socket.write(`${head.join('\r\n')}\r\n\r\n${sent}`, resolve));
    await pause(Math.random() * (isCut ? 5 : MOST_MILLISECONDS));
    if (socket.closed) return;
    const closed = once(socket, 'close');
    if (Math.random() < 0.5) socket.resetAndDestroy();
    else socket.destroy();
    await closed;
  }

  /** Once nobody is being answered any more, and every mail is sent. */
  async function atRest() {
    await until(SOON_SECONDS, 'every mail is sent', async () => (await site.waitingMails()) === 0);
    const isIdle = async () => (await site.connections()).every(({ state }) => state === 'idle');
    await until(SOON_SECONDS, 'no connection to the database is kept', isIdle);
    // Our own are kept for another request.
    return until(SOON_SECONDS, 'no connection of a client is kept', async () => {
      const kept = await server.ask('kept');
      return kept.connections <= CLIENTS && kept;
    });
  }

  async function inspect() {
    const users = new Map();
    for (const row of await site.rows(
      `SELECT email, (SELECT count(*) FROM rest_auth_email_address address WHERE address.user_id = app_user.id) AS addresses,
              (SELECT count(*) FROM rest_auth_password_reset reset WHERE reset.user_id = app_user.id) AS resets
       FROM app_user`,
    )) {
      users.set(row.email, row);
    }
    for (const { name, isCut } of ledger.registrations) {
      const email = `${name}@example.test`;
      const user = users.get(email);
      assert.ok(!user || !isCut, `${name}, of whom half has come, is not there`);
      assert.equal(site.mailsTo(email).length, user ? 1 : 0, `${name} has a mail if they are there`);
      if (user) assert.equal(user.addresses, '1', `${name} is whole`);
    }
    for (const { email, isCut } of ledger.resets) {
      const { resets } = users.get(email);
      assert.ok(!isCut || resets === '0', `${email}, of whom half has come, has asked for nothing`);
      assert.equal(String(site.mailsTo(email).length), resets, `${email} has a mail if there is a reset`);
    }
    for (const { token, isCut } of ledger.families) {
      const { jti } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
      const [family] = await site.rows(
        'SELECT current_digest, former_digest, rotated_at, ended_at FROM rest_auth_refresh_family WHERE id = $1',
        [jti.slice(0, 16)],
      );
      const isRotated = family.current_digest !== null;
      assert.ok(!isRotated || !isCut, 'a token of which half has come was not exchanged');
      assert.deepEqual(
        [family.former_digest, family.rotated_at !== null, family.ended_at],
        [isRotated ? createHash('sha256').update(jti).digest('hex') : null, isRotated, null],
        'a token was exchanged or was not',
      );
      const { status } = await send(server.url, 'POST', 'token/refresh/', { refresh: token });
      assert.equal(status, isRotated ? 401 : 200, 'and is good or is not');
    }
    const done = {
      registrations: ledger.registrations.filter(({ name }) => users.has(`${name}@example.test`)).length,
      resets: ledger.resets.filter(({ email }) => users.get(email).resets !== '0').length,
    };
    for (const [what, count] of Object.entries(done)) assert.ok(count > 0, `some ${what} got done`);
  }

  async function everythingWorks(when) {
    const name = `works${when}`;
    const registration = { username: name, email: `${name}@example.test`, password1: PASSWORD, password2: PASSWORD };
    const { status } = await send(server.url, 'POST', 'registration/', registration);
    assert.equal(status, 201, `a registration ${when}`);
    const login = await send(server.url, 'POST', 'login/', { username: 'user1', password: PASSWORD });
    assert.equal(login.status, 200, `a login ${when}`);
    const refreshed = await send(server.url, 'POST', 'token/refresh/', { refresh: login.body.refresh });
    assert.equal(refreshed.status, 200, `a refresh ${when}`);
  }
}
