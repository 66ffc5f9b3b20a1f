// tsc copies no data: these folders go to dist/ as they are. Takes a package's folder, as in `node scripts/copy-assets.mjs apps/demo`.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ASSETS = { 'libs/rest-auth': 'mail/templates', 'apps/demo': 'pages/assets' };

const root = fileURLToPath(new URL('..', import.meta.url));
for (const folder of process.argv.slice(2)) {
  const assets = ASSETS[folder];
  if (assets === undefined) throw new Error(`${folder} has no assets: use ${Object.keys(ASSETS).join(' or ')}.`);
  const to = join(root, folder, 'dist', assets);
  rmSync(to, { recursive: true, force: true });
  cpSync(join(root, folder, 'src', assets), to, { recursive: true });
}
