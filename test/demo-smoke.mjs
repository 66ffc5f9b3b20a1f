/**
 * Starts the built demo as `npm run demo:start` does, with an empty database and no configuration but a port, asks it over
 * HTTP what a newcomer would ask, and stops it. Ends with 0 when every answer was right. Needs `npm run build` first.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const START_SECONDS = 30;
const MAIL_SECONDS = 15;
const STOP_SECONDS = 10;

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'demo-smoke-'));
const port = await freePort();
const origin = `http://127.0.0.1:${port}`;

const demo = start();
let output = '';
demo.stdout.on('data', (text) => (output += text));
demo.stderr.on('data', (text) => (output += text));

try {
  await until(START_SECONDS, 'the demo answers', async () => {
    assert.equal(demo.exitCode, null, 'the demo ended before it answered');
    return (await fetch(`${origin}/mailbox.json`).catch(() => null))?.ok;
  });
  await walk();
  await stop();
  console.log('The demo works.');
} catch (error) {
  console.error(error);
  console.error(`\nWhat the demo printed:\n${output}`);
  process.exitCode = 1;
} finally {
  if (demo.exitCode === null && demo.signalCode === null) {
    demo.kill('SIGKILL');
    await once(demo, 'exit');
  }
  await rm(directory, { recursive: true, force: true });
}

async function walk() {
  const ada = { username: 'ada', email: 'ada@example.com' };
  const password = 'an-early-analytical-engine';
  const newPassword = 'a-later-difference-engine';

  await says('registers', 201, post('registration/', { ...ada, password1: password, password2: password }));
  const [, key] = await mailed(ada.email, /confirm-email\/([^/\s]+)\//);
  await says('verifies the address', 200, post('registration/verify-email/', { key }));

  const login = await says('logs in', 200, post('login/', { ...ada, password }));
  assert.equal(typeof login.key, 'string', 'login gives a key');
  const user = await says('reads the user', 200, get('user/', login.key));
  assert.equal(user.username, ada.username);
  assert.equal(user.email, ada.email);
  await says('logs out', 200, post('logout/', {}, login.key));
  await says('is nobody then', 401, get('user/', login.key));

  await says('asks for a new password', 200, post('password/reset/', { email: ada.email }));
  const [, uid, token] = await mailed(ada.email, /password-reset\/confirm\/([^/\s]+)\/([^/\s]+)/);
  const proof = { uid, token, new_password1: newPassword, new_password2: newPassword };
  await says('sets the new password', 200, post('password/reset/confirm/', proof));
  await says('cannot use the link twice', 400, post('password/reset/confirm/', proof));
  await says('cannot use the old password', 400, post('login/', { ...ada, password }));
  const again = await says('logs in with the new one', 200, post('login/', { ...ada, password: newPassword }));
  assert.equal(typeof again.key, 'string', 'login gives a key');
}

/** Awaits the answer, compares its status and gives its body. */
async function says(act, status, asked) {
  const answer = await asked;
  const text = await answer.text();
  assert.equal(answer.status, status, `${act}: ${answer.status} ${text}`);
  console.log(`${act}: ${status}`);
  return text === '' ? null : JSON.parse(text);
}

function post(path, body, key) {
  return ask(path, key, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function get(path, key) {
  return ask(path, key, {});
}

function ask(path, key, { headers, ...request }) {
  const authorization = key === undefined ? {} : { Authorization: `Token ${key}` };
  return fetch(`${origin}/dj-rest-auth/${path}`, { ...request, headers: { ...headers, ...authorization } });
}

/** The match of a link in a mail to `address`, decoded; mails leave after the answer, so it may take a moment. */
function mailed(address, link) {
  return until(MAIL_SECONDS, `a mail to ${address} with ${link}`, async () => {
    const mails = await (await fetch(`${origin}/mailbox.json`)).json();
    const matches = mails.filter(({ to }) => [to].flat().includes(address)).map(({ text }) => link.exec(text));
    return matches.find((match) => match !== null)?.map(decodeURIComponent);
  });
}

/** What `attempt` gives once it is truthy. */
async function until(seconds, what, attempt) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const result = await attempt();
    if (result) return result;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await pause(100);
  }
}

function start() {
  const environment = { ...process.env, PORT: String(port), DATABASE_FILE: join(directory, 'demo.sqlite') };
  delete environment.DATABASE_URL;
  delete environment.SMTP_URL;
  // Node itself and not npm, so that the signal at the end reaches the demo and the exit code is the demo's own.
  return spawn(process.execPath, ['apps/demo/dist/main.js'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function stop() {
  const ended = once(demo, 'exit', { signal: AbortSignal.timeout(STOP_SECONDS * 1000) });
  process.kill(demo.pid, 'SIGTERM');
  const [code, signal] = await ended.catch(() => {
    throw new Error(`the demo did not stop within ${STOP_SECONDS} s of SIGTERM`);
  });
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, 'the demo ends by itself with 0');
  console.log('stops when told to: 0');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address();
  server.close();
  await once(server, 'close');
  return free;
}
