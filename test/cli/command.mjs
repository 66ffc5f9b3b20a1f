import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(new URL('../../libs/rest-auth/dist/cli/main.js', import.meta.url));

/** What a line is about, where several databases take their walks at once. */
export const topic = new AsyncLocalStorage();

export function tell(text) {
  console.log((topic.getStore() ?? '') + text);
}

/** A file of `test/cli/hosts/`, as it is typed. */
export function host(name) {
  return `test/cli/hosts/${name}`;
}

/** The built command as a process of its own: how it ended, and what it printed. */
export async function command(parameters, { environment = {}, input = '' } = {}) {
  const child = start([main, ...parameters], environment);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const told = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (told[name] += text));
  const [code] = await once(child, 'close');
  return { code, ...told };
}

/** The command must end so, and say so on the stream that is named. */
export async function ends(what, code, parameters, { said = [], on = 'stderr', ...more } = {}) {
  const answer = await command(parameters, more);
  const whole = `${what}: ${JSON.stringify(parameters)}\n${answer.stdout}\n${answer.stderr}`;
  assert.equal(answer.code, code, whole);
  for (const text of [said].flat()) {
    if (text instanceof RegExp) assert.match(answer[on], text, whole);
    else assert.ok(answer[on].includes(text), `${JSON.stringify(text)} was not said\n${whole}`);
  }
  assert.doesNotMatch(answer.stdout + answer.stderr, /This should not have happened/, whole);
  tell(`${what}: ${code}`);
  return answer;
}

/** A host's application that listens, for as long as `act` needs it. */
export async function serving(name, environment, act) {
  const child = start(['test/cli/serve.mjs', `./hosts/${name}`], environment);
  try {
    child.stderr.pipe(process.stderr);
    for await (const text of child.stdout.setEncoding('utf8')) {
      const url = /^listening (\S+)$/m.exec(text)?.[1];
      if (url !== undefined) return await act(url);
    }
    throw new Error(`${name} did not listen`);
  } finally {
    const ended = child.exitCode === null ? once(child, 'exit') : null;
    child.kill();
    await ended;
  }
}

function start(parameters, environment) {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...parameters], {
    cwd: root,
    env: { ...outer, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** What a developer has set is no part of the test. */
const outer = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('HOST_') && !['NODE_ENV', 'DEBUG'].includes(name)),
);
