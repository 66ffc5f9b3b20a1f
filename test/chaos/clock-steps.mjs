import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { ChaosSite, NEW_PASSWORD, PASSWORD, send } from './chaos-site.mjs';

const CLIENTS = 4;
const ACCESS_SECONDS = 300;
const REFRESH_SECONDS = 86_400;
/** A token from further ahead is not believed. */
const AHEAD_SECONDS = 60;
/** `exp` and `iat` are whole seconds, and a request takes its time. */
const UNSURE_SECONDS = 1.5;
/** By so many seconds the clock is ahead, or behind: what NTP puts right, an hour of summer time, a machine that was asleep. No two are apart by a bound of the tokens. */
export const STEPS = [0, -30, 45, 0, -600, 0, 1200, 0, -3600, 3700, 0, 30, -5 * 3600, 0, 6 * 3600, 0, 20 * 3600];

/**
 * Steps the clock of a process to and fro under load. Each answer is the one that the token's own times and the clock of that moment ask for, and none is a 5xx; no family has ended of it; nothing is good for longer
 * than it was made for; and what was void stays void, whatever the clock says.
 */
export async function clockSteps(times) {
  const site = await ChaosSite.make();
  const clock = new Clock(await site.start({ CLOCK_AHEAD: '0', QUIET: 'true' }));
  const { url } = clock.server;
  try {
    await site.seedUsers(CLIENTS);
    const counts = await underLoad();
    await isVoid(site, clock);
    return `${times} steps; ${[...counts].map(([status, count]) => `${count} answers ${status}`).join(', ')}, each as the clock said; no login was lost`;
  } finally {
    await clock.server.stop();
    await site.end();
  }

  async function underLoad() {
    const counts = new Map();
    /** The access tokens, and the pairs as they are now. */
    const given = [];
    const pairs = [];
    let isOver = false;
    /** Asks, and holds the answer against those that the clock allows: `token` is what it stands or falls with. */
    const ask = async (method, path, json, { bearer, token, good }) => {
      const from = clock.settled;
      const began = Date.now();
      const { status, body } = await send(url, method, path, json, bearer);
      const expected = new Set(
        clock
          .since(from)
          .flatMap((ahead) =>
            [began / 1000 - UNSURE_SECONDS, Date.now() / 1000 + UNSURE_SECONDS].map((now) =>
              !token || isGood(token, now + ahead) ? good : 401,
            ),
          ),
      );
      assert.ok(expected.has(status), `${path} answered ${status}, and the clock says ${[...expected].join(' or ')}`);
      counts.set(status, (counts.get(status) ?? 0) + 1);
      return status === good ? body : null;
    };
    const logIn = (number) => ask('POST', 'login/', { username: `user${number}`, password: PASSWORD }, { good: 200 });
    const refresh = ({ refresh: token }) => ask('POST', 'token/refresh/', { refresh: token }, { token, good: 200 });
    const begin = async (number) => {
      const pair = await logIn(number);
      pairs.push(pair);
      return pair;
    };
    const clients = Array.from({ length: CLIENTS }, async (_, index) => {
      let pair = await begin(index + 1);
      while (!isOver) {
        given.push(pair.access);
        assert.ok(isMadeFor(pair.access, ACCESS_SECONDS), 'an access token is made for as long as ever');
        assert.ok(isMadeFor(pair.refresh, REFRESH_SECONDS), 'a refresh token is made for as long as ever');
        await ask('GET', 'user/', undefined, { bearer: pair.access, token: pair.access, good: 200 });
        const refreshed = await refresh(pair);
        if (refreshed) Object.assign(pair, refreshed);
        // Some try again and again, and some log in once more.
        else if (index % 2 === 0) pair = await begin(index + 1);
        await pause(5);
      }
    });
    const newcomers = (async () => {
      for (let turn = 0; !isOver; turn += 1) {
        const email = `new${turn}@example.test`;
        const registration = { username: `new${turn}`, email, password1: PASSWORD, password2: PASSWORD };
        await ask('POST', 'registration/', registration, { good: 201 });
        await ask('POST', 'password/reset/', { email }, { good: 200 });
        await logIn(1);
      }
    })();
    const everybody = Promise.all([...clients, newcomers]);
    // Whoever is disappointed says so at once.
    void everybody.catch(() => (isOver = true));
    for (let time = 0; time < times && !isOver; time += 1) {
      await clock.step(STEPS[(time + 1) % STEPS.length]);
      await pause(250);
    }
    isOver = true;
    await everybody;

    const [{ count }] = await site.rows('SELECT count(*) FROM rest_auth_refresh_family WHERE ended_at IS NOT NULL');
    assert.equal(count, '0', 'no family was ended');
    const latest = Math.max(...pairs.map((pair) => timesOf(pair.refresh).iat));
    for (const pair of pairs) {
      // When it was made, its moment come again.
      await clock.step(timesOf(pair.refresh).iat - Date.now() / 1000);
      Object.assign(pair, await refresh(pair));
    }
    for (const [seconds, tokens] of [
      [ACCESS_SECONDS, [...new Set(given)].slice(-200)],
      [REFRESH_SECONDS, pairs.slice(-200).map((pair) => pair.refresh)],
    ]) {
      await clock.step(latest + seconds + 60 - Date.now() / 1000);
      for (const token of tokens) {
        const { status } = await send(url, 'POST', 'token/verify/', { token });
        assert.equal(status, 401, 'nothing is good for longer than it was made for');
      }
    }
    await clock.step(0);
    return counts;
  }
}

