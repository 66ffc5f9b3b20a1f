import base from '../../jest.config.mjs';

const SRC = '<rootDir>/libs/rest-auth/src';

/**
 * The tests that mutants are held against: the specs that lie beside the rules that are mutated, which need neither a server nor a database.
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  testMatch: [
    `${SRC}/endpoints/social/social-login/*.spec.ts`,
    `${SRC}/credentials/{jwt,csrf}/*.spec.ts`,
    `${SRC}/accounts/passwords/django-password.policy.spec.ts`,
    `${SRC}/accounts/passwords/validators/*.spec.ts`,
    `${SRC}/throttling/{address-key,rate,counted-by}.spec.ts`,
  ],
  reporters: ['default'],
  workerIdleMemoryLimit: undefined,
};
