// node scripts/clear.mjs FOLDER…
// What an earlier build has left must not be packed.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
for (const folder of process.argv.slice(2)) {
  if (!folder.endsWith('/dist')) throw new Error(`${folder} is nothing that a build makes.`);
  rmSync(join(root, folder), { recursive: true, force: true });
}
