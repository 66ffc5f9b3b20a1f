#!/usr/bin/env node
import { ExitCode } from './exit-code.js';
import { errorText } from './error-text.js';
import { run } from './run.js';
import { Terminal } from './terminal.js';

const terminal = new Terminal(process);
let isDone = false;
// A host's code runs in this process: it may fail beside the command, or end it.
process.once('uncaughtException', tellFailure);
process.once('exit', tellEnd);

const exitCode = await run(process.argv.slice(2), terminal, () => {
  process.off('uncaughtException', tellFailure);
  process.off('exit', tellEnd);
});
await terminal.flush();
isDone = true;
// Whatever a host has left open (a pool, a timer) is no reason to stay.
process.exit(terminal.isOutputLost ? ExitCode.cannotWrite : exitCode);

function tellFailure(error: Error): void {
  isDone = true;
  terminal.tell(`The application failed beside the command: ${errorText(error)}`);
  process.exit(ExitCode.cannotBoot);
}

function tellEnd(): void {
  if (isDone) return;
  terminal.tell('The application ended this process before the command was done: the module must boot, and stay.');
  process.exitCode = ExitCode.cannotBoot;
}
