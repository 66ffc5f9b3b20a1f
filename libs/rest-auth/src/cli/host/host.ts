import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import type { INestApplicationContext } from '@nestjs/common';

import { RestAuthOptionsError } from '../../index.js';
import { errorText, errorTrace, withoutCredentials } from '../error-text.js';
import { CommandFailure, ExitCode, wrongUse } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { BootLog } from './boot-log.js';
import { Instance } from './instance.js';
import type { ModuleReference } from './module-reference.js';
import { chooseRootModule, type RootModule } from './root-module.js';

/** A host's application, booted without listening. */
export interface Host {
  readonly reference: ModuleReference;
  /** At least one. */
  readonly instances: readonly [Instance, ...Instance[]];
}

/** Boots the module, acts, and shuts it down as the host's own process would. */
export async function withHost<Result>(
  reference: ModuleReference,
  { terminal, verbose }: { terminal: Terminal; verbose: boolean },
  act: (host: Host) => Promise<Result>,
): Promise<Result> {
  terminal.keepHostOff();
  const log = new BootLog(terminal, verbose);
  const failed = (error: unknown) => bootFailure(error, reference, verbose);
  const root = chooseRootModule(await load(reference).catch(failed), reference);
  const core = (await import(pathToFileURL(createRequire(reference.file).resolve('@nestjs/core')).href)) as NestCore;
  const app = await Promise.race([boot(core, root, log), log.databaseFailure.then(failForDatabase)]).catch(failed);
  try {
    const [first, ...more] = Instance.allOf(app.get(core.ModulesContainer));
    if (!first) {
      throw wrongUse(
        `${reference.typed} has no RestAuthModule in it: name the root module, whose imports have RestAuthModule.forRoot().`,
      );
    }
    return await act({ reference, instances: [first, ...more] });
  } finally {
    // What was found out is found out, however the host takes its leave.
    await shutDown(app).catch((error: unknown) => {
      terminal.tell(`The application did not shut down properly: ${errorText(error)}`);
    });
  }
}

/** How long a host's shutdown hooks may take. */
const SHUTDOWN_SECONDS = 5;

async function shutDown(app: INestApplicationContext): Promise<void> {
  const limit = new AbortController();
  const late = pause(SHUTDOWN_SECONDS * 1000, null, { signal: limit.signal }).then(() => {
    throw new Error(`its hooks were not done after ${SHUTDOWN_SECONDS} s.`);
  });
  await Promise.race([app.close(), late]).finally(() => limit.abort());
}

type NestCore = typeof import('@nestjs/core');

/** By Node itself, so that the host's file may be an ES module or CommonJS. */
async function load({ file }: ModuleReference): Promise<object> {
  const loaded: unknown = await import(pathToFileURL(file).href);
  return loaded as object;
}

/** By the host's own Nest: its classes are the ones that the host's module is made of. */
function boot({ NestFactory }: NestCore, root: RootModule, logger: BootLog): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(root, { logger, abortOnError: false });
}

/** What drivers say when nobody answers, or nobody lets us in. */
const UNREACHABLE = /\bE[A-Z]{4,}\b|authentication|access denied|does not exist|unable to open|unknown database/i;

function failForDatabase(reason: string): never {
  const told = withoutCredentials(reason);
  throw new CommandFailure(
    ExitCode.cannotBoot,
    UNREACHABLE.test(reason)
      ? `The database cannot be reached: ${told}\n` +
          'Is it running, and does this shell have the environment (addresses, passwords) that your application has?'
      : `The data source cannot be started: ${told}`,
  );
}

function bootFailure(error: unknown, { typed }: ModuleReference, verbose: boolean): never {
  if (error instanceof CommandFailure) throw error;
  const { cannotBoot } = ExitCode;
  if (error instanceof RestAuthOptionsError) throw new CommandFailure(cannotBoot, error.message, { cause: error });
  const hint = verbose ? errorTrace(error) : `${errorText(error)}\n${remedyFor(error)}`;
  throw new CommandFailure(cannotBoot, `${typed} does not boot: ${hint}`, { cause: error });
}

function remedyFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return 'Is everything installed, and is the application built as a whole?';
  }
  if (error instanceof SyntaxError) return 'Is it the compiled file? Node must be able to read it as it is.';
  return '--verbose shows where, and what Nest says. It is booted with the environment of this shell.';
}
