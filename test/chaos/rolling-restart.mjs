import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { RoundRobin } from '../demo/round-robin.mjs';
import { ChaosSite, PASSWORD, send } from './chaos-site.mjs';

const PER_SECOND = 200;

/**
 * Two processes behind a proxy are replaced one after the other, again and again, while 200 requests a second come in, each signing with another key than before: none fails. As in any rolling restart, the proxy
 * sends nothing more to a process that is about to go, and a key is known everywhere before anybody signs with it.
 */
export async function rollingRestart(times) {
  const site = await ChaosSite.make();
  const proxy = new RoundRobin();
  const origin = await proxy.listen();
  // The first signs, and the last is the next to do so.
  const keys = [newKey(1), newKey(2)];
  const servers = [];
  try {
    await replaceAll();
    await site.seedUsers(1);
    let pair = (await send(origin, 'POST', 'login/', { username: 'user1', password: PASSWORD })).body;
    let isOver = false;
    const counts = new Map();
    const note = ({ status }) => counts.set(status, (counts.get(status) ?? 0) + 1);
    const load = (async () => {
      const pending = new Set();
      for (let began = performance.now(), sent = 0; !isOver; sent += 1) {
        const request = send(origin, 'GET', 'user/', undefined, pair.access).then(note);
        pending.add(request);
        void request.then(() => pending.delete(request));
        await pause(Math.max(0, (sent * 1000) / PER_SECOND - (performance.now() - began)));
      }
      await Promise.all(pending);
    })();
    const refreshing = (async () => {
      while (!isOver) {
        const answer = await send(origin, 'POST', 'token/refresh/', { refresh: pair.refresh });
        note(answer);
        if (answer.status === 200) pair = { ...pair, ...answer.body };
        await pause(100);
      }
    })();
    const began = performance.now();
    for (let time = 0; time < times; time += 1) {
      // What was known everywhere is signed with, and the one after it made known; the former stays until its tokens have ended.
      keys.unshift(keys.pop());
      keys.push(newKey(keys.length + 1));
      await replaceAll();
    }
    const seconds = (performance.now() - began) / 1000;
    isOver = true;
    await Promise.all([load, refreshing]);
    assert.deepEqual([...counts.keys()], [200], 'every request was to be answered 200');
    const rate = Math.round(counts.get(200) / seconds);
    return `${times * 2} processes replaced, ${times} times another key; ${counts.get(200)} requests, ${rate} a second, none of them failed`;
  } finally {
    for (const server of servers) await server.stop();
    await proxy.close();
    await site.end();
  }

  async function replaceAll() {
    for (const index of [0, 1]) {
      const server = await site.start({ KEYS: JSON.stringify(keys) });
      await proxy.put(index, server.url);
      const former = servers[index];
      servers[index] = server;
      if (former) await former.stop();
    }
  }
}

function newKey(number) {
  return { id: `key-${number}`, algorithm: 'HS256', secret: randomBytes(32).toString('hex') };
}
