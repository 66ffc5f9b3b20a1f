/** What an error says of itself, in one line or a few, and never with the credentials of an address. */
export function errorText(error: unknown): string {
  return withoutCredentials(textOf(error));
}

/** The same with everything that helps to find a defect. */
export function errorTrace(error: unknown): string {
  return withoutCredentials(error instanceof Error ? (error.stack ?? textOf(error)) : textOf(error));
}

/**
 * `postgres://user:secret@host` and `password=secret` may stand in what a driver or a host says. A password may have a slash or an @ in it: the last @ counts, even where
 * that takes away too much.
 */
export function withoutCredentials(text: string): string {
  return text
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s"'`<>]*@/gi, '$1***@')
    .replace(/(\b\w*(?:password|passwd|pwd|secret)=)[^\s&;"']+/gi, '$1***');
}

function textOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (!(error instanceof Error)) return 'something was thrown that is no Error';
  // What failed at every address of a name says so in its parts alone.
  if (error.message === '' && error instanceof AggregateError) {
    const parts = error.errors.map(textOf);
    if (parts.length > 0) return [...new Set(parts)].join('; ');
  }
  return error.message === '' ? error.name : error.message;
}
