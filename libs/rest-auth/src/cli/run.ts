import { pathToFileURL } from 'node:url';

import { CommanderError } from 'commander';

import { errorText, errorTrace } from './error-text.js';
import { CommandFailure, ExitCode } from './exit-code.js';
import { program } from './program.js';
import type { Terminal } from './terminal.js';

/**
 * Runs the command with those arguments, and answers how it ended. Whatever was wrong has been told then. `leaving` is called before another copy of the package takes over, which
 * ends the process by itself.
 */
export async function run(
  parameters: readonly string[],
  terminal: Terminal,
  leaving: () => void = () => undefined,
): Promise<ExitCode> {
  let ended: ExitCode = ExitCode.ok;
  try {
    await program(terminal, {
      end: (exitCode) => {
        ended = exitCode;
      },
      handOver: async (command) => {
        leaving();
        await import(pathToFileURL(command).href);
      },
    }).parseAsync([...parameters], { from: 'user' });
    return ended;
  } catch (error) {
    // Commander has told by itself; its own codes are none of sysexits'.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    if (error instanceof CommandFailure) {
      terminal.tell(errorText(error));
      return error.exitCode;
    }
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      terminal.tell(
        `${errorText(error)}\nInstall what nestjs-rest-auth needs beside it: its README lists the packages.`,
      );
      return ExitCode.cannotBoot;
    }
    if (error instanceof Error && error.name === 'QueryFailedError') {
      terminal.tell(`The database refused a statement: ${errorText(error)}`);
      return ExitCode.failed;
    }
    terminal.tell(`This should not have happened; please report it.\n${errorTrace(error)}`);
    return ExitCode.defect;
  }
}
