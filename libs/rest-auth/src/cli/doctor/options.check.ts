import { environment } from '../../environment.js';
import { RestAuthSettings } from '../../index.js';
import { weaknesses } from '../../rest-auth.weaknesses.js';
import type { Instance } from '../host/instance.js';
import type { Finding } from './finding.js';

/** What is weak in the options: the same that is named at boot in production. */
export function checkOptions(instance: Instance): Finding[] {
  return weaknesses(instance.get(RestAuthSettings), instance.kinds).map((text) => {
    const end = text.indexOf('. ') + 1;
    return { check: 'options', problem: text.slice(0, end), remedy: text.slice(end).trim() };
  });
}

/** What must be known to read the report right. */
export function environmentNotes(): string[] {
  if (environment.isProduction) return [];
  return [
    'NODE_ENV is not "production" here, where cookies are not `secure` by default. To see what your servers do, ask with their environment: NODE_ENV=production npx nestjs-rest-auth doctor …',
  ];
}
