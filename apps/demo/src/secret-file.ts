import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The secret that is kept in `file`; made at the first start, for its owner alone to read. It stays the same over restarts, so that links in
 * mails that are under way stay good.
 */
export function secretFrom(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  try {
    // Fails where the file is there already, whoever made it in between.
    writeFileSync(file, `${randomBytes(48).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
