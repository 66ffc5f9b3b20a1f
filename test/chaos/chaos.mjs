/**
 * Faults while the module works, and what must be true afterwards. `node test/chaos/chaos.mjs` is short; `--long` (`npm run chaos`) kills a hundred times. `--only=clock` tries those that have the word in their name.
 * Needs `npm run build:lib` and TEST_POSTGRES_URL. Ends with 0 when all of it held.
 */
import { clientGone } from './client-gone.mjs';
import { clockSteps, STEPS } from './clock-steps.mjs';
import { databaseLost } from './database-lost.mjs';
import { killedWhileMailing } from './killed-while-mailing.mjs';
import { kills } from './kills.mjs';
import { mailLost } from './mail-lost.mjs';
import { poolExhausted } from './pool-exhausted.mjs';
import { rollingRestart } from './rolling-restart.mjs';

const isLong = process.argv.includes('--long');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length) ?? '';
const faults = {
  'killed with requests under way': () => kills(isLong ? 100 : 2),
  'the database ends every connection, under load': () => databaseLost(isLong ? 20 : 3),
  'every connection to the database is held': () => poolExhausted(isLong ? 20 : 1),
  'the mail server is down, slow, or refuses': () => mailLost(isLong ? 10 : 1),
  'killed between a mail and the note of it': () => killedWhileMailing(isLong ? 100 : 2),
  'the clock is stepped to and fro, under load': () => clockSteps(isLong ? 200 : STEPS.length),
  'clients go away in the middle': () => clientGone(isLong ? 50 : 4),
  'a rolling restart behind a proxy, and another signing key': () => rollingRestart(isLong ? 20 : 1),
};

for (const [what, fault] of Object.entries(faults).filter(([name]) => name.includes(only))) {
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
