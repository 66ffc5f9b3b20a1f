import { type AttackedHost, attackCases } from 'nestjs-rest-auth/testing';

import { ExampleFiles } from './example-files.js';

const SERVER = process.env['TEST_POSTGRES_URL'];

/** One that takes a server alone, one behind a proxy, and one of two processes. */
const SOME = ['RST-01', 'HTP-07', 'RAC-13'];

const files = new ExampleFiles();

afterAll(() => {
  delete process.env['DATABASE_URL'];
});

describe('docs/testing.md', () => {
  // The recipe is for PostgreSQL, for races need a server.
  (SERVER === undefined ? it.skip : it)('attacks an application, on a database of its own each time', async () => {
    process.env['DATABASE_URL'] = SERVER;
    const { attackedHost } = await files.load<{ attackedHost: AttackedHost }>('test/attacked-host.ts');
    const cases = attackCases(attackedHost).filter(({ id }) => SOME.includes(id));
    expect(cases.map(({ id }) => id).sort()).toEqual([...SOME].sort());
    for (const { run } of cases) await run();
  });
});
