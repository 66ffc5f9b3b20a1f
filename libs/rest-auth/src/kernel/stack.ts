/** Where an error was thrown. Its stack without the first lines names code, never values: messages of drivers hold parameters, and with them secrets. */
export function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
