import 'reflect-metadata';

import type { DynamicModule, Type } from '@nestjs/common';

import { wrongUse } from '../exit-code.js';
import type { ModuleReference } from './module-reference.js';

/** What Nest can boot: a module's class, or what its `forRoot()` has made. */
export type RootModule = Type<unknown> | DynamicModule;

/**
 * The module that is meant among a file's exports: the one that was named, the default one, or the only one that imports others, since a root module
 * without imports has no RestAuthModule in it.
 */
export function chooseRootModule(loaded: object, { typed, exportName }: ModuleReference): RootModule {
  const found = exportsOf(loaded);
  const names = [...found.keys()];
  if (names.length === 0) {
    throw wrongUse(
      `${typed} exports nothing: name the file that exports your root module, such as dist/app.module.js.`,
    );
  }
  if (exportName !== null) {
    const named = found.get(exportName);
    if (isRootModule(named)) return named;
    throw wrongUse(
      named === undefined
        ? `${typed} has no export of the name ${exportName}: it has ${names.join(', ')}.`
        : `${exportName} is no Nest module: it has neither @Module({ imports: … }) nor is it what a forRoot() makes.`,
    );
  }
  const byDefault = found.get('default');
  if (isRootModule(byDefault)) return byDefault;
  const candidates = [...found].filter(([, value]) => isRootModule(value));
  const [only] = candidates;
  if (!only) {
    throw wrongUse(
      `${typed} exports no Nest module with imports, only ${names.join(', ')}. Name the file of your root module; ` +
        'a module that is made by a forRoot() of yours needs a file that exports what it makes.',
    );
  }
  if (candidates.length > 1) {
    const choices = candidates.map(([name]) => `${typed}#${name}`).join(' or ');
    throw wrongUse(`${typed} exports more than one module. Name one: ${choices}.`);
  }
  return only[1] as RootModule;
}

/** By name. What a CommonJS file exports stands under `default`, and under its names only where Node could read these. */
function exportsOf(loaded: object): Map<string, unknown> {
  const found = new Map<string, unknown>(Object.entries(loaded));
  const byDefault = found.get('default');
  if (typeof byDefault === 'object' && byDefault !== null && !isDynamicModule(byDefault)) {
    found.delete('default');
    for (const [name, value] of Object.entries(byDefault)) found.set(name, value);
  }
  found.delete('__esModule');
  found.delete('module.exports');
  return found;
}

function isRootModule(value: unknown): value is RootModule {
  if (typeof value === 'function') return Reflect.hasMetadata('imports', value);
  return isDynamicModule(value);
}

function isDynamicModule(value: unknown): value is DynamicModule {
  return typeof value === 'object' && value !== null && 'module' in value && typeof value.module === 'function';
}
