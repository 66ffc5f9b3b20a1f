/**
 * Whether time tells who is known: requests about known and unknown users, one of each in turn, and the area under the ROC curve of their times. 0.5 tells nothing apart; aim: 0.40 to 0.60, and
 * medians no further apart than 2 ms or 5 %. `node test/load/timing.mjs`, or of some alone, as in `node test/load/timing.mjs ENU-10`; needs `npm run build:lib` and TEST_POSTGRES_URL. Ends with 0 whatever the figures are, for a machine may be busy.
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
const [, , ONLY = ''] = process.argv;

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
  'ENU-12 mail sent again: unproven, unknown': [
    (index) => resend(`unproven${index}`),
    (index) => resend(`nobody${index}`),
  ],
};

/** The same where an address must be proven, so that nobody is told whether it is taken. */
const WHERE_MANDATORY = {
  'ENU-10 registration: taken address, free address': [
    (index) => register(`taken${index}`, `user${index}`),
    (index) => register(`free${index}`, `free${index}`),
  ],
};
/** What either of them answers. */
const SENT = '{"detail":"Verification e-mail sent."}';

const database = await BenchDatabase.make();
const smtp = await slowSmtp(2000);
const rows = [];
try {
  await measure(COMPARISONS, { login: { methods: ['username', 'email'] } });
  await measure(WHERE_MANDATORY, { email: { verification: 'mandatory' } });
  await assertRegistered();
  printTable(rows);
} finally {
  smtp.close();
  await database.drop();
}

/** All of them at a server with those options. */
async function measure(all, options) {
  const comparisons = Object.entries(all).filter(([what]) => what.startsWith(ONLY));
  if (comparisons.length === 0) return;
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
    await database.seedUsers(users, { prefix: 'unproven' });
    await seedAddresses();
  }
  const client = new LoadClient(server.url, 1);
  for (const [what, [first, second]] of comparisons) {
    const times = [[], []];
    for (let index = 1; index <= users; index += 1) {
      // Whoever is second has the caches of the first: each goes first every other time.
      for (const which of index % 2 === 0 ? [0, 1] : [1, 0]) {
        const [path, json] = (which === 0 ? first : second)(index);
        const { status, milliseconds, text } = await client.send('POST', path, { json });
        if (status >= 500 || (path === 'registration/' && (status !== 201 || text !== SENT))) {
          throw new Error(`${what} answered ${status} ${text}`);
        }
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
  // Asked to stop, it would first send each mail that waits, in 2 s each.
  server.kill();
}

/** The addresses of `user1` and so on are theirs, as the module's own table has it, and those of `unproven1` only claimed: an address that is none's there is free. */
async function seedAddresses() {
  await database.client.query(
    `INSERT INTO rest_auth_email_address (user_id, email, email_key, verified, is_primary, verified_key)
     SELECT id, email, email_key, name = 'user', true, CASE WHEN name = 'user' THEN email_key END
     FROM (SELECT *, substring(username FROM '^(user|unproven)[0-9]+$') AS name FROM app_user) AS people WHERE name IS NOT NULL`,
  );
}

/** What was measured is what its name says: each free address has made a user, and no taken one has. */
async function assertRegistered() {
  const { rows: counts } = await database.client.query(
    `SELECT count(*) FILTER (WHERE username ~ '^free[0-9]+$')::int AS free,
            count(*) FILTER (WHERE username ~ '^taken[0-9]+$')::int AS taken FROM app_user`,
  );
  const [{ free, taken }] = counts;
  if (taken !== 0 || ![0, SAMPLES + WARM_UPS].includes(free)) {
    throw new Error(`${free} free addresses and ${taken} taken ones have made users.`);
  }
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
