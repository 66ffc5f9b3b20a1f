import {
  type AuthUser,
  EmailAddressStore,
  FieldErrors,
  type FieldErrorTree,
  type Message,
  message,
  MessageCatalogue,
  type RegisterDto,
  RegistrationStrategy,
  RestAuthSettings,
  UniqueViolation,
  UnitOfWork,
} from '../../index.js';
import type { CommandContext } from '../command-context.js';
import { errorText, errorTrace } from '../error-text.js';
import { CommandFailure, ExitCode, wrongUse } from '../exit-code.js';
import { type Host, withHost } from '../host/host.js';
import { type Instance, instancesAt } from '../host/instance.js';
import { type NewUserInput, type NewUserOptions, readNewUser } from './new-user.js';
import { askForPassword, readPassword } from './password.js';

export interface UserCreateOptions extends NewUserOptions {
  readonly path?: string;
  readonly verified?: boolean;
  /** False: `--no-password`. Anything else was not to be given. */
  readonly password?: boolean | string;
  readonly passwordStdin?: boolean;
}

/** `user:create MODULE`: makes a user, by the rules that a registration has. */
export async function userCreate(context: CommandContext, options: UserCreateOptions): Promise<ExitCode> {
  const { terminal, reference } = context;
  if (options.verified && options.email === undefined) {
    throw wrongUse('--verified says that an address is proven: give --email too.');
  }
  if (options.password !== undefined && options.password !== false) {
    throw wrongUse(
      'A password is never an argument, which others on this machine can read: leave --password out and be asked, or give --password-stdin. ' +
        'Take another one than you have just typed.',
    );
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
    const user = await create(instance, options, password, context);
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

async function create(
  instance: Instance,
  options: UserCreateOptions,
  password: string | null,
  { verbose }: CommandContext,
): Promise<AuthUser> {
  const input = await readNewUser(instance, options, password).catch((error: unknown) => {
    throw error instanceof FieldErrors ? refused(error.tree, instance) : error;
  });
  try {
    return await write(instance, input, options.verified ?? false);
  } catch (error) {
    // What the registration strategy has to say.
    if (error instanceof FieldErrors) throw refused(error.tree, instance);
    // Somebody was faster, or a column of the host's own clashes.
    if (error instanceof UniqueViolation) throw refused({ non_field_errors: [message('conflict')] }, instance);
    const isOfDatabase = error instanceof Error && error.name === 'QueryFailedError';
    const told = verbose ? errorTrace(error) : errorText(error);
    throw new CommandFailure(
      ExitCode.refused,
      isOfDatabase
        ? `Nothing was written, the database refused it: ${told}\nA column that must have a value is given one by --set name=value.`
        : `Nothing was written, the registration strategy or a store failed: ${told}`,
      { cause: error },
    );
  }
}

/** As a registration: what the strategy writes, and the address; all of it, or nothing. */
async function write(instance: Instance, { user, extra, input }: NewUserInput, verified: boolean): Promise<AuthUser> {
  const strategy = await instance.resolve<RegistrationStrategy<Partial<RegisterDto>>>(RegistrationStrategy);
  const addresses = instance.get(EmailAddressStore);
  const { email } = instance.get(RestAuthSettings);
  return instance.get(UnitOfWork).run(async () => {
    const made = await strategy.save(user, extra, input);
    if (user.email !== '' && email.addresses) {
      const address = await addresses.create(made.id, user.email, true);
      if (verified) await addresses.verify(address.id, address.email);
    }
    return made;
  });
}

/** In the words of a registration. */
function refused(tree: FieldErrorTree, instance: Instance): CommandFailure {
  // A password stands in two fields.
  const told = new Set(linesOf(tree, instance.get(MessageCatalogue)));
  const isHosts = Object.keys(tree).some((field) => !(field in NAMES));
  const hint = isHosts ? ['A field of your register DTO is given by --set name=value.'] : [];
  return new CommandFailure(ExitCode.refused, ['Nothing was written:', ...told, ...hint].join('\n'));
}

/** Field by field; one of a nested object as `profile.company`. */
function linesOf(tree: FieldErrorTree, catalogue: MessageCatalogue, above = ''): string[] {
  return Object.entries(tree).flatMap(([field, told]) => {
    const name = above + (NAMES[field] ?? field);
    if (!Array.isArray(told)) return linesOf(told, catalogue, `${name}.`);
    return told.map((one: Message) => `  ${name}: ${catalogue.text(one, [])}`);
  });
}

/** What an operator calls our own fields. */
const NAMES: Readonly<Record<string, string>> = {
  username: 'username',
  email: 'email',
  password1: 'password',
  password2: 'password',
  non_field_errors: 'user',
};

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
