import base from '../../jest.config.mjs';

/**
 * The tests that mutants are held against: those of the rules that are mutated, on SQLite, each of them quick.
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  testMatch: [
    '<rootDir>/libs/**/*.spec.ts',
    '<rootDir>/test/jwt/{claims,cookies,delivery,keys,rotation,password-change}.e2e-spec.ts',
    '<rootDir>/test/social/{social-login,takeover}.e2e-spec.ts',
    '<rootDir>/test/throttling/request-rates.e2e-spec.ts',
    '<rootDir>/test/e2e/login.e2e-spec.ts',
  ],
  reporters: ['default'],
  workerIdleMemoryLimit: undefined,
};
