import { dirname, join } from 'node:path';

import ts from 'typescript';

import { examples, GIVEN, ROOT } from './examples.js';

/** Where the examples would lie: nowhere, but that what they import is found from there. */
const EXAMPLES = join(ROOT, 'examples');

/** What the compiler says of the files, by its strictest settings, which are our own. */
function problems(sources: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, directoryExists } = ts.sys;
  host.readFile = (path) => sources.get(path) ?? readFile(path);
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.directoryExists = (path) =>
    directoryExists(path) || [...sources.keys()].some((file) => dirname(file).startsWith(path));
  const program = ts.createProgram([...sources.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

describe('the examples in the documents', () => {
  it('each say in their first line which file they are, and no two the same', () => {
    const paths = examples.map(({ path }) => path);
    expect(examples.filter(({ path }) => path === '').map(({ page }) => page)).toEqual([]);
    expect(paths).toEqual([...new Set(paths)]);
  });

  it('compile, all of them together', () => {
    const sources = [
      ...Object.entries(GIVEN),
      ...examples.map(({ path, source }): [string, string] => [path, source]),
    ].map(([path, source]): [string, string] => [join(EXAMPLES, path), source]);
    expect(problems(new Map(sources))).toEqual([]);
  });
});
