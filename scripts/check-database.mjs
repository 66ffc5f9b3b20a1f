// node scripts/check-database.mjs VARIABLE
// Ends with 0 when the database that the environment variable names answers, and says why it does not otherwise.
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';

const variable = process.argv[2] ?? '';
const url = process.env[variable];
if (!url) {
  console.error(`${variable} is not set: give it a URL such as postgres://postgres@127.0.0.1:5432/test`);
  process.exit(1);
}

/** By the URL's scheme: a product's name, and how its version is asked for. */
const PRODUCTS = {
  postgres: ['PostgreSQL', postgresVersion],
  mysql: ['MariaDB or MySQL', mysqlVersion],
  redis: ['Redis', redisVersion],
};

async function postgresVersion() {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  const { rows } = await client.query('SHOW server_version');
  await client.end();
  return rows[0].server_version;
}

async function mysqlVersion() {
  const connection = await createConnection({ uri: url, connectTimeout: 5000 });
  const [rows] = await connection.query('SELECT VERSION() AS version');
  await connection.end();
  return rows[0].version;
}

async function redisVersion() {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 5000, retryStrategy: null });
  // What is wrong is what `connect` throws; without a listener it would be said twice.
  client.on('error', () => undefined);
  await client.connect();
  const [, version] = /redis_version:(\S+)/.exec(await client.info('server'));
  await client.quit();
  return version;
}

/** The URL as it may stand in a log. */
function withoutPassword(text) {
  try {
    const parsed = new URL(text);
    if (parsed.password) parsed.password = '***';
    return parsed.href;
  } catch {
    return '(not a URL)';
  }
}

const [product, version] = PRODUCTS[url.split(':', 1)[0]] ?? [];
if (!product) {
  console.error(`${variable} is ${withoutPassword(url)}: it must begin with postgres://, mysql:// or redis://`);
  process.exit(1);
}
try {
  console.log(`${product} ${await version()} answers at ${withoutPassword(url)}`);
} catch (error) {
  const reason = error.message || error.code || String(error);
  console.error(`Cannot connect to ${product} at ${withoutPassword(url)}: ${reason}`);
  console.error(`Start the server and create the database, or set ${variable} to one that is running.`);
  process.exitCode = 1;
}
