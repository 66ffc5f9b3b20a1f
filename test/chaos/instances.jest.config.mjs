import base from '../../jest.config.mjs';

/** Specs that cannot be asked of several instances, and why. A single test says `instances: 1`. */
const NOT_SHARED = {
  'test/e2e/statements': 'counts what one pool is asked, and would see every other request',
  'test/jwt/statements': 'the same',
  'test/social/statements': 'the same',
  'test/security/passwords': 'counts the hashes of one process, and would see every other one',
  'test/social/overload': 'is about how many calls one process makes at a time, and about the statements of its pool',
};

/**
 * The functional specs and the races with each application as two instances on one database, behind a proxy without sticky sessions (`TEST_INSTANCES=2`, which needs TEST_POSTGRES_URL or TEST_MARIADB_URL): what one
 * of them begins the other goes on with. Not here: the wire replay, whose database is in memory; `test/throttling` and `test/hostile`, which give their adapters; and the attacks, which start a second process where
 * there is a race to be lost.
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  testMatch: [
    '<rootDir>/test/{chaos,e2e,events,jwt,social}/**/*.{spec,e2e-spec}.ts',
    '<rootDir>/test/security/{database-outages,logs,passwords,requests,reused-keys}.e2e-spec.ts',
  ],
  testPathIgnorePatterns: [...base.testPathIgnorePatterns, ...Object.keys(NOT_SHARED)],
};
