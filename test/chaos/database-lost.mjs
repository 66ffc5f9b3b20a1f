import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { until } from '../demo/until.mjs';
import { ChaosSite, PASSWORD, send } from './chaos-site.mjs';

const CLIENTS = 8;

/** Has PostgreSQL end every connection of the process while it is asked: what it answers is 200 or 503, and it is well again by itself. */
export async function databaseLost(times) {
  const site = await ChaosSite.make();
  const server = await site.start({ QUIET: 'true' });
  try {
    await site.seedUsers(1);
    const { body } = await send(server.url, 'POST', 'login/', { username: 'user1', password: PASSWORD });
    const counts = new Map();
    let isOver = false;
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (!isOver) {
        const { status } = await send(server.url, 'GET', 'user/', undefined, body.access);
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
    });
    for (let time = 0; time < times; time += 1) {
      await pause(200);
      for (const { pid } of await site.connections()) await site.rows('SELECT pg_terminate_backend($1)', [pid]);
    }
    await pause(200);
    isOver = true;
    await Promise.all(clients);
    assert.deepEqual(
      [...counts.keys()].filter((status) => ![200, 503].includes(status)),
      [],
      'nothing but 200 and 503',
    );
    assert.ok((counts.get(503) ?? 0) > 0, 'somebody has noticed');
    const isWell = async () => (await send(server.url, 'GET', 'user/', undefined, body.access)).status === 200;
    await until(5, 'it is well again', isWell);
    return `${times} times; ${counts.get(200)} requests were answered 200 and ${counts.get(503)} were 503, and it was well again by itself`;
  } finally {
    await server.stop();
    await site.end();
  }
}
