/**
 * Where the time goes: a CPU profile of each measured act, of the module and of the same written by hand, by package and by function. `npm run bench:profile`; needs TEST_POSTGRES_URL. Names of acts or
 * adapters after it choose some (`-- refresh fastify`).
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { printTable } from '../load/figures.mjs';
import { LoadClient } from '../load/load-client.mjs';
import { BenchDatabase, PASSWORD } from './bench-database.mjs';
import { load } from './load.mjs';
import { ServerProcess } from './server-process.mjs';

const SECONDS = 4;
/** Until V8 has compiled what runs often. */
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 16;
const FUNCTIONS = 12;

const post = (path, bodies, next) => ({ method: 'POST', path, bodies, next, connections: CONNECTIONS });
const ACTS = {
  user: ([{ access }]) => ({ path: 'user/', headers: { Authorization: `Bearer ${access}` }, connections: CONNECTIONS }),
  verify: ([{ access }]) => post('token/verify/', [{ token: access }]),
  refresh: (pairs) => post('token/refresh/', pairs.map(onlyRefresh), onlyRefresh),
  login: () => ({ ...post('login/', credentials(8)), connections: 8 }),
};
const ADAPTERS = ['express', 'fastify'];

const chosen = process.argv.slice(2);
const some = (all) => (all.some((name) => chosen.includes(name)) ? all.filter((name) => chosen.includes(name)) : all);

const database = await BenchDatabase.make();
const environment = { ...database.environment, SECRET: randomBytes(32).toString('hex'), NODE_ENV: 'production' };
try {
  await ServerProcess.start('rest-auth', { ...environment, SYNCHRONIZE: 'true' }).then((server) => server.stop());
  await database.seedUsers(1000);
  await database.client.query('ANALYZE');
  for (const ADAPTER of some(ADAPTERS)) {
    for (const act of some(Object.keys(ACTS))) {
      for (const name of ['rest-auth', 'by-the-book', 'hand-written']) await show(name, ADAPTER, act);
    }
  }
} finally {
  await database.drop();
}

async function show(name, ADAPTER, act) {
  const server = await ServerProcess.start(name, { ...environment, ADAPTER, ROTATION: 'true' });
  const client = new LoadClient(server.url, 2);
  const pairs = [];
  for (const { username } of credentials(CONNECTIONS)) pairs.push(await client.logIn(username, PASSWORD));
  client.close();
  const taken = delay(WARM_UP_SECONDS * 1000).then(() => server.ask('profile', SECONDS * 1000));
  const { perSecond } = await load(server.url, { ...ACTS[act](pairs), seconds: WARM_UP_SECONDS + SECONDS + 1 });
  const { byPackage, byFunction } = sums(await taken);
  await server.stop();
  console.log(`\n${act}, ${name} on ${ADAPTER}: ${Math.round(perSecond)}/s`);
  printTable([...shares(byPackage, 15)]);
  printTable([...shares(byFunction, FUNCTIONS)]);
}

/** The time of each function itself, and of each package's. */
function sums({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [byPackage, byFunction] = [new Map(), new Map()];
  samples.forEach((id, index) => {
    const { functionName, url, lineNumber } = frames.get(id);
    const add = (sum, key) => sum.set(key, (sum.get(key) ?? 0) + timeDeltas[index]);
    add(byPackage, packageOf(url, functionName));
    add(
      byFunction,
      `${functionName || '(anonymous)'} ${url.split(/node_modules\/|\/dist\//).at(-1)}:${lineNumber + 1}`,
    );
  });
  return { byPackage, byFunction };
}

function packageOf(url, functionName) {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(url) ?? [];
  if (name) return name;
  if (url.includes('/rest-auth/dist/')) return 'nestjs-rest-auth';
  if (url.includes('/test/bench/')) return 'written by hand';
  // V8's own: the program, the garbage collector, system calls by their names.
  return url.startsWith('node:') ? 'node' : functionName.startsWith('(') ? functionName : 'node, native';
}

function* shares(sum, most) {
  const whole = [...sum.values()].reduce((one, other) => one + other, 0);
  for (const [name, time] of [...sum].sort(([, one], [, other]) => other - one).slice(0, most)) {
    yield { share: `${((time / whole) * 100).toFixed(1)} %`.padStart(7), what: name };
  }
}

function onlyRefresh({ refresh }) {
  return { refresh };
}

function credentials(count) {
  return Array.from({ length: count }, (_, index) => ({ username: `user${index + 1}`, password: PASSWORD }));
}
