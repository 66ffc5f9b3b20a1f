/**
 * Does `work` while no other tab does the same, by Web Locks. Two refreshes with one rotating token would look like a theft, and end the login.
 * Browsers have locks in secure contexts alone (HTTPS and localhost); elsewhere each tab is on its own.
 */
export async function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  return 'locks' in navigator ? navigator.locks.request(name, work) : work();
}
