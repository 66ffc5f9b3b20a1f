import type { CredentialKindName } from '../../index.js';
import type { ExpiredCounts } from './expired-rows.js';
import type { Finding } from './finding.js';

/** What the doctor has to say. `--json` prints it as it is. */
export interface Report {
  readonly module: string;
  readonly production: boolean;
  /** How many weak things there are in all. */
  readonly weak: number;
  /** Between instances. */
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  readonly instances: readonly InstanceReport[];
}

export interface InstanceReport {
  readonly path: string;
  readonly user: string;
  readonly database: string;
  readonly credentials: {
    readonly issued: readonly CredentialKindName[];
    readonly recognised: readonly CredentialKindName[];
  };
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  /** Rows that wait for `Purge`. */
  readonly expired: ExpiredCounts;
}

/** The report for somebody who reads. */
export function reportText(report: Report): string {
  const { instances, findings, notes, weak } = report;
  return [
    ...instances.map(instanceText),
    ...(findings.length > 0 ? [['Between the instances', ...findings.map(findingText)].join('\n')] : []),
    ...notes.map((note) => `Note: ${note}`),
    summary(weak),
  ].join('\n\n');
}

function instanceText({ path, user, database, credentials, findings, notes, expired }: InstanceReport): string {
  const { issued, recognised } = credentials;
  const lines = [
    `${path}/`,
    `  credentials  ${issued.join(', ')}${issued.join() === recognised.join() ? '' : `; recognised: ${recognised.join(', ')}`}`,
    `  users        ${user}, on ${database}`,
  ];
  const counts = Object.entries(expired).map(([name, count]) => `${name} ${count}`);
  if (counts.length > 0) lines.push(`  expired      ${counts.join(', ')} (rows that wait for Purge)`);
  return [...lines, ...notes.map((note) => `  ${note}`), ...findings.map(findingText)].join('\n');
}

function findingText({ problem, remedy }: Finding): string {
  return `\n  ! ${problem}\n    ${remedy}`;
}

function summary(weak: number): string {
  if (weak === 0) return 'Nothing weak was found.';
  return weak === 1 ? 'One weak thing was found.' : `${weak} weak things were found.`;
}
