import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort } from '../demo/demo-process.mjs';
import { ends, host } from './command.mjs';

const AT_ONCE = 3;
const HOST = host('hardened.module.mjs');
const WEAK = host('weak.module.mjs');
const SEVERAL = host('several.module.mjs');

export async function tellsOfItself() {
  const said = ['doctor', 'migrations', 'user:create', 'Exit codes:'];
  await ends('helps', 0, ['--help'], { on: 'stdout', said });
  for (const name of ['doctor', 'migrations', 'user:create']) {
    const help = { on: 'stdout', said: ['Usage:', 'Examples:', 'Exit codes:'] };
    const { stdout } = await ends(`helps with ${name}`, 0, [name, '--help'], help);
    const lines = stdout.split('\n');
    assert.ok(lines.length <= 50 && lines.every((line) => line.length <= 110), 'the help is one screen');
  }
  await ends('tells its version', 0, ['--version'], { on: 'stdout', said: /^\d+\.\d+\.\d+/ });
  await ends('helps who says nothing', 64, [], { said: 'Usage:' });
}

/** Each with the sentence that says what to do. */
export async function knowsWrongUses(directory) {
  const outside = join(directory, 'outside.mjs');
  await writeFile(outside, 'export class AppModule {}');
  const doctor = {
    docter: [['docter', HOST], "unknown command 'docter'\n(Did you mean doctor?)"],
    'an unknown option': [['doctor', HOST, '--stric'], "unknown option '--stric'\n(Did you mean --strict?)"],
    'no module': [['doctor'], "missing required argument 'module'"],
    'no file': [['doctor', 'dist/nowhere.js'], 'There is no file dist/nowhere.js in '],
    'no ending': [['doctor', host('hardened.module')], 'did you mean test/cli/hosts/hardened.module.mjs?'],
    'a folder': [['doctor', 'test'], 'test is a folder: name the compiled file'],
    TypeScript: [['doctor', 'apps/demo/src/main.ts'], 'apps/demo/src/main.ts is TypeScript'],
    'nothing exported': [['doctor', host('nothing.mjs')], 'exports nothing'],
    'no module exported': [['doctor', host('no-module.mjs')], 'exports no Nest module with imports, only answer'],
    'several modules': [['doctor', SEVERAL], `Name one: ${SEVERAL}#FirstModule or ${SEVERAL}#SecondModule.`],
    'no such export': [['doctor', `${SEVERAL}#Third`], 'no export of the name Third: it has FirstModule, SecondModule'],
    'an export that is no module': [['doctor', `${HOST}#title`], 'title is no Nest module'],
    'no name behind #': [['doctor', `${HOST}#`], 'ends with a #'],
    'no RestAuthModule in it': [['doctor', `${SEVERAL}#SecondModule`], 'has no RestAuthModule in it'],
    'a project without the package': [['doctor', outside], 'nestjs-rest-auth is not installed where'],
  };
  const migrations = {
    'two ways at once': [['migrations', HOST, '--run', '--write', 'x'], '--run and --write are two ways'],
    'a name for nothing': [['migrations', HOST, '--name', 'Tables'], 'give it too'],
    'a name that is none': [['migrations', HOST, '--write', directory, '--name', '../x'], 'is no name of a class'],
    'a format that is none': [['migrations', HOST, '--format', 'sql'], 'Allowed choices are ts, js'],
    'no such instance': [['migrations', WEAK, '--path', 'nowhere'], 'there is dj-rest-auth, staff/auth'],
  };
  const user = (...parameters) => ['user:create', HOST, '--username', 'ada', ...parameters];
  const users = {
    'no name': [['user:create', HOST, '--no-password'], "required option '--username <name>' not specified"],
    'nobody to ask': [user(), 'There is no terminal to ask for the password on'],
    'a password as an argument': [user('--password', 'not-for-logs'), 'A password is never an argument'],
    'the same in one': [user('--password=not-for-logs'), 'A password is never an argument'],
    'two passwords': [user('--no-password', '--password-stdin'), 'exclude each other'],
    'nothing to verify': [user('--no-password', '--verified'), 'give --email too'],
    'an unknown property': [user('--no-password', '--set', 'nick=x'), 'has nick: --set takes firstName'],
    'a property without a value': [user('--no-password', '--set', 'nick'), 'write name=value'],
    'a password as a property': [user('--no-password', '--set', 'password=x'), '--set cannot give password'],
    'no number': [user('--no-password', '--set', 'age=old'), 'age is a number, not old.'],
    'no instance chosen': [
      ['user:create', WEAK, '--username', 'ada', '--no-password'],
      'say by --path whose rules count (dj-rest-auth, staff/auth)',
    ],
  };
  const cases = Object.entries({ ...doctor, ...migrations, ...users });
  const wrong = async ([what, [parameters, said]]) => {
    const { stdout, stderr } = await ends(what, 64, parameters, { said });
    assert.equal(stdout, '', 'stdout has nothing');
    assert.ok(!stderr.includes('not-for-logs'), 'no password is printed');
  };
  // They share nothing, and there are many.
  while (cases.length > 0) await Promise.all(cases.splice(0, AT_ONCE).map(wrong));
}

