// node scripts/api-report.mjs [--write]
// Holds the public API against its reports in libs/rest-auth/api/, one for each entry point; with --write, writes them anew. Needs `npm run build:lib`.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const root = fileURLToPath(new URL('..', import.meta.url));
const projectFolder = join(root, 'libs/rest-auth');
const packageJsonFullPath = join(projectFolder, 'package.json');
const isWriting = process.argv.includes('--write');
const silent = { default: { logLevel: 'none' } };

/** `.`, `./testing`, …: the report's name and the entry's types. */
const entries = Object.entries(JSON.parse(readFileSync(packageJsonFullPath, 'utf8')).exports)
  .filter(([, target]) => typeof target === 'object')
  .map(([path, { types }]) => [path === '.' ? 'index' : path.slice(2), types]);

mkdirSync(join(projectFolder, 'api'), { recursive: true });
let isChanged = false;
for (const [name, types] of entries) {
  const configObject = {
    projectFolder,
    mainEntryPointFilePath: join(projectFolder, types),
    bundledPackages: [],
    compiler: { tsconfigFilePath: join(projectFolder, 'tsconfig.build.json'), skipLibCheck: true },
    apiReport: {
      enabled: true,
      reportFileName: name,
      reportFolder: join(projectFolder, 'api'),
      reportTempFolder: join(root, 'node_modules/.cache/api-report'),
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    // Our docstrings are no TSDoc; the report is about names and types.
    messages: { extractorMessageReporting: silent, tsdocMessageReporting: silent, compilerMessageReporting: silent },
  };
  const config = ExtractorConfig.prepare({ configObject, configObjectFullPath: undefined, packageJsonFullPath });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: isWriting,
    messageCallback: (message) => {
      if (message.logLevel !== 'error') message.logLevel = 'none';
    },
  });
  if (apiReportChanged) {
    isChanged = true;
    console.log(`${isWriting ? 'Written anew' : 'Not as in the report'}: libs/rest-auth/api/${name}.api.md`);
  }
}
if (isChanged && !isWriting) {
  console.error('The public API has changed. If that is meant: npm run api:write, and commit the reports.');
  process.exit(1);
}
console.log(`The public API is as in libs/rest-auth/api/ (${entries.length} entry points).`);
