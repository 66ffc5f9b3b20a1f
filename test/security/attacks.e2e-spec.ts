import { attackCases } from 'nestjs-rest-auth/testing';

import { attackedHost } from '../support/attacked-host.js';
import { databasesForAnswers } from '../support/test-database.js';

// What races needs a server; and each of them has its own ways to lose one.
const names = databasesForAnswers().filter((name) => name !== 'sqlite');

describe.each(names.length > 0 ? names : (['sqlite'] as const))('the attacks on %s', (database) => {
  it.each([...attackCases(attackedHost(database))])('$name', ({ run }) => run());
});
