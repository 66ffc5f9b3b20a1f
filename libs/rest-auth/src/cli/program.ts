import { Command, Option } from 'commander';

import type { CommandContext } from './command-context.js';
import type { DoctorOptions } from './doctor/doctor.command.js';
import type { ExitCode } from './exit-code.js';
import { DOCTOR_HELP, MIGRATIONS_HELP, PROGRAM_HELP, USER_CREATE_HELP } from './help.js';
import { otherCommand } from './host/host-package.js';
import { readModuleReference } from './host/module-reference.js';
import type { MigrationsOptions } from './migrations/migrations.command.js';
import { ownVersion } from './own-package.js';
import type { Terminal } from './terminal.js';
import type { UserCreateOptions } from './user-create/user-create.command.js';

export interface ProgramEnd {
  /** Is told how a command ended. */
  readonly end: (exitCode: ExitCode) => void;
  /** Runs the command of another copy of the package in our place. */
  readonly handOver: (command: string) => Promise<void>;
}

type Act<Options> = (context: CommandContext, options: Options) => Promise<ExitCode>;

const MODULE = 'the compiled file of your root module (dist/app.module.js), with #Name where it exports several';
const PATH = 'which instance, by its option `path`, where there are several';

/** The arguments that there are. What a command needs is loaded with it: help costs nothing. */
export function program(terminal: Terminal, end: ProgramEnd): Command {
  const root = new Command('nestjs-rest-auth')
    .description('Looks after the accounts of a NestJS application that uses nestjs-rest-auth.')
    .version(ownVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this, or the help of a command')
    .helpCommand(false)
    .showHelpAfterError('(--help tells how it is used)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.tell(text.trimEnd()),
      getOutHelpWidth: () => 100,
    })
    .addHelpText('after', PROGRAM_HELP);

  const command = <Options>(name: string, description: string, help: string, load: () => Promise<Act<Options>>) =>
    root
      .command(name)
      .description(description)
      .argument('<module>', MODULE)
      .option('--verbose', 'show what Nest logs, and where an error comes from')
      .addHelpText('after', help)
      .action(async (typed: string, options: Options & { verbose?: boolean }) => {
        const reference = readModuleReference(typed, process.cwd());
        const other = otherCommand(reference);
        if (other !== null) {
          await end.handOver(other);
          return;
        }
        const act = await load();
        end.end(await act({ reference, terminal, verbose: options.verbose ?? false }, options));
      });

  command<DoctorOptions>(
    'doctor',
    'boot the application, and print what is weak and how to mend it',
    DOCTOR_HELP,
    async () => (await import('./doctor/doctor.command.js')).doctor,
  )
    .option('--json', 'print the report as JSON')
    .option('--strict', 'end with 1 where anything weak is found')
    .option('--mail', 'also ask the mail server whether it lets us in (nothing is sent)');

  command<MigrationsOptions>(
    'migrations',
    'list the migrations of the module’s tables, run them, or write them into your project',
    MIGRATIONS_HELP,
    async () => (await import('./migrations/migrations.command.js')).migrations,
  )
    .option('--run', 'run those that are pending, and none of your own')
    .option('--write <dir>', 'write a migration of your own that makes the tables that are missing')
    .option('--name <name>', 'with --write: the name of its class (default: RestAuthTables)')
    .addOption(
      new Option('--format <format>', 'with --write: ts or js (default: as the project has it)').choices(['ts', 'js']),
    )
    .option('--all', 'with --write: also the tables that are there already')
    .option('--path <path>', PATH);

  command<UserCreateOptions>(
    'user:create',
    'make a user, by the rules that a registration has',
    USER_CREATE_HELP,
    async () => (await import('./user-create/user-create.command.js')).userCreate,
  )
    .requiredOption('--username <name>', 'the name')
    .option('--email <address>', 'the address')
    .option('--verified', 'the address is proven: no mail is needed')
    .option('--inactive', 'may not log in yet')
    .option(
      '--set <name=value>',
      'a field of your register DTO, or a property of your user; may be given often',
      collect,
    )
    .option('--password-stdin', 'read the password from stdin, in place of asking for it twice')
    // Known, so that it is refused without being repeated. Before its counterpart, which then has no default.
    .addOption(new Option('--password [password]').hideHelp())
    .option('--no-password', 'make a user without a password')
    .option('--path <path>', PATH);

  return root;
}

function collect(value: string, former: readonly string[] = []): readonly string[] {
  return [...former, value];
}
