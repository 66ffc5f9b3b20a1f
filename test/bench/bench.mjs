/**
 * The module beside Nest controllers that are written by hand and do the same work on the same adapter and tables, on PostgreSQL: interleaved rounds, medians, ratios with their spread. Prints a table,
 * and with `--write` puts it into `docs/benchmarks.md` with a plot. `npm run bench`; needs TEST_POSTGRES_URL and a machine that does nothing else. `BENCH_ROUNDS` and `BENCH_SECONDS` say how long.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { availableParallelism, cpus } from 'node:os';
import { randomBytes } from 'node:crypto';

import { inMilliseconds, median, printTable } from '../load/figures.mjs';
import { LoadClient } from '../load/load-client.mjs';
import { BenchDatabase, PASSWORD } from './bench-database.mjs';
import { load } from './load.mjs';
import { plot, withFigures } from './report.mjs';
import { interleaved, ratio } from './rounds.mjs';
import { ServerProcess } from './server-process.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const CONNECTIONS = 16;
/** What the module hashes at a time by default, with libuv's four threads: a core is left to everything else. */
const HASHES_AT_A_TIME = Math.max(1, Math.min(2, availableParallelism() - 1));
const MEMORY_REQUESTS = 200_000;
const PAGE = 'docs/benchmarks.md';

