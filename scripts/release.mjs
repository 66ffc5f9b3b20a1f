// npm run release [-- --dry-run]
// Builds, checks and packs the library into release/, and says how to publish it. Refuses what is not committed, and a version that the changelog does not know as
// released; --dry-run does the rest all the same.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isDryRun = process.argv.includes('--dry-run');
const run = (command, ...args) => execFileSync(command, args, { cwd: root, stdio: 'inherit' });
const ask = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim();

const { name, version } = JSON.parse(readFileSync(join(root, 'libs/rest-auth/package.json'), 'utf8'));
const problems = [];
if (ask('git', 'status', '--porcelain') !== '') problems.push('Something is not committed: commit it, or put it away.');
const heading = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').match(/^## \[(.+?)\] - (.+)$/m);
if (heading?.[1] !== version || !/^\d{4}-\d\d-\d\d$/.test(heading[2])) {
  problems.push(
    `CHANGELOG.md begins with "${heading?.[0] ?? ''}": it should begin with "## [${version}] - YYYY-MM-DD".`,
  );
}
if (problems.length > 0) {
  console.error(`${name} ${version} is not ready:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  if (!isDryRun) process.exit(1);
}

for (const script of ['lint', 'imports', 'typecheck', 'package:check']) run('npm', 'run', script);
const folder = join(root, 'release');
mkdirSync(folder, { recursive: true });
run('npm', 'pack', '--ignore-scripts', '-w', 'libs/rest-auth', '--pack-destination', folder);
const tarball = join(folder, `${name}-${version}.tgz`);
console.log(`
${tarball}
sha512 ${createHash('sha512').update(readFileSync(tarball)).digest('base64')}

The tests are CI's to run: npm run verify:full. Then:
  npm publish ${tarball} --provenance
  git tag v${version} && git push origin v${version}
`);
