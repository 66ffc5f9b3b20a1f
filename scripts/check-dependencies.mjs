/**
 * Reads package-lock.json: whether what stands there is no older than where known holes were closed, whether the library's own ranges leave the oldest of those out, and whether everything that an
 * installation of the library may bring along has a licence that asks for no more than its text. Asks no registry. `node scripts/check-dependencies.mjs`; ends with 0 when all of it is right.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const LIBRARY = 'libs/rest-auth';

/** The first version of each that is good, and what was wrong before. */
const FLOORS = {
  typeorm: ['0.3.26', 'CVE-2025-60542: an object in the place of a value became SQL of its own'],
  nodemailer: ['7.0.11', 'CVE-2025-14874: an address could stop the process; GHSA-mm7p-fcc7-pg87: or lead elsewhere'],
  fastify: ['5.8.5', 'CVE-2026-25223, CVE-2026-33806: a blank at a content type got around what is asked of a body'],
  '@nestjs/platform-fastify': [
    '11.1.16',
    'CVE-2025-69211, CVE-2026-2293, CVE-2026-33011: another spelling of a path got around middleware',
  ],
};

/** Licences that ask for no more than that their text is kept. */
const LICENCES = [
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['Python-2.0', 'CC0-1.0'],
];

/** Packages whose `license` is none that can be compared. */
const SAID_ELSEWHERE = {
  // In `licenses`, as npm had it before 2014.
  'passport-github2': 'MIT',
  'passport-strategy': 'MIT',
  xtraverse: 'MIT',
  // In the readme.
  pause: 'MIT',
  // With an address behind it.
  slick: 'MIT',
};

/** Packages with another licence, and why they may come along all the same. */
const LOOKED_AT = {
  'caniuse-lite':
    'CC-BY-4.0, which asks to be named: a table of data, which MJML of `@nestjs-modules/mailer` brings along',
};

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const library = packages[LIBRARY];
const problems = [];

for (const [name, [floor, reason]] of Object.entries(FLOORS)) {
  const installed = Object.entries(packages).filter(([path]) => nameOf(path) === name);
  assert.notEqual(installed.length, 0, `${name} is installed, or this list is out of date`);
  for (const [path, { version }] of installed) {
    if (compare(version, floor) < 0)
      problems.push(`${path} is ${version}; ${floor} is the first that is good (${reason}).`);
  }
  const range = library.peerDependencies[name];
  const oldest = range === undefined ? floor : oldestOf(range);
  if (compare(oldest, floor) < 0)
    problems.push(`The library takes ${name} ${range}; ${floor} is the first that is good.`);
}

const brought = closure();
for (const path of brought) {
  const name = nameOf(path);
  if (name in LOOKED_AT) continue;
  const licence = SAID_ELSEWHERE[name] ?? packages[path].license;
  // One of several is for the user to choose.
  const choices = (licence ?? '').replace(/[()]/g, '').split(/ or /i);
  if (!choices.some((choice) => LICENCES.includes(choice)))
    problems.push(`${name} has the licence ${licence ?? '(none)'}.`);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(
  `${Object.keys(FLOORS).length} floors hold, and ${brought.size} packages have licences that ask for no more than their text.`,
);

/** What the library and its peers, optional ones included, bring along. */
function closure() {
  const found = new Set();
  const from = [LIBRARY];
  for (const path of from) {
    const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = packages[path];
    const own = path === LIBRARY ? peerDependencies : {};
    for (const name of Object.keys({ ...dependencies, ...own, ...optionalDependencies })) {
      const next = findFrom(path, name);
      // What is optional and for another system is in no lock of this one.
      if (next === null) assert.ok(name in optionalDependencies, `${name}, which ${path} needs, is in the lock`);
      else if (!found.has(next)) {
        found.add(next);
        from.push(next);
      }
    }
  }
  return found;
}

/** Where a package finds another one, as Node looks for it: beside itself, then further up. */
function findFrom(path, name) {
  for (let folder = path; ; folder = parentOf(folder)) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[candidate]) return candidate;
    if (folder === '') return null;
  }
}

function parentOf(folder) {
  const end = folder.lastIndexOf('/node_modules/');
  return end < 0 ? '' : folder.slice(0, end);
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** The oldest version that a range lets in: the smallest that it begins an alternative with. */
function oldestOf(range) {
  const versions = range.split('||').map((alternative) => /\d+\.\d+\.\d+/.exec(alternative)?.[0] ?? '0.0.0');
  return versions.sort(compare)[0];
}

function compare(left, right) {
  const [a, b] = [left, right].map((version) => version.split('-')[0].split('.').map(Number));
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
