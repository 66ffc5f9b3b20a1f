import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { CommandFailure, ExitCode, wrongUse } from '../exit-code.js';
import { ownFolder, versionIn } from '../own-package.js';
import type { ModuleReference } from './module-reference.js';

/** The folder of the nestjs-rest-auth that the host's module imports. */
export function packageOf({ file, typed }: ModuleReference): string {
  try {
    return realpathSync(dirname(createRequire(file).resolve('nestjs-rest-auth/package.json')));
  } catch {
    throw wrongUse(
      `nestjs-rest-auth is not installed where ${typed} is: name a module of an application that uses it, or install it there.`,
    );
  }
}

/**
 * The command of the copy that the host's module imports, where that is another copy than ours: only its own classes are known to it. Null where it is the same.
 */
export function otherCommand(reference: ModuleReference): string | null {
  const folder = packageOf(reference);
  if (folder === ownFolder) return null;
  const command = join(folder, 'dist', 'cli', 'main.js');
  try {
    return realpathSync(command);
  } catch {
    const version = versionIn(join(folder, 'package.json'));
    throw new CommandFailure(
      ExitCode.usage,
      `${reference.typed} uses nestjs-rest-auth ${version} (${folder}), which has no command yet: update it.`,
    );
  }
}
