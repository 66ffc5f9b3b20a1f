/**
 * Does what docs/quickstart.md says, block by block, in a fresh folder: makes the application, installs the packed library, writes the files, starts it, and holds each answer
 * against the page. Fails for a block that does not work, and for one that it does not know what to do with. Needs `npm run build:lib` first, and the registry.
 *
 *   node test/quickstart.mjs           with the page of the repository
 *   node test/quickstart.mjs PAGE.md   with another
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { blocksOf, callsOf } from './quickstart/page.mjs';
import { run, startServer } from './quickstart/shell.mjs';
import { packLibrary } from './support/packed-library.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = process.argv[2] ?? join(root, 'docs/quickstart.md');
const folder = mkdtempSync(join(tmpdir(), 'rest-auth-quickstart-'));

/** All that is done otherwise than the page says. Each must be there to be replaced. */
const SUBSTITUTIONS = [
  {
    said: 'npx @nestjs/cli new my-app',
    // The copy that is here already. It cannot ask for the package manager, and what it would install comes with the first `npm install` of the page.
    done: () =>
      `'${process.execPath}' '${join(root, 'node_modules/@nestjs/cli/bin/nest.js')}' new my-app --package-manager npm --skip-git --skip-install`,
  },
  // Another application may have that port.
  { said: 'http://localhost:3000/', done: () => `http://localhost:${server.port}/` },
];
/** In place of building the library once more. */
const PACKED_BY = '`npm run build:lib && npm pack -w libs/rest-auth`';
const KEY = /\b[0-9a-f]{40}\b/g;

const ACTS = {
  commands(block) {
    const said = run(`${asDone(block.source)}\npwd`, cwd);
    cwd = said.trimEnd().split('\n').at(-1);
  },
  file({ source, line }) {
    const [, path] = /^\/\/ (\S+)\n/.exec(source) ?? [];
    assert(path, `Line ${line}: the first line of a file must be a comment with its path.`);
    const file = join(folder, path);
    assert(existsSync(dirname(dirname(file))), `Line ${line}: there is no folder for ${path}.`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
  },
  async server({ source, line }) {
    assert(!server, `Line ${line}: the application runs already.`);
    server = await startServer(source, cwd);
  },
  calls(block) {
    for (const { command, promised } of callsOf(block)) {
      // "The last takes the one that you were given."
      const answer = run(asDone(command.replace(KEY, () => key)).replace('curl', 'curl -sS'), cwd);
      console.log(`  ${command.split(' ')[1]} ${answer}`);
      assert.equal(answer.replace(KEY, 'KEY'), promised.replace(KEY, 'KEY'), `after line ${block.line}`);
      key = answer.match(KEY)?.[0] ?? key;
    }
  },
};

const start = performance.now();
const used = new Set();
/** Where the reader's shell stands, which application runs, and the key that was answered last. */
let cwd = folder;
let server = null;
let key = null;

try {
  const blocks = blocksOf(page);
  assert.deepEqual([...new Set(blocks.map(({ kind }) => kind))].sort(), Object.keys(ACTS).sort(), 'kinds of blocks');
  assert(readFileSync(page, 'utf8').includes(PACKED_BY), 'the page does not say how the library is packed');
  // Beside the application, where the page looks for it.
  mkdirSync(join(folder, 'nestjs-rest-auth'));
  packLibrary(join(folder, 'nestjs-rest-auth'));
  for (const block of blocks) {
    console.log(`${seconds()} s, line ${block.line}: ${block.source.split('\n', 1)[0]}`);
    await ACTS[block.kind](block);
  }
  assert.deepEqual(
    SUBSTITUTIONS.map(({ said }) => said).filter((said) => !used.has(said)),
    [],
    'is not on the page any more',
  );
  console.log(`The quickstart works: ${blocks.length} blocks in ${seconds()} s.`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}

function asDone(text) {
  return SUBSTITUTIONS.reduce((before, { said, done }) => {
    if (!before.includes(said)) return before;
    used.add(said);
    return before.replaceAll(said, done);
  }, text);
}

function seconds() {
  return Math.round((performance.now() - start) / 1000);
}
