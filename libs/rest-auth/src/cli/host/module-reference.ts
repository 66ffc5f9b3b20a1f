import { existsSync, statSync } from 'node:fs';
import { extname, resolve, sep } from 'node:path';

import { wrongUse } from '../exit-code.js';

/** The argument MODULE: a compiled file, and which of its exports is meant. */
export interface ModuleReference {
  /** As it was typed, for messages. */
  readonly typed: string;
  /** The file's absolute path. */
  readonly file: string;
  /** The export's name; null where it is to be found. */
  readonly exportName: string | null;
}

const TYPESCRIPT = ['.ts', '.mts', '.cts', '.tsx'];

/** Finds the file of `path/to/app.module.js` or `path/to/app.module.js#AppModule`. */
export function readModuleReference(typed: string, directory: string): ModuleReference {
  const { path, exportName } = split(typed, directory);
  const file = resolve(directory, path);
  if (TYPESCRIPT.includes(extname(file))) {
    throw wrongUse(
      `${path} is TypeScript: build your application, and name the compiled file${hint(file, directory)}.`,
    );
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) {
    const guess = [`${file}.js`, `${file}.mjs`, `${file}.cjs`].find((path) => existsSync(path));
    throw wrongUse(
      guess === undefined
        ? `There is no file ${path} in ${directory}. Is your application built? (\`npx nest build\` writes dist/app.module.js)`
        : `There is no file ${path}: did you mean ${path}${extname(guess)}?`,
    );
  }
  if (!found.isFile()) {
    throw wrongUse(`${path} is a folder: name the compiled file of your root module, such as dist/app.module.js.`);
  }
  return { typed, file, exportName };
}

/** A file's own name may have a `#` in it. */
function split(typed: string, directory: string): { path: string; exportName: string | null } {
  const at = typed.lastIndexOf('#');
  if (at < 0 || existsSync(resolve(directory, typed))) return { path: typed, exportName: null };
  const exportName = typed.slice(at + 1);
  if (exportName === '') throw wrongUse(`${typed} ends with a #: the name of an export belongs behind it.`);
  return { path: typed.slice(0, at), exportName };
}

/** Where compilers put it. */
function hint(source: string, directory: string): string {
  const compiled = source
    .slice(directory.length)
    .replace(`${sep}src${sep}`, `${sep}dist${sep}`)
    .replace(/\.([cm]?)tsx?$/, '.$1js');
  const path = compiled.slice(1);
  const isThere = source.startsWith(directory + sep) && existsSync(directory + compiled);
  return isThere ? `: ${path}` : ', such as dist/app.module.js';
}
