import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packs the built library into the folder, as npm would publish it, and answers where the file is. */
export function packLibrary(folder) {
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '-w', 'libs/rest-auth', '--pack-destination', folder], {
    cwd: root,
  });
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  return join(folder, file);
}
