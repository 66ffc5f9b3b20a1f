import { readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));

/** The folder of the package that this command belongs to. */
export const ownFolder = realpathSync(dirname(manifest));

/** Its version. */
export function ownVersion(): string {
  return versionIn(manifest);
}

/** The version that a package.json tells. */
export function versionIn(path: string): string {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const version: unknown = typeof content === 'object' && content !== null ? Reflect.get(content, 'version') : null;
  return typeof version === 'string' ? version : 'without a version';
}
