import { setTimeout as pause } from 'node:timers/promises';

/** What `attempt` gives once it is truthy. */
export async function until(seconds, what, attempt) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const result = await attempt();
    if (result) return result;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await pause(100);
  }
}
