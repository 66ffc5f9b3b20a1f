/**
 * Whether time tells who is known: requests about known and unknown users, one of each in turn, and the area under the ROC curve of their times. 0.5 tells nothing apart; aim: 0.40 to 0.60, and
 * medians no further apart than 2 ms or 5 %. `node test/load/timing.mjs`; needs `npm run build:lib` and TEST_POSTGRES_URL. Ends with 0 whatever the figures are, for a machine may be busy.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';

import { BenchDatabase, PASSWORD } from '../bench/bench-database.mjs';
import { ServerProcess } from '../bench/server-process.mjs';
import { areaUnderCurve, inMilliseconds, median, percentile, printTable } from './figures.mjs';
import { LoadClient } from './load-client.mjs';

const SAMPLES = Number(process.env.SAMPLES ?? 400);
const WARM_UPS = 50;

const login = (username) => ['login/', { username, password: 'wrong' }];
const byEmail = (name) => ['login/', { email: `${name}@example.test`, password: 'wrong' }];
const reset = (name) => ['password/reset/', { email: `${name}@example.test` }];
const resend = (name) => ['registration/resend-email/', { email: `${name}@example.test` }];

const register = (name, email) => [
  'registration/',
  { username: name, email: `${email}@example.test`, password1: PASSWORD, password2: PASSWORD },
];

/** What is compared with what, each by what the request number so and so is. */
const COMPARISONS = {
  'ENU-02 login: known, unknown': [(index) => login(`user${index}`), (index) => login(`nobody${index}`)],
  'ENU-02 login by address: known, unknown': [(index) => byEmail(`user${index}`), (index) => byEmail(`nobody${index}`)],
  'ENU-03 login: by a provider only, unknown': [(index) => login(`social${index}`), (index) => login(`nobody${index}`)],
  'ENU-04 login: switched off, unknown': [(index) => login(`off${index}`), (index) => login(`nobody${index}`)],
  'ENU-06 reset while mail takes 2 s: known, unknown': [
    (index) => reset(`user${index}`),
    (index) => reset(`nobody${index}`),
  ],
  'ENU-12 mail sent again: known, unknown': [(index) => resend(`user${index}`), (index) => resend(`nobody${index}`)],
};

/** The same where an address must be proven, so that nobody is told whether it is taken. */
const WHERE_MANDATORY = {
  'ENU-10 registration: taken address, free address': [
    (index) => register(`taken${index}`, `user${index}`),
    (index) => register(`free${index}`, `free${index}`),
  ],
};

const database = await BenchDatabase.make();
const smtp = await slowSmtp(2000);
const rows = [];
try {
  await measure(COMPARISONS, { login: { methods: ['username', 'email'] } });
  await measure(WHERE_MANDATORY, { email: { verification: 'mandatory' } });
  printTable(rows);
} finally {
  smtp.close();
  await database.drop();
}

/** All of them at a server with those options. */
async function measure(comparisons, options) {
  const server = await ServerProcess.start('rest-auth', {
    ...database.environment,
    SECRET: randomBytes(32).toString('hex'),
    SYNCHRONIZE: 'true',
    ADAPTER: process.env.ADAPTER ?? 'express',
    SMTP_URL: `smtp://127.0.0.1:${smtp.address().port}`,
    OPTIONS: JSON.stringify(options),
  });
  const users = SAMPLES + WARM_UPS;
  if (rows.length === 0) {
    await database.seedUsers(users);
    await database.seedUsers(users, { prefix: 'social', password: `!${'x'.repeat(40)}` });
    await database.seedUsers(users, { prefix: 'off', isActive: false });
  }
  const client = new LoadClient(server.url, 1);
  for (const [what, [first, second]] of Object.entries(comparisons)) {
    const times = [[], []];
    for (let index = 1; index <= users; index += 1) {
      // Whoever is second has the caches of the first: each goes first every other time.
      for (const which of index % 2 === 0 ? [0, 1] : [1, 0]) {
        const [path, json] = (which === 0 ? first : second)(index);
        const { status, milliseconds, text } = await client.send('POST', path, { json });
        if (status >= 500) throw new Error(`${what} answered ${status} ${text}`);
        if (index > WARM_UPS) times[which].push(milliseconds);
      }
    }
    const [known, unknown] = times;
    rows.push({
      what,
      samples: known.length,
      AUC: areaUnderCurve(known, unknown).toFixed(3),
      medians: `${inMilliseconds(median(known))}, ${inMilliseconds(median(unknown))}`,
      p95: `${inMilliseconds(percentile(known, 0.95))}, ${inMilliseconds(percentile(unknown, 0.95))}`,
    });
    console.log(`${what}: AUC ${rows.at(-1).AUC}`);
  }
  client.close();
  await server.stop();
}

/** A mail server that takes its time before it greets. */
async function slowSmtp(milliseconds) {
  const sockets = new Set();
  const listening = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const timer = setTimeout(() => socket.end('421 busy\r\n'), milliseconds);
    socket.on('close', () => {
      clearTimeout(timer);
      sockets.delete(socket);
    });
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const close = listening.close.bind(listening);
  listening.close = () => {
    for (const socket of sockets) socket.destroy();
    return close();
  };
  return listening;
}
