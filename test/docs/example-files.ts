import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { Type } from '@nestjs/common';
import type { AuthUser } from 'nestjs-rest-auth';

import { examples, GIVEN, ROOT } from './examples.js';

/** All examples as files, each where its page says. They go when the spec that this is called in has ended. */
export class ExampleFiles {
  private readonly folder = mkdtempSync(join(tmpdir(), 'rest-auth-examples-'));

  constructor() {
    // What they import is what the specs import.
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    const sources = [...Object.entries(GIVEN), ...examples.map(({ path, source }): [string, string] => [path, source])];
    // Node's test runner is not there under Jest, which has the same two as globals.
    for (const [path, source] of sources)
      this.write(path, source.replace("import { describe, it } from 'node:test';\n", ''));
    afterAll(() => {
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  /** One more, which no page has. */
  write(path: string, source: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
  }

  /** What an example exports: classes, unless it is said what. */
  load<Exports = Readonly<Record<string, Type<object>>>>(path: string): Promise<Exports> {
    return import(join(this.folder, path));
  }

  /** The user of nearly every page. */
  async user(): Promise<Type<AuthUser>> {
    return (await this.load<{ User: Type<AuthUser> }>('src/users/user.entity.ts')).User;
  }

  /** A class of that name, from whichever example of the page exports it. */
  async classOf(page: string, name: string): Promise<Type<object>> {
    const example = examples.find(
      (one) => one.page === page && new RegExp(`^export class ${name}\\b`, 'm').test(one.source),
    );
    const found = example && (await this.load(example.path))[name];
    if (!found) throw new Error(`No example of ${page} exports a class ${name}.`);
    return found;
  }
}
