/**
 * Runs the built demo as `docker-compose.yml` does, on local servers: two processes on PostgreSQL and Redis, behind a proxy that hands requests on to one after the other, with mails by SMTP. What one of
 * them has begun the other must end. Ends with 0 when every answer was right. Needs `npm run build` first, and TEST_POSTGRES_URL and TEST_REDIS_URL.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import pg from 'pg';

import { says } from './demo/answers.mjs';
import { DemoProcess, freePort } from './demo/demo-process.mjs';
import { RoundRobin } from './demo/round-robin.mjs';
import { parseMail, SmtpInbox } from './demo/smtp-inbox.mjs';
import { until } from './demo/until.mjs';

const MAIL_SECONDS = 30;
const PASSWORD = 'an-early-analytical-engine';
const { TEST_POSTGRES_URL, TEST_REDIS_URL } = process.env;

if (!TEST_POSTGRES_URL || !TEST_REDIS_URL) {
  console.error(
    'Set TEST_POSTGRES_URL and TEST_REDIS_URL, such as postgres://postgres@127.0.0.1:5432/test and redis://127.0.0.1:6379.',
  );
  process.exit(64);
}

const database = `demo_${randomBytes(6).toString('hex')}`;
const inbox = new SmtpInbox();
const proxy = new RoundRobin();
const demos = [];
try {
  await administer(`CREATE DATABASE ${database}`);
  const mailPort = await freePort();
  await inbox.listen(mailPort);
  const origin = await proxy.listen();
  const environment = {
    PUBLIC_URL: origin,
    TRUST_PROXY: 'loopback',
    DATABASE_URL: Object.assign(new URL(TEST_POSTGRES_URL), { pathname: `/${database}` }).href,
    REDIS_URL: TEST_REDIS_URL,
    SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    // Of its own for each run: what is counted in Redis is counted under a digest that it keys.
    SECRET: randomBytes(48).toString('base64'),
  };
  // One after the other, for the first makes the tables.
  for (const DEMO_ADAPTER of ['express', 'fastify']) {
    const demo = await DemoProcess.start({ ...environment, DEMO_ADAPTER });
    demos.push(demo);
    proxy.add(demo.origin);
  }
  await accountsLife(origin);
  await guessing(origin);
  await refreshing(origin);
  console.log(`requests by instance: ${proxy.served.join(' and ')}`);
  const [first, second] = proxy.served;
  assert.ok(Math.abs(first - second) <= 1, 'each has answered every other request');
  for (const demo of demos) await demo.stop();
  console.log('The two instances are one.');
} catch (error) {
  for (const demo of demos) demo.tell();
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const demo of demos) await demo.end();
  await proxy.close();
  await inbox.close();
  await administer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
}

/** Each step of an account's life at another process than the one before. */
async function accountsLife(origin) {
  const ada = { username: 'ada', email: 'ada@example.com' };
  const at = client(origin, '198.51.100.1');
  await says('registers', 201, at('POST', 'registration/', { ...ada, password1: PASSWORD, password2: PASSWORD }));
  const mail = await until(MAIL_SECONDS, 'a mail by SMTP', () => inbox.mails.find(({ to }) => to.includes(ada.email)));
  const text = parseMail(mail.raw).parts['text/plain'];
  const [, key] = new RegExp(`${origin}/confirm-email/([\\w:-]+)/`).exec(text) ?? [];
  await says('verifies the address', 200, at('POST', 'registration/verify-email/', { key }));
  const login = await says('logs in', 200, at('POST', 'login/', { username: 'ada', password: PASSWORD }));
  for (const where of ['one', 'the other']) {
    const user = await says(`is known to ${where}`, 200, at('GET', 'user/', undefined, login.key));
    assert.equal(user.username, 'ada');
  }
  await says('logs out', 200, at('POST', 'logout/', {}, login.key));
  for (const where of ['one', 'the other'])
    await says(`is nobody to ${where}`, 401, at('GET', 'user/', undefined, login.key));
  assert.equal(inbox.mails.length, 1, 'one of the two has sent the mail, once');
}

/** Five failures are five, whichever has counted them. */
async function guessing(origin) {
  const stranger = client(origin, '198.51.100.2');
  for (let guess = 1; guess <= 5; guess += 1) {
    await says(`guesses (${guess})`, 400, stranger('POST', 'login/', { username: 'ada', password: `guess ${guess}` }));
  }
  for (const password of ['guess 6', PASSWORD]) {
    await says('guesses once too often', 429, stranger('POST', 'login/', { username: 'ada', password }));
  }
  const owner = client(origin, '198.51.100.3');
  await says('lets the owner in', 200, owner('POST', 'login/', { username: 'ada', password: PASSWORD }));
}

/** Of many refreshes with one token at the same moment one wins, whoever was asked. */
async function refreshing(origin) {
  const at = client(origin, '198.51.100.4', 'hardened/jwt');
  const { refresh } = await says(
    'logs in for JSON Web Tokens',
    200,
    at('POST', 'login/', { username: 'ada', password: PASSWORD }),
  );
  const answers = await Promise.all(Array.from({ length: 20 }, () => at('POST', 'token/refresh/', { refresh })));
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, ...Array.from({ length: 19 }, () => 401)]);
  console.log('refreshes twenty times at once: one winner');
}

function client(origin, address, path = 'dj-rest-auth') {
  return (method, endpoint, body, key) =>
    fetch(`${origin}/${path}/${endpoint}`, {
      method,
      headers: {
        'X-Test-Client': address,
        ...(body && { 'Content-Type': 'application/json' }),
        ...(key && { Authorization: `Token ${key}` }),
      },
      body: body && JSON.stringify(body),
    });
}

async function administer(statement) {
  const connection = new pg.Client({ connectionString: TEST_POSTGRES_URL });
  await connection.connect();
  await connection.query(statement);
  await connection.end();
}
