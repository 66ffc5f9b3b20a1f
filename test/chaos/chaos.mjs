/**
 * Faults while the module works, and what must be true afterwards. `node test/chaos/chaos.mjs` is short; `--long` (`npm run chaos`) kills a hundred times. Needs `npm run build:lib` and TEST_POSTGRES_URL. Ends with 0
 * when all of it held.
 */
import { databaseLost } from './database-lost.mjs';
import { kills } from './kills.mjs';
import { rollingRestart } from './rolling-restart.mjs';

const isLong = process.argv.includes('--long');
const faults = {
  'killed with requests under way': () => kills(isLong ? 100 : 5),
  'the database ends every connection, under load': () => databaseLost(isLong ? 20 : 3),
  'a rolling restart behind a proxy, and another signing key': () => rollingRestart(isLong ? 10 : 2),
};

for (const [what, fault] of Object.entries(faults)) {
  const began = performance.now();
  try {
    const told = await fault();
    console.log(`ok    ${what}: ${told} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
  } catch (error) {
    console.log(`FAIL  ${what}`);
    console.error(error);
    process.exitCode = 1;
  }
}
