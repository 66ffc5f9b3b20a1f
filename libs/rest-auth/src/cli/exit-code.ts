/** How the command ends. Those from 64 on are of sysexits.h. */
export const ExitCode = {
  ok: 0,
  /** Weak things were found by `doctor --strict`; a migration failed. */
  failed: 1,
  /** The host's module could not be loaded or booted. */
  cannotBoot: 2,
  /** The command was given what makes no sense. */
  usage: 64,
  /** What was to be written into the database was refused. */
  refused: 65,
  /** A defect of ours. */
  defect: 70,
  /** A file, or what stdout leads to, could not be written. */
  cannotWrite: 73,
  /** Ctrl+C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** An end that was foreseen: the message says what was wrong, and what to do. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The command was used wrongly. */
export function wrongUse(message: string): CommandFailure {
  return new CommandFailure(ExitCode.usage, message);
}
