/** What an error says of itself, in one line or a few, and never with the credentials of an address. */
export function errorText(error: unknown): string {
  return withoutCredentials(textOf(error));
}

/** The same with everything that helps to find a defect. */
export function errorTrace(error: unknown): string {
  return withoutCredentials(error instanceof Error ? (error.stack ?? textOf(error)) : textOf(error));
}

/** `postgres://user:secret@host` may stand in what a driver or a host says. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/]*@/gi, '$1***@');
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What failed at every address of a name says so in its parts alone.
  if (error.message === '' && error instanceof AggregateError) {
    const parts = error.errors.map(textOf);
    if (parts.length > 0) return [...new Set(parts)].join('; ');
  }
  return error.message === '' ? error.name : error.message;
}
