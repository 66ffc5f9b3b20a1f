import { adapterName } from './support/http-adapter.mjs';
import { instanceCount } from './support/instances.mjs';
import { hostName, slashName } from './support/surroundings.mjs';

/**
 * Says at the start which HTTP adapter the applications stand on (`TEST_ADAPTER`), what stands around the module (`TEST_HOST`, `TEST_SLASH`), how many instances of it there
 * are (`TEST_INSTANCES`) and which databases are left out. Ends the output of a run with one line
 * for people and scripts: `N passed, N failed`, and `, N skipped` where some were.
 * It counts tests; a suite that could not be loaded has none to count and counts as one failure.
 */
export default class SummaryReporter {
  adapter = adapterName();

  onRunStart() {
    console.log(`HTTP adapter: ${this.adapter}. Host: ${hostName()}. Paths ${slashName()} a slash at their end.`);
    if (instanceCount() > 1)
      console.log(`Each application is ${instanceCount()} instances behind a proxy. Not on SQLite.`);
    for (const [database, variable] of Object.entries({
      PostgreSQL: 'TEST_POSTGRES_URL',
      MariaDB: 'TEST_MARIADB_URL',
      Redis: 'TEST_REDIS_URL',
    })) {
      if (!process.env[variable]) console.log(`${database} is not tested: ${variable} is not set.`);
    }
    if (process.env.TEST_BRIEF)
      console.log(
        'Answers are asked of PostgreSQL alone, and what depends on SQL of each database: TEST_BRIEF is set.',
      );
  }

  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    // At exit, for Jest's own remarks (open handles, slow workers) come after the reporters.
    process.once('exit', () => process.stdout.write(`${line}\n`));
  }
}