const database = await BenchDatabase.make();
const environment = { ...database.environment, SECRET: randomBytes(32).toString('hex'), NODE_ENV: 'production' };
const figures = [];
try {
  await makeTables();
  for (const ADAPTER of ['express', 'fastify']) await speed(ADAPTER);
  await logins(HASHES_AT_A_TIME, { least: 0.95, mostP99: 3 });
  // What it would be if no core were left: to be read beside it.
  await logins(availableParallelism(), {});
  await starts();
  await memory();
  printTable(
    figures.map(({ what, on, ours, other, shown, bar = '', met = '' }) => ({
      what,
      on,
      ours,
      other,
      figure: shown,
      bar,
      met,
    })),
  );
  if (process.argv.includes('--write')) {
    const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim()}, Node ${process.version}`;
    await writeFile('docs/images/benchmarks.svg', plot(figures));
    const page = await readFile(PAGE, 'utf8');
    await writeFile(PAGE, await withFigures(page, PAGE, figures, machine, { ROUNDS, SECONDS }));
  }
  process.exitCode = figures.some(({ met }) => met === false) ? 1 : 0;
} finally {
  await database.drop();
}

async function makeTables() {
  const server = await ServerProcess.start('rest-auth', { ...environment, SYNCHRONIZE: 'true' });
  await database.seedUsers(1000);
  await server.stop();
  await database.client.query('ANALYZE');
}

/** What is done most, side by side. */
async function speed(ADAPTER) {
  const servers = {
    ours: await ServerProcess.start('rest-auth', { ...environment, ADAPTER, ROTATION: 'true' }),
    book: await ServerProcess.start('by-the-book', { ...environment, ADAPTER }),
    least: await ServerProcess.start('hand-written', { ...environment, ADAPTER }),
  };
  const pairs = {};
  for (const [side, server] of Object.entries(servers)) pairs[side] = await logInAll(server);
  const acts = {
    'GET user/': (side) => ({ path: 'user/', headers: { Authorization: `Bearer ${pairs[side][0].access}` } }),
    'POST token/verify/': (side) => ({
      method: 'POST',
      path: 'token/verify/',
      bodies: [{ token: pairs[side][0].access }],
    }),
    'POST token/refresh/, rotating': (side) => ({
      method: 'POST',
      path: 'token/refresh/',
      bodies: pairs[side].map(({ refresh }) => ({ refresh })),
      next: ({ refresh }) => ({ refresh }),
    }),
  };
  for (const [what, request] of Object.entries(acts)) {
    const sides = Object.entries(servers).map(([side, server]) => [side, () => measureOnce(server, side)]);
    const measured = await interleaved(ROUNDS + 1, Object.fromEntries(sides));
    // The first round warms up.
    const [ours, book, least] = [measured.ours, measured.book, measured.least].map((rounds) => rounds.slice(1));
    const beside = (others) => ({ on: ADAPTER, ours: perSecond(ours), other: perSecond(others) });
    note({ what, ...beside(book), ...asRatio(ratio(ours, book), 0.9) });
    note({ what: `${what}, beside the least that works`, ...beside(least), ...spread(ratio(ours, least)) });

    async function measureOnce(server, side) {
      // Nobody refreshes with a token of the round before.
      if (what.includes('refresh')) pairs[side] = await logInAll(server);
      return (await load(server.url, { ...request(side), connections: CONNECTIONS, seconds: SECONDS })).perSecond;
    }
  }
  for (const server of Object.values(servers)) await server.stop();
}

/** Logins beside written by hand, and both beside the hashes that the machine makes when it does nothing else; and what others notice of them. */
async function logins(hashes, { least, mostP99 }) {
  const server = await ServerProcess.start('rest-auth', {
    ...environment,
    OPTIONS: JSON.stringify({ password: { hashConcurrency: hashes } }),
  });
  const handWritten = await ServerProcess.start('hand-written', environment);
  const machine = await ServerProcess.start('raw-hashes', {});
  const bodies = Array.from({ length: 8 }, (_, index) => ({ username: `user${index + 1}`, password: PASSWORD }));
  const logIns = async ({ url }) =>
    (await load(url, { method: 'POST', path: 'login/', bodies, connections: 8, seconds: SECONDS })).perSecond;
  const { ours, other, alone } = await interleaved(ROUNDS, {
    ours: () => logIns(server),
    other: () => logIns(handWritten),
    alone: () => machine.ask('run', { concurrency: hashes, seconds: SECONDS }),
  });
  await machine.stop();
  await handWritten.stop();
  const at = `${hashes} hash${hashes > 1 ? 'es' : ''} at a time`;
  const rates = ratio(ours, alone);
  note({
    what: `POST login/, ${at}, beside argon2 alone`,
    on: 'express',
    ours: perSecond(ours),
    other: perSecond(alone),
    ...(least === undefined ? spread(rates) : asRatio(rates, least)),
  });
  if (hashes === availableParallelism()) {
    note({
      what: `POST login/, ${at}, beside the code written by hand, which has no limit`,
      on: 'express',
      ours: perSecond(ours),
      other: perSecond(other),
      ...spread(ratio(ours, other)),
    });
  }

  const client = new LoadClient(server.url, 1);
  const { access } = await client.logIn('user1', PASSWORD);
  client.close();
  const user = {
    path: 'user/',
    headers: { Authorization: `Bearer ${access}` },
    connections: 1,
    seconds: SECONDS,
    isApart: true,
  };
  const idleAndBusy = await interleaved(ROUNDS, {
    other: async () => (await load(server.url, user)).p99,
    ours: async () => {
      const crowd = new LoadClient(server.url, 200);
      let isOver = false;
      const inFlight = Array.from({ length: 200 }, async (_, index) => {
        while (!isOver) {
          const { headers } = await crowd.send('POST', 'login/', {
            json: { username: `nobody${index}`, password: 'x' },
          });
          // Whoever is told to come again later does.
          await delay(Number(headers['retry-after'] ?? 0) * 1000);
        }
      });
      const { p99 } = await load(server.url, user);
      isOver = true;
      await Promise.all(inFlight);
      crowd.close();
      return p99;
    },
  });
  const slower = ratio(idleAndBusy.ours, idleAndBusy.other);
  note({
    what: `GET user/, p99 while 200 log in, ${at}, beside idle`,
    on: 'express',
    ours: inMilliseconds(median(idleAndBusy.ours)),
    other: inMilliseconds(median(idleAndBusy.other)),
    ...spread(slower),
    ...(mostP99 !== undefined && { bar: `at most ${mostP99}`, met: slower.median <= mostP99 }),
  });
  await server.stop();
}

/** From the start of the process to its first answer, beside Nest and TypeORM alone. */
async function starts() {
  const firstAnswer = (name) => async () => {
    const server = await ServerProcess.start(name, environment);
    const began = performance.now();
    await (await fetch(`${server.url}/dj-rest-auth/user/`)).text();
    const milliseconds = server.milliseconds + performance.now() - began;
    await server.stop();
    return milliseconds;
  };
  const { ours, other } = await interleaved(ROUNDS * 2, { ours: firstAnswer('rest-auth'), other: firstAnswer('bare') });
  const more = median(ours.map((value, round) => value - other[round]));
  note({
    what: 'start to first answer, beside bare Nest and TypeORM',
    on: 'express',
    ours: inMilliseconds(median(ours)),
    other: inMilliseconds(median(other)),
    value: more,
    shown: `${inMilliseconds(more)} more`,
    bar: 'at most 150 ms more',
    met: more <= 150,
  });
}

/** What is in use after many requests, once what is garbage is gone, beside after a third of them. The size of the process tells nothing: V8 keeps what it may need again. */
async function memory() {
  const server = await ServerProcess.start('rest-auth', environment);
  const client = new LoadClient(server.url, CONNECTIONS);
  const { access } = await client.logIn('user1', PASSWORD);
  const held = [];
  for (let part = 0; part < 10; part += 1) {
    let left = MEMORY_REQUESTS / 10;
    const worker = async () => {
      while (left-- > 0) await client.send('GET', 'user/', { access });
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, worker));
    held.push((await server.ask('kept')).bytes / 2 ** 20);
  }
  client.close();
  await server.stop();
  // The first parts fill what V8 keeps anyway.
  const growth = median(held.slice(-3)) / median(held.slice(2, 5));
  note({
    what: `memory in use over ${MEMORY_REQUESTS.toLocaleString('en')} requests: last third beside second`,
    on: 'express',
    ours: `${median(held.slice(-3)).toFixed(1)} MiB`,
    other: `${median(held.slice(2, 5)).toFixed(1)} MiB`,
    value: growth,
    shown: growth.toFixed(2),
    bar: 'at most 1.1',
    met: growth <= 1.1,
  });
}

/** The tokens of one login for each connection. */
async function logInAll(server) {
  const client = new LoadClient(server.url, 2);
  const pairs = [];
  for (let index = 1; index <= CONNECTIONS; index += 1) pairs.push(await client.logIn(`user${index}`, PASSWORD));
  client.close();
  return pairs;
}

function note(figure) {
  figures.push(figure);
  console.log(`${figure.on.padEnd(8)} ${figure.what}: ${figure.shown}`);
}

function perSecond(values) {
  return `${Math.round(median(values)).toLocaleString('en')}/s`;
}

function spread({ median: middle, least, most }) {
  return { value: middle, least, most, shown: `${middle.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})` };
}

function asRatio(found, least) {
  return { ...spread(found), bar: `at least ${least}`, met: found.median >= least };
}
