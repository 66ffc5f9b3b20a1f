import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { until } from './until.mjs';

/** A machine may be busy. */
const START_SECONDS = 90;
const STOP_SECONDS = 10;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built demo as a process of its own, with an empty database and no configuration but a port and what `environment` adds. */
export class DemoProcess {
  #child;
  #directory;
  #output = '';

  /** Starts it, and waits until it answers. */
  static async start(environment = {}) {
    const port = await freePort();
    const demo = new DemoProcess(port, await mkdtemp(join(tmpdir(), 'demo-smoke-')), environment);
    try {
      await until(START_SECONDS, 'the demo answers', async () => {
        assert.equal(demo.#child.exitCode, null, 'the demo ended before it answered');
        return (await fetch(`${demo.origin}/mailbox/api`).catch(() => null))?.ok;
      });
    } catch (error) {
      demo.tell();
      await demo.end();
      throw error;
    }
    return demo;
  }

  constructor(port, directory, environment) {
    this.origin = `http://127.0.0.1:${port}`;
    this.#directory = directory;
    // Node itself and not npm, so that the signal at the end reaches the demo and the exit code is the demo's own.
    this.#child = spawn(process.execPath, ['apps/demo/dist/main.js'], {
      cwd: root,
      env: {
        ...withoutConfiguration(process.env),
        PORT: String(port),
        DATABASE_FILE: join(directory, 'demo.sqlite'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on('data', (text) => (this.#output += text));
  }

  post(path, body, key) {
    return this.#ask(path, key, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  get(path, key) {
    return this.#ask(path, key, {});
  }

  /** JSON to any path, as nobody. */
  postTo(path, body) {
    return fetch(`${this.origin}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  whoami(key) {
    return fetch(`${this.origin}/whoami/`, { headers: authorization(key) });
  }

  #ask(path, key, { headers, ...request }) {
    return fetch(`${this.origin}/dj-rest-auth/${path}`, { ...request, headers: { ...headers, ...authorization(key) } });
  }

  /** Stops it as a supervisor does; it must end by itself, with 0. */
  async stop() {
    const ended = once(this.#child, 'exit', { signal: AbortSignal.timeout(STOP_SECONDS * 1000) });
    this.#child.kill('SIGTERM');
    const [code, signal] = await ended.catch(() => {
      throw new Error(`the demo did not stop within ${STOP_SECONDS} s of SIGTERM`);
    });
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, 'the demo ends by itself with 0');
  }

  /** Waits until it has printed a line like that. */
  async prints(seconds, line) {
    await until(seconds, `the demo prints ${line}`, () => line.test(this.#output));
  }

  /** Says what it printed, for whoever must find out what was wrong. */
  tell() {
    console.error(`\nWhat the demo printed:\n${this.#output}`);
  }

  /** Leaves nothing behind, whatever happened. */
  async end() {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'exit');
    }
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function authorization(key) {
  return key === undefined ? {} : { Authorization: `Token ${key}` };
}

function withoutConfiguration(environment) {
  const ours =
    /^(?:HOST|PUBLIC_URL|DEMO_(?:ADAPTER|THROTTLING)|TRUST_PROXY|REDIS_URL|DATABASE_URL|SMTP_URL|SECRET|(?:FACEBOOK|GITHUB|TWITTER)_CLIENT_(?:ID|SECRET))$/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.test(name)));
}

/** A port of loopback that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
