import assert from 'node:assert/strict';

import { until } from '../demo/until.mjs';
import { ChaosSite, PASSWORD, send } from './chaos-site.mjs';

const POOL_SIZE = 3;
/** So many of each kind of request. */
const EACH = 6;
const CONNECTION_MILLISECONDS = 500;
const STATEMENT_MILLISECONDS = 1500;
/** A busy machine is late with everything. */
const MOST_TIMES_LATER = 4;
const SOON_SECONDS = 10;
const UNAVAILABLE = [503, '1', 'no-store', { detail: 'Service temporarily unavailable, try again later.' }];

/**
 * Every connection of the pool is held while a crowd comes: who finds none is told 503 within the time that the data source says, and not kept; who has one is answered once it is let go, or told 503 by the time
 * limit of statements. Then all is well by itself, with no more connections than before, and of what was refused nothing is there. And nobody needs two connections at a time: a pool of one answers everybody.
 */
export async function poolExhausted(times) {
  const site = await ChaosSite.make();
  const told = { refused: 0, answered: 0, slowest: 0 };
  let last = 0;
  try {
    const wait = { connectionTimeoutMillis: CONNECTION_MILLISECONDS };
    await withServer(wait, POOL_SIZE, (url) => whileHeld(url, POOL_SIZE, CONNECTION_MILLISECONDS));
    const limited = { ...wait, statement_timeout: STATEMENT_MILLISECONDS };
    await withServer(limited, POOL_SIZE, (url) => whileHeld(url, 0, STATEMENT_MILLISECONDS));
    await withServer({ connectionTimeoutMillis: SOON_SECONDS * 1000 }, 1, async (url) => {
      const asks = await crowd(url, EACH);
      for (const answer of await Promise.all(asks.map((ask) => ask()))) assertDone(answer);
      told.answered += asks.length;
    });
    return `${times * 3} crowds; ${told.refused} were told 503, after ${told.slowest.toFixed(1)} times the wait at most, ${told.answered} were answered, and it was well again by itself`;
  } finally {
    await site.end();
  }

  async function withServer(extra, poolSize, act) {
    const DATABASE_EXTRA = JSON.stringify(extra);
    const server = await site.start({ DATABASE_EXTRA, POOL_SIZE: String(poolSize), QUIET: 'true' });
    try {
      // The first has made the tables.
      if (last === 0) await site.seedUsers(1);
      for (let time = 0; time < times; time += 1) await act(server.url);
    } finally {
      await server.stop();
    }
  }

  /** Locks the table of users: so many requests stay until it is let go, and all others are refused before. */
  async function whileHeld(url, staying, milliseconds) {
    const asks = await crowd(url, EACH);
    const before = [];
    const answers = [];
    const letGo = await site.lock('app_user', 'ACCESS EXCLUSIVE');
    const requests = asks.map((ask) => ask().then((answer) => answers.push(answer)));
    try {
      await until(SOON_SECONDS, 'who finds no connection is told', () => answers.length >= asks.length - staying);
    } finally {
      before.push(...answers);
      await letGo();
      await Promise.all(requests);
    }
    assert.equal(before.length, asks.length - staying, 'who has a connection keeps it');
    for (const answer of before) {
      assert.deepEqual(answer.whole, UNAVAILABLE, answer.path);
      const ratio = answer.milliseconds / milliseconds;
      assert.ok(ratio < MOST_TIMES_LATER, `${answer.path} was told after ${ratio.toFixed(1)} times the wait`);
      told.slowest = Math.max(told.slowest, ratio);
    }
    for (const answer of answers.slice(before.length)) assertDone(answer);
    told.refused += before.length;
    told.answered += staying;

    for (const ask of await crowd(url, 1)) assertDone(await ask());
    const isAtRest = async () => (await site.connections()).every(({ state }) => state === 'idle');
    await until(SOON_SECONDS, 'no connection is kept', isAtRest);
    assert.ok((await site.connections()).length <= POOL_SIZE, 'there are no more connections than before');
    await assertWhole(answers);
  }

  /** Requests of every kind, ready to be sent: whoever needs a login has it. */
  async function crowd(url, each) {
    const credentials = { username: 'user1', password: PASSWORD };
    const asks = [];
    for (let time = 0; time < each; time += 1) {
      const name = `crowd${(last += 1)}`;
      const { access, refresh } = (await send(url, 'POST', 'login/', credentials)).body;
      const registration = { username: name, email: `${name}@example.test`, password1: PASSWORD, password2: PASSWORD };
      asks.push(
        () => ask(url, 'POST', 'login/', { json: credentials }),
        () => ask(url, 'GET', 'user/', { access }),
        () => ask(url, 'POST', 'token/refresh/', { json: { refresh } }),
        () => ask(url, 'POST', 'password/reset/', { json: { email: 'user1@example.test' } }),
        async () => ({ name, ...(await ask(url, 'POST', 'registration/', { json: registration })) }),
      );
    }
    return asks;
  }

  /** Who was refused is not there; who was registered is whole. */
  async function assertWhole(answers) {
    const rows = await site.rows(
      `SELECT username, (SELECT count(*) FROM rest_auth_email_address address WHERE address.user_id = app_user.id) AS addresses
       FROM app_user`,
    );
    const addresses = new Map(rows.map((row) => [row.username, row.addresses]));
    for (const { name, status } of answers.filter((answer) => answer.name)) {
      assert.equal(addresses.get(name), status === 201 ? '1' : undefined, `${name}, who was told ${status}`);
    }
  }
}

function assertDone({ path, status }) {
  assert.equal(status, path === 'registration/' ? 201 : 200, path);
}

async function ask(url, method, path, { json, access }) {
  const began = performance.now();
  const answer = await fetch(`${url}/dj-rest-auth/${path}`, {
    method,
    headers: {
      ...(json && { 'Content-Type': 'application/json' }),
      ...(access && { Authorization: `Bearer ${access}` }),
    },
    ...(json && { body: JSON.stringify(json) }),
  });
  const { status, headers } = answer;
  const whole = [status, headers.get('retry-after'), headers.get('cache-control'), await answer.json()];
  return { path, status, whole, milliseconds: performance.now() - began };
}
