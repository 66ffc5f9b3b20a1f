import { type AttackCase, attackCases } from 'nestjs-rest-auth/testing';

import { attackedHost } from './attacked-host.js';
import { databasesForAnswers } from './test-database.js';

/** The groups of attacks, by the spec that runs them: several, so that they run side by side. What is in none is in the last. */
const SPECS = {
  accounts: ['login', 'password-reset', 'email-verification', 'enumeration', 'identity', 'mail'],
  credentials: ['jwt', 'refresh', 'cookies', 'csrf', 'session'],
  input: ['input-types', 'injection', 'mass-assignment', 'http', 'leakage'],
} as const;

const NAMED: readonly string[] = Object.values(SPECS).flat();

/** Tests of the attacks of one spec, on the databases whose answers are tested. */
export function testAttacks(spec: keyof typeof SPECS | 'others'): void {
  const isIn = ({ group }: AttackCase) =>
    spec === 'others' ? !NAMED.includes(group) : (SPECS[spec] as readonly string[]).includes(group);
  // What races needs a server; and each of them has its own ways to lose one.
  const servers = databasesForAnswers().filter((name) => name !== 'sqlite');
  const names = servers.length > 0 ? servers : (['sqlite'] as const);
  describe.each(names)('the attacks on %s', (database) => {
    it.each(attackCases(attackedHost(database)).filter(isIn))('$name', ({ run }) => run());
  });
}
