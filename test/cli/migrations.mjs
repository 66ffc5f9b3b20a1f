import assert from 'node:assert/strict';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { ends, host } from './command.mjs';

const HOST = host('hardened.module.mjs');
const STRICT = ['doctor', HOST, '--strict'];
const TABLES = [
  'email_address',
  'token',
  'session',
  'refresh_family',
  'social_account',
  'password_reset',
  'login_failure',
  'mail_outbox',
];
const NAMES = TABLES.map((table) => `rest_auth_${table}_initial4102444800000`);
const NOTHING_WEAK = 'Nothing weak was found.';

/** From an empty database to one that the doctor has nothing to say about. */
export async function runsMigrations({ environment, production, type }, directory) {
  const asked = { environment, on: 'stdout' };
  const listed = await ends('lists what is pending', 0, ['migrations', HOST], asked);
  const pending = NAMES.map((name) => `  pending   ${name}\n`).join('');
  assert.equal(listed.stdout, `dj-rest-auth/ on ${type}: 8 pending\n${pending}`, 'stdout has the answer alone');
  assert.match(listed.stderr, /^The host greets while it is loaded\.$/m);
  const said = ['mail_outbox are not there: requests that need them fail with 500.', `migrations ${HOST} --run`];
  await ends('finds that tables are missing', 1, STRICT, { environment: production, on: 'stdout', said });

  const run = await ends('runs it', 0, ['migrations', HOST, '--run'], asked);
  const executed = NAMES.map((name) => `executed  ${name}\n`).join('');
  assert.equal(run.stdout, `${executed}8 of 8 migrations were executed.\n`);
  await ends('runs nothing twice', 0, ['migrations', HOST, '--run'], { ...asked, said: 'Nothing is pending.' });
  const list = ['migrations', HOST, '--path', '/dj-rest-auth/'];
  await ends('lists what was executed', 0, list, { ...asked, said: ['0 pending', `  executed  ${NAMES[0]}`] });
  const none = ['migrations', HOST, '--write', join(directory, 'none')];
  await ends('writes nothing that is there', 0, none, { ...asked, said: 'every table is there already' });
  await ends('finds nothing weak', 0, STRICT, { environment: production, on: 'stdout', said: NOTHING_WEAK });
}

/** A file of the host's own; what it makes is what the module needs. */
export async function writesMigration({ environment, production, type }, directory) {
  const project = await projectIn(join(directory, type), { type: 'module' });
  const write = ['migrations', HOST, '--write', project.folder];
  const said = ['-RestAuthTables.js was written', 'rest_auth_mail_outbox'];
  await ends('writes an ES module', 0, write, { environment, on: 'stdout', said });
  await ends('overwrites nothing', 73, write, { environment, said: 'is there already: nothing was written' });
  await makesTheTables(await project.take('-RestAuthTables.js', 'mjs'), { environment, production });
}

/** The other forms of the file. */
export async function writesOtherForms({ environment, production }, directory) {
  const project = await projectIn(join(directory, 'forms'), {});
  const write = ['migrations', HOST, '--write', project.folder, '--name'];
  const common = [...write, 'CommonTables'];
  await ends('writes CommonJS', 0, common, { environment, on: 'stdout', said: '-CommonTables.js was written' });
  await writeFile(join(directory, 'forms', 'tsconfig.json'), '{}');
  const typed = [...write, 'TypedTables'];
  await ends('writes TypeScript', 0, typed, { environment, on: 'stdout', said: '-TypedTables.ts was written' });
  const blocked = ['migrations', HOST, '--write', join(directory, 'forms', 'package.json')];
  await ends('writes into no file', 73, blocked, { environment, said: 'cannot be written' });
  await makesTheTables(await project.take('-CommonTables.js', 'cjs'), { environment, production });
}

/** A folder for migrations in a project of its own. */
async function projectIn(project, manifest) {
  const folder = join(project, 'migrations');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  return {
    folder,
    /** The file with that end, under an ending that says how Node reads it, whatever the project says. */
    take: async (end, extension) => {
      const written = (await readdir(folder)).find((file) => file.endsWith(end)) ?? '';
      const file = join(project, `written.${extension}`);
      await cp(join(folder, written), file);
      return file;
    },
  };
}

/** The host has the file among its own migrations, which run at boot. */
async function makesTheTables(file, { environment, production }) {
  const HOST_MIGRATION = pathToFileURL(file).href;
  await ends('which makes the tables', 0, ['migrations', HOST], {
    environment: { ...environment, HOST_MIGRATION },
    on: 'stdout',
    said: ['0 pending', `present   ${NAMES[0]} (the table is there, made by something else)`],
  });
  const looked = { environment: { ...production, HOST_MIGRATION }, on: 'stdout', said: NOTHING_WEAK };
  await ends('as they must be', 0, STRICT, looked);
}
