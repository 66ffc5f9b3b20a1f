/**
 * What a login takes while a thousand connections each send a header byte by byte and never come to an end (slowloris). Aim: under 500 ms, and that Node cuts the connections off by its
 * own time limits: it looks every 30 s for headers that have taken 60. `node test/load/slow-clients.mjs`; needs `npm run build:lib` and TEST_POSTGRES_URL.
 */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import { BenchDatabase, PASSWORD } from '../bench/bench-database.mjs';
import { ServerProcess } from '../bench/server-process.mjs';
import { inMilliseconds, median, printTable } from './figures.mjs';
import { LoadClient } from './load-client.mjs';

const CONNECTIONS = 1000;
const LOGINS = 30;
const CUT_OFF_SECONDS = 100;

const database = await BenchDatabase.make();
let server = null;
const sockets = [];
try {
  server = await ServerProcess.start('rest-auth', {
    ...database.environment,
    SECRET: randomBytes(32).toString('hex'),
    SYNCHRONIZE: 'true',
    ADAPTER: process.env.ADAPTER ?? 'express',
  });
  await database.seedUsers(1);
  const client = new LoadClient(server.url, 1);
  const before = await logins(client);
  for (let index = 0; index < CONNECTIONS; index += 1) {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    // What says that it is over is heard by who reads alone.
    socket.on('error', () => undefined).resume();
    sockets.push(socket);
  }
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('X');
  }, 500);
  for (const socket of sockets) socket.write('POST /dj-rest-auth/login/ HTTP/1.1\r\nHost: app.test\r\nX-Slow: ');
  const began = performance.now();
  const meanwhile = await logins(client);
  client.close();
  const secondsPassed = () => (performance.now() - began) / 1000;
  const open = () => sockets.filter(({ closed }) => !closed).length;
  while (open() > 0 && secondsPassed() < CUT_OFF_SECONDS) await pause(1000);
  clearInterval(drip);
  printTable([
    { while: 'nobody else', ...before },
    { while: `${CONNECTIONS} half-open requests`, ...meanwhile },
  ]);
  console.log(`aim: all are cut off; after ${secondsPassed().toFixed(0)} s ${open()} of ${CONNECTIONS} were open`);
} finally {
  for (const socket of sockets) socket.destroy();
  await server?.stop();
  await database.drop();
}

async function logins(client) {
  const times = [];
  for (let index = 0; index < LOGINS; index += 1) {
    const { status, milliseconds } = await client.send('POST', 'login/', {
      json: { username: 'user1', password: PASSWORD },
    });
    if (status !== 200) throw new Error(`A login answered ${status}.`);
    times.push(milliseconds);
  }
  return { logins: times.length, median: inMilliseconds(median(times)), max: inMilliseconds(Math.max(...times)) };
}
