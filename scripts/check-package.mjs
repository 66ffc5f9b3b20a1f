// node scripts/check-package.mjs
// Packs the library and looks at the file as npm would install it: what is in it, its exports, and its types under every resolution. Needs `npm run build:lib`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rest-auth-package-'));
const problems = [];
try {
  const pack = ['pack', '--json', '--ignore-scripts', '-w', 'libs/rest-auth', '--pack-destination', folder];
  const [packed] = [JSON.parse(execFileSync('npm', pack, { cwd: root, encoding: 'utf8' }))].flat();
  const { filename, files, size } = packed.filename ? packed : Object.values(packed)[0];
  const tarball = join(folder, filename);
  console.log(`${filename}: ${files.length} files, ${Math.round(size / 1024)} KiB`);

  const unwanted = files
    .map(({ path }) => path)
    .filter((path) => /[.](spec|e2e-spec)[.]|[.]map$|[.]tsbuildinfo$|^src\//.test(path));
  problems.push(...unwanted.map((path) => `${path} does not belong into the package.`));
  for (const wanted of ['README.md', 'LICENSE', 'package.json']) {
    if (!files.some(({ path }) => path === wanted)) problems.push(`${wanted} is not in the package.`);
  }

  const bytes = readFileSync(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
  });
  problems.push(...messages.map((message) => `publint: ${formatMessage(message, pkg)}`));

  // Nest 12 is published as ES modules alone, and so is this: a CommonJS host loads it by require(esm).
  const attw = ['attw', tarball, '--ignore-rules', 'cjs-resolves-to-esm', '--format', 'table-flipped', '--no-emoji'];
  try {
    console.log(execFileSync('npx', attw, { cwd: root, encoding: 'utf8' }));
  } catch (error) {
    console.log(error.stdout);
    problems.push('attw: see above.');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log('The package is whole: publint and attw find nothing.');
