import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A measured server, as a process of its own. */
export class ServerProcess {
  #child;
  #calls = new Map();
  #last = 0;

  /** Starts one of `servers/`; `milliseconds` is how long it took until it listened. */
  static async start(name, environment) {
    const began = performance.now();
    const child = fork(fileURLToPath(new URL(`servers/${name}.mjs`, import.meta.url)), {
      env: { ...process.env, ...environment },
      execArgv: [],
    });
    const [told] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    // The code of an end, or null where a signal was its reason.
    if (typeof told !== 'object' || told === null) throw new Error(`${name} ended before it listened.`);
    return new ServerProcess(child, told.url, performance.now() - began);
  }

  constructor(child, url, milliseconds) {
    this.url = url;
    this.milliseconds = milliseconds;
    this.pid = child.pid;
    this.#child = child;
    child.on('message', ({ id, answer }) => this.#calls.get(id)?.(answer));
  }

  /** Has it do one of its acts. */
  ask(act, given) {
    const id = (this.#last += 1);
    return new Promise((resolve) => {
      this.#calls.set(id, resolve);
      this.#child.send({ id, act, given });
    });
  }

  /** As a machine does that loses its power. */
  kill() {
    this.#child.kill('SIGKILL');
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
