/** Where an error was thrown. Its stack behind the message names code, never values: messages of drivers hold parameters, and with them secrets. */
export function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { stack = '', message } = error;
  const start = stack.indexOf(message);
  // Without its message, nobody knows where that ends.
  if (start < 0) return undefined;
  return stack
    .slice(start + message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
