/**
 * What an act costs where there are a thousand users and refresh families, and where there are a million (`BENCH_ROWS`): aim, at most 1.2 times as much. Then a purge of as many families that have expired, while
 * others refresh: aim, nobody waits 200 ms longer. `npm run bench:growth`; needs TEST_POSTGRES_URL and a machine that does nothing else. Seeding shows its progress.
 */
import { randomBytes } from 'node:crypto';

import { SingleBar } from 'cli-progress';

import { inMilliseconds, median, percentile, printTable } from '../load/figures.mjs';
import { LoadClient } from '../load/load-client.mjs';
import { BenchDatabase, PASSWORD } from './bench-database.mjs';
import { ratio } from './rounds.mjs';
import { ServerProcess } from './server-process.mjs';

const FEW = 1000;
const MANY = Number(process.env.BENCH_ROWS ?? 1_000_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const REQUESTS = 300;
const BATCH = 50_000;
const AIM = 1.2;

const SECRET = randomBytes(32).toString('hex');
const sites = {};
try {
  for (const [name, rows] of Object.entries({ few: FEW, many: MANY })) sites[name] = await site(rows);
  const acts = {
    'GET user/': ({ client, pair }) => client.send('GET', 'user/', { access: pair.access }),
    'POST token/refresh/, rotating': async (each) => {
      const answer = await each.client.send('POST', 'token/refresh/', { json: { refresh: each.pair.refresh } });
      if (answer.status === 200) each.pair = JSON.parse(answer.text);
      return answer;
    },
    'POST login/': ({ client }, index) =>
      client.send('POST', 'login/', { json: { username: `user${1 + (index % FEW)}`, password: PASSWORD } }),
    'POST password/reset/': ({ client }, index) =>
      client.send('POST', 'password/reset/', { json: { email: `user${1 + (index % FEW)}@example.test` } }),
  };
  const rows = [];
  for (const [what, act] of Object.entries(acts)) {
    const medians = { few: [], many: [] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      const times = { few: [], many: [] };
      const requests = what.includes('login') ? REQUESTS / 10 : REQUESTS;
      // One request at each in turn, so that what the machine does besides falls on both.
      for (let index = 0; index < requests; index += 1) {
        for (const name of index % 2 === 0 ? ['few', 'many'] : ['many', 'few']) {
          const { status, milliseconds, text } = await act(sites[name], round * requests + index);
          if (status !== 200) throw new Error(`${what} answered ${status} ${text}`);
          times[name].push(milliseconds);
        }
      }
      // The first round warms up.
      if (round > 0) for (const name of ['few', 'many']) medians[name].push(median(times[name]));
    }
    const growth = ratio(medians.many, medians.few);
    rows.push({
      what,
      [`${FEW} rows`]: inMilliseconds(median(medians.few)),
      [`${MANY} rows`]: inMilliseconds(median(medians.many)),
      ratio: `${growth.median.toFixed(2)} (${growth.least.toFixed(2)} to ${growth.most.toFixed(2)})`,
      aim: growth.median <= AIM ? 'met' : 'missed',
    });
  }
  printTable(rows);
  await purge(sites.many);
} finally {
  for (const { client, server, database } of Object.values(sites)) {
    client.close();
    await server.stop();
    await database.drop();
  }
}

/** A server on a database with so many users and as many families. */
async function site(rows) {
  const database = await BenchDatabase.make();
  const server = await ServerProcess.start('rest-auth', {
    ...database.environment,
    SECRET,
    SYNCHRONIZE: 'true',
    WATCH_DELETIONS: 'true',
    ROTATION: 'true',
    NODE_ENV: 'production',
  });
  const client = new LoadClient(server.url, 1);
  await database.seedUsers(FEW);
  const bar = new SingleBar({ format: `${rows} rows [{bar}] {percentage}% {eta_formatted}` });
  bar.start(rows, 0);
  for (let from = 1; from <= rows; from += BATCH) {
    const to = Math.min(rows, from + BATCH - 1);
    if (to > FEW) {
      await database.client.query(
        `INSERT INTO app_user (username, username_key, email, email_key, first_name, last_name, password, is_active)
         SELECT 'more' || n, 'more' || n, 'more' || n || '@example.test', 'more' || n || '@example.test', '', '', '!', true
         FROM generate_series($1::int, $2::int) n`,
        [Math.max(from, FEW + 1), to],
      );
    }
    await seedFamilies(database, from, to);
    bar.update(to);
  }
  bar.stop();
  await database.client.query('ANALYZE');
  return { database, server, client, pair: await client.logIn('user1', PASSWORD) };
}

async function seedFamilies(database, from, to) {
  const later = Date.now() + 30 * 86_400_000;
  await database.client.query(
    `INSERT INTO rest_auth_refresh_family
       (id, user_id, login_id, method, created_at, last_used_at, expires_at, credentials_version)
     SELECT 'seed' || n, 1 + n % $3::int, 'seed' || n, 'password', $4::bigint, $4::bigint, $5::bigint, ''
     FROM generate_series($1::int, $2::int) n`,
    [from, to, FEW, Date.now(), later],
  );
}

/** All seeded families have expired at once, and are taken away while somebody refreshes. */
async function purge({ database, server, client, pair }) {
  await database.client.query(`UPDATE rest_auth_refresh_family SET expires_at = 1 WHERE id LIKE 'seed%'`);
  await database.client.query('VACUUM ANALYZE rest_auth_refresh_family');
  const refresh = async () => {
    const { status, milliseconds, text } = await client.send('POST', 'token/refresh/', {
      json: { refresh: pair.refresh },
    });
    if (status !== 200) throw new Error(`A refresh answered ${status} ${text}`);
    pair = JSON.parse(text);
    return milliseconds;
  };
  const idle = [];
  for (let index = 0; index < REQUESTS; index += 1) idle.push(await refresh());
  const began = performance.now();
  let isOver = false;
  const purging = server.ask('purge').then((told) => {
    isOver = true;
    return told;
  });
  const busy = [];
  while (!isOver) busy.push(await refresh());
  const { counts, longestLock } = await purging;
  const seconds = (performance.now() - began) / 1000;
  console.log(`the purge took ${JSON.stringify(counts)} in ${seconds.toFixed(0)} s`);
  printTable([
    {
      'POST token/refresh/ while': 'nothing is purged',
      p99: inMilliseconds(percentile(idle, 0.99)),
      longest: inMilliseconds(Math.max(...idle)),
    },
    {
      'POST token/refresh/ while': 'all of it is purged',
      p99: inMilliseconds(percentile(busy, 0.99)),
      longest: inMilliseconds(Math.max(...busy)),
    },
  ]);
  console.log(
    `the longest lock: ${inMilliseconds(longestLock)}; aim: at most 200 ms, ${longestLock <= 200 ? 'met' : 'missed'}`,
  );
}
