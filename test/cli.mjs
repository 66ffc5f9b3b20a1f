/**
 * Runs the built command as a host's operator does: on hosts of every kind, with real processes, files and databases (PostgreSQL and MariaDB
 * too where TEST_POSTGRES_URL and TEST_MARIADB_URL name them). Ends with 0 when every answer was right. Needs `npm run build:lib` first.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { topic } from './cli/command.mjs';
import { asksTheMailServer, bootsCommonJs, findsDamage, findsWhatIsWeak, trustsTheHost } from './cli/findings.mjs';
import { runsMigrations, writesMigration, writesOtherForms } from './cli/migrations.mjs';
import { leavesItToTheHostsOwnCopy } from './cli/other-copy.mjs';
import { databases } from './cli/test-databases.mjs';
import { doesNotWaitForHosts, knowsWrongUses, saysWhyAHostDoesNotBoot, tellsOfItself } from './cli/usage.mjs';
import { asksAScopedStrategy, asksTheStrategy, makesUsers, refusesUsers } from './cli/users.mjs';

const directory = await mkdtemp(join(tmpdir(), 'rest-auth-cli-'));
try {
  const all = databases(directory);
  await findsWhatIsWeak();
  await bootsCommonJs();
  await leavesItToTheHostsOwnCopy(directory);
  // Each wrong use is a process of its own: all of them take minutes, which a merge does not wait for.
  if (!process.env.TEST_BRIEF) {
    await tellsOfItself();
    await knowsWrongUses(directory);
    await saysWhyAHostDoesNotBoot();
    await doesNotWaitForHosts();
    await asksTheMailServer();
    for (const act of [writesOtherForms, refusesUsers, asksAScopedStrategy, trustsTheHost])
      await onAnEmpty(all[0], act);
  }
  await Promise.all(all.map((database) => topic.run(`${database.name}: `, () => onADatabase(database))));
  console.log('The command works.');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function onADatabase(database) {
  for (const act of [runsMigrations, writesMigration, makesUsers, asksTheStrategy, findsDamage])
    await onAnEmpty(database, act);
}

async function onAnEmpty(database, act) {
  const made = await database.make();
  try {
    const production = { ...made.environment, NODE_ENV: 'production' };
    await act({ ...database, ...made, production }, directory);
  } finally {
    await made.drop();
  }
}
