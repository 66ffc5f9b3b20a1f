/** Path parts without a slash at either end. */
export const PATH = /^[\w.~-]+(?:\/[\w.~-]+)*$/;

/** What kind of value that is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return 'true or false';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

/** What is wrong with a value that must be one of a few words. */
export function wordProblem(name: string, value: unknown, words: readonly string[]): string[] {
  return words.includes(String(value)) ? [] : [`\`${name}\` has "${String(value)}": use ${words.join(', ')}.`];
}
