import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { CommandFailure } from '../../libs/rest-auth/src/cli/exit-code.js';
import { readModuleReference } from '../../libs/rest-auth/src/cli/host/module-reference.js';

const directory = mkdtempSync(join(tmpdir(), 'module-reference-'));
for (const path of ['dist/app.module.js', 'dist/odd#name.js', 'dist/other.mjs', 'src/app.module.ts']) {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), '');
}

afterAll(() => rmSync(directory, { recursive: true }));

function refusal(typed: string): string {
  try {
    readModuleReference(typed, directory);
    return 'taken';
  } catch (error) {
    return error instanceof CommandFailure && error.exitCode === 64 ? error.message : String(error);
  }
}

describe('the argument MODULE', () => {
  it.each([
    ['dist/app.module.js', 'dist/app.module.js', null],
    ['./dist/app.module.js#AppModule', 'dist/app.module.js', 'AppModule'],
    ['dist/odd#name.js', 'dist/odd#name.js', null],
    ['dist/odd#name.js#AppModule', 'dist/odd#name.js', 'AppModule'],
  ])('%s is a file, and perhaps an export', (typed, path, exportName) => {
    expect(readModuleReference(typed, directory)).toEqual({ typed, file: join(directory, path), exportName });
  });

  it.each([
    ['dist/nowhere.js', /^There is no file dist\/nowhere\.js in .*Is your application built\?/],
    ['dist/app.module', /^There is no file dist\/app\.module: did you mean dist\/app\.module\.js\?$/],
    ['dist/other', /did you mean dist\/other\.mjs\?$/],
    ['dist', /^dist is a folder: name the compiled file of your root module/],
    ['dist/app.module.js#', /ends with a #: the name of an export belongs behind it\.$/],
    [
      'src/app.module.ts',
      /is TypeScript: build your application, and name the compiled file: dist\/app\.module\.js\.$/,
    ],
    ['src/other.ts', /and name the compiled file, such as dist\/app\.module\.js\.$/],
  ])('%s is refused, with what to do', (typed, message) => {
    expect(refusal(typed)).toMatch(message);
  });
});
