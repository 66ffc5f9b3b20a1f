/** Options that cannot work. The message lists every problem with its remedy. */
export class RestAuthOptionsError extends Error {
  override readonly name = 'RestAuthOptionsError';

  constructor(readonly problems: readonly string[]) {
    super(`RestAuthModule cannot start:\n${problems.map((problem, index) => `  ${index + 1}. ${problem}`).join('\n')}`);
  }
}
