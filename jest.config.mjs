/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts', '<rootDir>/test/**/*.e2e-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  // Nest 12 is published as ES modules only, so the tests are ES modules too (hence --experimental-vm-modules).
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^nestjs-rest-auth/testing$': '<rootDir>/libs/rest-auth/src/testing/index.ts',
    '^nestjs-rest-auth/typeorm$': '<rootDir>/libs/rest-auth/src/typeorm.ts',
    '^nestjs-rest-auth$': '<rootDir>/libs/rest-auth/src/index.ts',
  },
  maxWorkers: 2,
  // What ES modules a spec has loaded Node never gives back, and a heap of gigabytes costs more to look through than another start.
  workerIdleMemoryLimit: '1GB',
  // A machine may be busy; no test measures time. Ten times the cases take ten times as long.
  testTimeout: process.env.TEST_THOROUGH ? 600_000 : 60_000,
  reporters: ['default', '<rootDir>/test/summary-reporter.mjs'],
};
