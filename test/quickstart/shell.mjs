import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** npm takes what it has already, and says nothing but its errors. Nobody is asked anything: there is no terminal. */
const ENVIRONMENT = {
  ...process.env,
  NODE_OPTIONS: '',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_loglevel: 'error',
  npm_config_prefer_offline: 'true',
  // What `npm run` tells this script of its own workspace is not for the new application.
  ...Object.fromEntries(
    ['npm_config_workspace', 'npm_config_local_prefix', 'INIT_CWD'].map((name) => [name, undefined]),
  ),
};

/** Runs the commands in the folder; the first that fails throws. Answers what was printed. */
export function run(commands, cwd) {
  return execFileSync('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd,
    env: ENVIRONMENT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Starts the application on a port that is free, and answers when it says that it listens. */
export async function startServer(command, cwd) {
  const port = await freePort();
  // A group of its own: npm, Nest's command and the application end together.
  const server = spawn('bash', ['-euo', 'pipefail', '-c', command], {
    cwd,
    env: { ...ENVIRONMENT, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const said = [];
  const exit = once(server, 'exit');
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) process.kill(-server.pid, 'SIGTERM');
    await exit;
  };
  server.stderr.on('data', (text) => said.push(String(text)));
  const started = await Promise.race([isListening(server, said), exit.then(() => false)]);
  if (!started) throw new Error(`The application did not start:\n${said.join('')}`);
  return { port, stop };
}

async function isListening(server, said) {
  for await (const line of createInterface(server.stdout)) {
    said.push(`${line}\n`);
    if (line.includes('Nest application successfully started')) {
      server.stdout.resume();
      return true;
    }
  }
  return false;
}

async function freePort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
