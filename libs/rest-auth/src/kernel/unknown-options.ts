/** What is wrong with the names in `given`: each that is not among the known ones, with a remedy. `prefix` is the path that leads there. */
export function unknownOptions(given: object, known: readonly string[], prefix: string): string[] {
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => `\`${prefix}${key}\` is no option: remove it, or use one of ${known.join(', ')}.`);
}
