import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

import { StreamableFile } from '@nestjs/common';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The files of a folder, in memory: what is asked for is looked up among their names, so that no path leads out of it. */
export class StaticFiles {
  private constructor(private readonly files: ReadonlyMap<string, Buffer>) {}

  /** The folder as it is now, or those of its files that are named; empty where there is none. */
  static of(directory: string, names?: readonly string[]): StaticFiles {
    const read = (name: string): [string, Buffer] => [name, readFileSync(join(directory, name))];
    return new StaticFiles(new Map((names ?? namesIn(directory)).map(read)));
  }

  /** Its bytes; null where there is no such file. */
  find(name: string): Buffer | null {
    return this.files.get(name) ?? null;
  }

  /** It as an answer, with its type; null where there is no such file. */
  answer(name: string): StreamableFile | null {
    const file = this.find(name);
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    return file && new StreamableFile(file, { type, length: file.length });
  }
}

function namesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