/** The clock of a process. */
class Clock {
  /** All that it was, and the index of the first that can be in force. */
  #history = [0];
  settled = 0;

  constructor(server) {
    this.server = server;
  }

  async step(aheadSeconds) {
    this.#history.push(aheadSeconds);
    await this.server.ask('stepClock', aheadSeconds);
    this.settled = this.#history.length - 1;
  }

  since(settled) {
    return this.#history.slice(settled);
  }
}

/** What was void before a step is void after it. */
async function isVoid(site, clock) {
  const { url } = clock.server;
  await site.seedUsers(1, { prefix: 'void' });
  const credentials = { username: 'void1', password: PASSWORD };
  const logIn = async () => (await send(url, 'POST', 'login/', credentials)).body;
  const refresh = async (token) => send(url, 'POST', 'token/refresh/', { refresh: token });
  const isKnown = async (access) => (await send(url, 'GET', 'user/', undefined, access)).status;

  // A token that was exchanged, while the clock says that it was not yet, and once it is late enough for a thief.
  const first = await logIn();
  const second = (await refresh(first.refresh)).body;
  await clock.step(-30);
  assert.equal((await refresh(first.refresh)).status, 401, 'a used token is void before its use too');
  const third = await refresh(second.refresh);
  assert.equal(third.status, 200, 'which is no reason to end the login');
  await clock.step(30);
  assert.equal((await refresh(second.refresh)).status, 401, 'a stolen token is void');
  assert.equal((await refresh(third.body.refresh)).status, 401, 'and the login ends of it');
  await clock.step(0);

  // A logout.
  const { access, refresh: loggedOut } = await logIn();
  assert.equal((await send(url, 'POST', 'logout/', { refresh: loggedOut }, access)).status, 200);
  for (const ahead of [-30, 3700, 0]) {
    await clock.step(ahead);
    assert.equal((await refresh(loggedOut)).status, 401, `a logout is one, ${ahead} s ahead`);
  }

  // Two changes of the password, each at an earlier moment than what it voids.
  for (const ahead of [-20, -40]) {
    const [own, other] = [await logIn(), await logIn()];
    await clock.step(ahead);
    const twice = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
    assert.equal((await send(url, 'POST', 'password/change/', twice, own.access)).status, 200);
    const back = { new_password1: PASSWORD, new_password2: PASSWORD };
    credentials.password = NEW_PASSWORD;
    const { access: present } = await logIn();
    for (const later of [ahead, 0, ahead]) {
      await clock.step(later);
      assert.equal(await isKnown(present), 200, 'who has logged in since is known');
      assert.equal(await isKnown(other.access), 401, 'an access token from before the change is void');
      assert.equal((await refresh(other.refresh)).status, 401, 'a refresh token from before the change is void');
    }
    assert.equal((await send(url, 'POST', 'password/change/', back, present)).status, 200);
    credentials.password = PASSWORD;
  }
  await clock.step(0);
}

function isGood(token, now) {
  const { iat, exp } = timesOf(token);
  return iat <= Math.floor(now) + AHEAD_SECONDS && exp > Math.floor(now);
}

/** In whole seconds, and one may begin between the two. */
function isMadeFor(token, seconds) {
  const { iat, exp } = timesOf(token);
  return [seconds, seconds - 1].includes(exp - iat);
}

function timesOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
}
