/** What Passport calls in its own flow, in which nobody logs in here. */
export function unused(): void {
  // Never called.
}
