import {
  type AuthUser,
  EmailAddressStore,
  FieldErrors,
  type FieldErrorTree,
  type Message,
  message,
  MessageCatalogue,
  RestAuthSettings,
  UniqueViolation,
  UnitOfWork,
  UserStore,
} from '../../index.js';
import type { CommandContext } from '../command-context.js';
import { errorText } from '../error-text.js';
import { CommandFailure, ExitCode, wrongUse } from '../exit-code.js';
import { type Host, withHost } from '../host/host.js';
import { type Instance, instancesAt } from '../host/instance.js';
import { type NewUserInput, type NewUserOptions, readNewUser } from './new-user.js';
import { askForPassword, readPassword } from './password.js';

export interface UserCreateOptions extends NewUserOptions {
  readonly path?: string;
  readonly verified?: boolean;
  /** False: `--no-password`. */
  readonly password?: boolean;
  readonly passwordStdin?: boolean;
}

/** `user:create MODULE`: makes a user, by the rules that a registration has. */
export async function userCreate(context: CommandContext, options: UserCreateOptions): Promise<ExitCode> {
  const { terminal, reference } = context;
  if (options.verified && options.email === undefined) {
    throw wrongUse('--verified says that an address is proven: give --email too.');
  }
  if (options.password === false && options.passwordStdin) {
    throw wrongUse('--no-password and --password-stdin exclude each other.');
  }
  // Asked for first: while a host is up, its timers and connections are, too.
  const password = options.password === false ? null : await passwordFrom(context, options);
  return withHost(reference, context, async (host) => {
    const instance = chosen(host, options.path);
    if (options.verified && !instance.get(RestAuthSettings).email.addresses) {
      throw wrongUse('--verified has no place here: this instance keeps no addresses (`email.addresses` is off).');
    }
    const user = await create(instance, options, password);
    terminal.print(`${user.username} was made, with the key ${user.id}.`);
    for (const note of notesOn(instance, options, password)) terminal.tell(note);
    return ExitCode.ok;
  });
}

function passwordFrom({ terminal }: CommandContext, { passwordStdin = false }: UserCreateOptions): Promise<string> {
  return passwordStdin ? readPassword(terminal) : askForPassword(terminal);
}

function chosen({ instances, reference }: Host, path: string | undefined): Instance {
  const [first, ...more] = instancesAt(instances, path);
  if (first && more.length === 0) return first;
  const paths = instances.map((other) => other.path).join(', ');
  throw wrongUse(`${reference.typed} has more than one RestAuthModule: say by --path whose rules count (${paths}).`);
}

async function create(instance: Instance, options: UserCreateOptions, password: string | null): Promise<AuthUser> {
  try {
    const input = await readNewUser(instance, options, password);
    return await write(instance, input, options.verified ?? false);
  } catch (error) {
    if (error instanceof FieldErrors) throw refused(error.tree, instance);
    // Somebody was faster, or a column of the host's own clashes.
    if (error instanceof UniqueViolation) throw refused({ non_field_errors: [message('conflict')] }, instance);
    if (error instanceof Error && error.name === 'QueryFailedError') {
      throw new CommandFailure(
        ExitCode.refused,
        `Nothing was written, the database refused it: ${errorText(error)}\nA column that must have a value is given one by --set property=value.`,
        { cause: error },
      );
    }
    throw error;
  }
}

/** The row and the address: both, or neither. */
async function write(instance: Instance, { user, extra }: NewUserInput, verified: boolean): Promise<AuthUser> {
  const addresses = instance.get(EmailAddressStore);
  const { email } = instance.get(RestAuthSettings);
  return instance.get(UnitOfWork).run(async () => {
    const made = await instance.get<UserStore>(UserStore).create(user, extra);
    if (user.email !== '' && email.addresses) {
      const address = await addresses.create(made.id, user.email, true);
      if (verified) await addresses.verify(address.id, address.email);
    }
    return made;
  });
}

/** In the words of a registration. */
function refused(tree: FieldErrorTree, instance: Instance): CommandFailure {
  const catalogue = instance.get(MessageCatalogue);
  const lines = Object.entries(tree).flatMap(([field, told]) =>
    Array.isArray(told)
      ? told.map((one: Message) => `  ${NAMES[field] ?? field}: ${catalogue.text(one, [])}`)
      : [`  ${field}`],
  );
  return new CommandFailure(ExitCode.refused, ['Nothing was written:', ...lines].join('\n'));
}

const NAMES: Readonly<Record<string, string>> = { password1: 'password', non_field_errors: 'user' };

function notesOn(instance: Instance, { email, verified }: UserCreateOptions, password: string | null): string[] {
  const { verification } = instance.get(RestAuthSettings).email;
  const notes: string[] = [];
  if (verification === 'mandatory' && !verified) {
    notes.push(
      email === undefined
        ? 'Without an address there is nothing to prove, and this instance lets nobody log in who has proven none.'
        : 'The address is not proven: until it is, there is no login. POST registration/resend-email/ has the mail sent.',
    );
  }
  if (password === null) {
    notes.push(
      email === undefined
        ? 'Without a password or an address there is no way to log in.'
        : 'A password can be set by password/reset/.',
    );
  }
  return notes;
}
