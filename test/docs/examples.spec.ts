import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where the examples would lie: nowhere, but that what they import is found from there. */
const EXAMPLES = join(ROOT, 'examples');

/** What the examples take for granted of a host. */
const GIVEN: Record<string, string> = {
  'src/configuration.ts': `
    export class Configuration {
      smtpUrl = '';
      links = { passwordReset: '', emailVerification: '' };
      async secret() { return ''; }
    }
    export class ConfigurationModule {}`,
  'src/team.entity.ts': `
    export class Team {
      name!: string;
      ownerId!: number;
    }`,
  'src/users/user-tables.migration.ts': `
    export class UserTables1700000000000 {
      async up() {}
      async down() {}
    }`,
};

const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Every example with the path that its first line gives it. */
const examples = pages.flatMap((page) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```ts\n(?:\/\/ (\S+)\n)?([^]*?)^```$/gm)].map(
    ([, path = '', source = '']) => ({ page, path, source }),
  ),
);

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
