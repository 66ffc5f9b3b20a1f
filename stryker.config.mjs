/**
 * Mutation testing of the rules that decide: is there a test for each of their conditions? `npm run mutation`, or `npm run mutation -- --mutate <file>` for one of them.
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
const SRC = 'libs/rest-auth/src';

export default {
  mutate: [
    // Who comes in by a provider
    `${SRC}/endpoints/social/social-login/social-{linking,login.service,registration}.ts`,
    // Rotation, and which tokens are good
    `${SRC}/credentials/jwt/{jwt.tokens,jwt.codec,jwt.keys,token-id,access-token.source}.ts`,
    `${SRC}/credentials/csrf/{csrf-protection,request-origin}.ts`,
    `${SRC}/accounts/passwords/django-password.policy.ts`,
    `${SRC}/accounts/passwords/validators/*.ts`,
    `!${SRC}/accounts/passwords/validators/*.spec.ts`,
    // Who counts as whom
    `${SRC}/throttling/{address-key,rate,counted-by}.ts`,
  ],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { configFile: 'test/mutation/jest.config.mjs', enableFindRelatedTests: true },
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 10_000,
  thresholds: { high: 90, low: 85, break: 85 },
  reporters: ['clear-text', 'progress', 'html', 'json'],
  htmlReporter: { fileName: 'coverage/mutation.html' },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  tempDirName: 'coverage/.stryker',
  ignorePatterns: ['/apps', '/release', '**/dist', '/coverage'],
};
