/**
 * Packs the library and installs the file into small fresh applications, one for each major of Nest and each kind of module; compiles them as a stranger would, boots them on every
 * adapter and version of Node, and logs in. Prints one table. Needs `npm run build:lib` first, and the registry.
 *
 *   node test/platforms.mjs          Nest 12 as ES modules and Nest 11 as CommonJS, on this Node
 *   node test/platforms.mjs --all    everything
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { packLibrary } from './support/packed-library.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isAll = process.argv.includes('--all');
const folder = mkdtempSync(join(tmpdir(), 'rest-auth-platforms-'));
const PASSWORD = 'an-early-analytical-engine';

/** What a new application of that kind looks like: TypeScript's own words for how modules are written and found. */
const APPLICATIONS = [
  { name: 'Nest 12, ES modules', nest: 12, typescript: '6.0.3', type: 'module', module: 'nodenext', always: true },
  { name: 'Nest 12, CommonJS', nest: 12, typescript: '6.0.3', type: 'commonjs', module: 'nodenext' },
  { name: 'Nest 11, ES modules', nest: 11, typescript: '5.9.3', type: 'module', module: 'nodenext' },
  { name: 'Nest 11, CommonJS', nest: 11, typescript: '5.9.3', type: 'commonjs', module: 'commonjs', always: true },
];
const ADAPTERS = ['express', 'fastify'];
const NODES = isAll ? [20, 22, 24] : ['this'];

try {
  const tarball = packLibrary(folder);
  const nodes = NODES.map(nodeOf);
  const rows = [];
  for (const application of APPLICATIONS.filter(({ always }) => isAll || always)) {
    const home = install(application, tarball);
    for (const node of nodes) {
      const cells = [];
      for (const adapter of ADAPTERS) cells.push(await firstTenMinutes(node, home, adapter));
      rows.push([application.name, execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(), ...cells]);
    }
  }
  printTable([['application', 'Node', ...ADAPTERS], ...rows]);
  const failures = rows.flat().filter((cell) => cell.startsWith('✗'));
  const logins = rows.length * ADAPTERS.length;
  console.log(`\n${logins - failures.length} of ${logins} logged in.`);
  if (failures.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A version of Node out of the packages that npm's `node` is made of, kept from one run to the next. */
function nodeOf(version) {
  if (version === 'this') return process.execPath;
  const home = join(root, 'node_modules/.cache/platforms', String(version));
  const name = `node-${process.platform}-${process.arch}`;
  const node = join(home, 'node_modules', name, 'bin/node');
  if (existsSync(node)) return node;
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{}');
  npm(home, `${name}@${version}`);
  return node;
}

/** A fresh folder with the application in it, compiled. */
function install({ name, nest, typescript, type, module }, tarball) {
  console.log(`\n${name}`);
  const home = join(folder, name.replace(/\W+/g, '-'));
  mkdirSync(join(home, 'src'), { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'application', private: true, type }));
  const compilerOptions = {
    target: 'es2023',
    module,
    ...(module === 'commonjs' && { moduleResolution: 'node10' }),
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    esModuleInterop: true,
    skipLibCheck: true,
    types: ['node'],
    outDir: 'dist',
    rootDir: 'src',
  };
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  copyFileSync(join(root, 'test/platforms/main.ts'), join(home, 'src/main.ts'));
  npm(
    home,
    tarball,
    ...['common', 'core', 'platform-express', 'platform-fastify', 'typeorm', 'jwt'].map(
      (part) => `@nestjs/${part}@${nest}`,
    ),
    ...[
      'typeorm@1',
      'libsql@0.5.29',
      'argon2@0.44.0',
      'class-validator@0.15',
      'class-transformer@0.5',
      'reflect-metadata@0.2',
      'rxjs@7',
    ],
    ...[`typescript@${typescript}`, '@types/node@20'],
  );
  execFileSync(process.execPath, [join(home, 'node_modules/typescript/bin/tsc')], { cwd: home, stdio: 'inherit' });
  console.log('  installed and compiled');
  return home;
}

function npm(home, ...packages) {
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--loglevel=error', '--prefer-offline'];
  execFileSync('npm', ['install', ...quiet, ...packages], { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Boots it, registers, logs in and asks who that is, both of ours and of the host's own controller. */
async function firstTenMinutes(node, home, adapter) {
  const application = spawn(node, ['dist/main.js'], {
    cwd: home,
    env: { ...process.env, ADAPTER: adapter, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const complaints = [];
  application.stderr.on('data', (chunk) => complaints.push(String(chunk)));
  const exit = once(application, 'exit');
  try {
    const url = await Promise.race([addressOf(application), exit.then(() => null)]);
    if (url === null) throw new Error('it did not start');
    const api = `${url}/dj-rest-auth`;
    const ada = { username: 'ada', email: 'ada@example.com', password1: PASSWORD, password2: PASSWORD };
    await asked(201, `${api}/registration/`, ada);
    const { access } = await asked(200, `${api}/login/`, { username: 'ada', password: PASSWORD });
    const headers = { Authorization: `Bearer ${access}` };
    const user = await asked(200, `${api}/user/`, undefined, headers);
    const me = await asked(200, `${url}/me`, undefined, headers);
    await asked(401, `${url}/me`);
    // The edge of our own: with and without a slash, 405 in place of Nest's 404, and what cannot be parsed.
    for (const path of ['login', 'login/']) {
      await asked(405, `${api}/${path}`);
      await asked(400, `${api}/${path}`, 'no JSON');
    }
    if (user.username !== 'ada' || me.username !== 'ada') throw new Error('somebody else was logged in');
    application.stdin.end();
    const [code] = await exit;
    if (code !== 0) throw new Error(`it ended with ${code}`);
    return '✓';
  } catch (error) {
    application.kill('SIGKILL');
    console.error(`  ${node} ${adapter}: ${error.message}\n${complaints.join('')}`);
    return '✗';
  }
}

async function addressOf(application) {
  for await (const line of createInterface(application.stdout)) {
    const [, url] = /^listening (\S+)/.exec(line) ?? [];
    if (url) {
      application.stdout.resume();
      return url;
    }
  }
  return null;
}

async function asked(status, url, body, headers = {}) {
  const answer = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${url}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  console.log(`\n${rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ')).join('\n')}`);
}
