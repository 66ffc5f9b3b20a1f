// Ends with 0 when the database at TEST_POSTGRES_URL answers, and says why it does not otherwise.
import pg from 'pg';

const url = process.env.TEST_POSTGRES_URL;
if (!url) {
  console.error('TEST_POSTGRES_URL is not set: give it a URL such as postgres://postgres@127.0.0.1:5432/test');
  process.exit(1);
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

const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
try {
  await client.connect();
  const { rows } = await client.query('SHOW server_version');
  console.log(`PostgreSQL ${rows[0].server_version} answers at ${withoutPassword(url)}`);
} catch (error) {
  const reason = error.message || error.code || String(error);
  console.error(`Cannot connect to PostgreSQL at ${withoutPassword(url)}: ${reason}`);
  console.error('Start the server and create the database, or set TEST_POSTGRES_URL to one that is running.');
  process.exitCode = 1;
} finally {
  await client.end().catch(() => undefined);
}