export async function saysWhyAHostDoesNotBoot() {
  const { stdout } = await ends('wrong options', 2, ['doctor', host('wrong-options.module.mjs')], {
    said: ['RestAuthModule cannot start:\n  1. ', '`secret` has 8 bytes', '`links.passwordReset` is missing'],
  });
  assert.equal(stdout, '');
  const port = await freePort();
  const unreachable = await ends('no database', 2, ['doctor', HOST, '--verbose'], {
    environment: { HOST_POSTGRES_URL: `postgres://app:not-for-logs@127.0.0.1:${port}/app` },
    said: [`The database cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}`, 'Is it running'],
  });
  assert.ok(!unreachable.stderr.includes('not-for-logs'), 'no password is printed');
  await ofBrokenFiles(fileURLToPath(new URL(`./broken-${process.pid}.mjs`, import.meta.url)));
}

/** What it has found out is told, and the process ends. */
export async function doesNotWaitForHosts() {
  const stubborn = ['doctor', host('stubborn.module.mjs'), '--json'];
  const said = 'did not shut down properly: its hooks were not done after 5 s.';
  const { stdout } = await ends('leaves a host that does not shut down', 0, stubborn, { said });
  assert.equal(JSON.parse(stdout).instances.length, 1);
}

async function ofBrokenFiles(file) {
  const fails = async (what, source, said) => {
    await writeFile(file, source);
    return ends(what, 2, ['doctor', file], { said });
  };
  try {
    await fails('a part that is not built', "import './not-built.mjs';", ['does not boot', 'built as a whole?']);
    await fails('no JavaScript', 'export class A { id!: number }', ['does not boot', 'Is it the compiled file?']);
    await fails('what throws no error', "throw { password: 'not-for-logs' };", 'something was thrown that is no Error');
    await fails('what ends the process', 'process.exit(0);', 'ended this process before the command was done');
    await fails(
      'what never ends',
      'await new Promise(() => undefined);',
      'ended this process before the command was done',
    );
    const late =
      "Promise.reject(new Error('redis://me:not-for-logs@redis.test is down')); await new Promise(() => setInterval(() => undefined, 9));";
    const beside = await fails('what fails beside it', late, 'beside the command: redis://***@redis.test is down');
    assert.ok(!beside.stderr.includes('not-for-logs'), 'no password is printed');
    const url = 'smtp://me:not-for-logs@mail.test';
    const thrown = await fails('what throws', `throw new Error('${url} is down')`, 'smtp://***@mail.test is down');
    assert.ok(!thrown.stderr.includes('not-for-logs'), 'no password is printed');
  } finally {
    await rm(file, { force: true });
  }
}
