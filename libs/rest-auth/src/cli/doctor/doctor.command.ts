import { CredentialKinds } from '../../credentials/credential-kind.js';
import { environment } from '../../environment.js';
import type { CommandContext } from '../command-context.js';
import { userTable } from '../database/module-tables.js';
import { ExitCode } from '../exit-code.js';
import { withHost } from '../host/host.js';
import type { Instance } from '../host/instance.js';
import { withProgress } from '../progress.js';
import { checkCookies } from './cookies.check.js';
import { countExpired, type ExpiredCounts, expiredNotes } from './expired-rows.js';
import type { Finding } from './finding.js';
import { checkMail } from './mail.check.js';
import { checkOptions, environmentNotes } from './options.check.js';
import { type InstanceReport, type Report, reportText } from './report.js';
import { checkTables } from './tables.check.js';
import { checkUserTable } from './user-table.check.js';

export interface DoctorOptions {
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly mail?: boolean;
}

/** What one look at an instance has shown. */
interface Seen {
  readonly findings?: readonly Finding[];
  readonly notes?: readonly string[];
  readonly expired?: ExpiredCounts;
}

type Look = (instance: Instance, module: string) => Promise<Seen>;

const LOOKS: readonly Look[] = [
  async (instance) => ({ findings: checkOptions(instance) }),
  async (instance, module) => ({ findings: await checkTables(instance, module) }),
  async (instance) => ({ findings: await checkUserTable(instance) }),
  async (instance) => {
    const expired = await countExpired(instance);
    return { expired, notes: expiredNotes(instance, expired) };
  },
];

/** `doctor MODULE`: boots the host's module and prints what is weak. */
export async function doctor(
  context: CommandContext,
  { json = false, strict = false, mail = false }: DoctorOptions,
): Promise<ExitCode> {
  const { terminal, reference } = context;
  const looks = mail ? [...LOOKS, checkMail] : LOOKS;
  const report = await withHost(reference, context, async ({ instances }): Promise<Report> => {
    const tasks = instances.flatMap((instance) => looks.map((look) => ({ instance, look })));
    // A table may be large, and a mail server slow.
    const seen = await withProgress(terminal, 'Looking', tasks, async ({ instance, look }) => ({
      instance,
      ...(await look(instance, reference.typed)),
    }));
    const reports = instances.map((instance) =>
      reportOn(
        instance,
        seen.filter((one) => one.instance === instance),
      ),
    );
    const findings = checkCookies(instances);
    return {
      module: reference.typed,
      production: environment.isProduction,
      weak: reports.reduce((sum, one) => sum + one.findings.length, findings.length),
      findings,
      notes: environmentNotes(),
      instances: reports,
    };
  });
  terminal.print(json ? JSON.stringify(report, null, 2) : reportText(report));
  return strict && report.weak > 0 ? ExitCode.failed : ExitCode.ok;
}

function reportOn(instance: Instance, seen: readonly Seen[]): InstanceReport {
  const { issued, recognised } = instance.get(CredentialKinds);
  return {
    path: instance.path,
    user: userTable(instance).name,
    database: instance.dataSource.options.type,
    credentials: { issued: issued.map(({ name }) => name), recognised: recognised.map(({ name }) => name) },
    findings: seen.flatMap(({ findings = [] }) => findings),
    notes: seen.flatMap(({ notes = [] }) => notes),
    expired: Object.assign({}, ...seen.map(({ expired = {} }) => expired)) as ExpiredCounts,
  };
}
