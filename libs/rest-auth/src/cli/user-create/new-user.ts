import { InputReader } from '../../http/fields/input-reader.js';
import {
  Clock,
  DtoClasses,
  EmailAddressStore,
  FieldErrors,
  foldEmail,
  message,
  type NewUser,
  PasswordHasher,
  PasswordPolicy,
  RestAuthSettings,
  unusablePassword,
} from '../../index.js';
import { userTable } from '../database/module-tables.js';
import { wrongUse } from '../exit-code.js';
import type { Instance } from '../host/instance.js';
import { readSetValues } from './set-values.js';

/** What an operator says of somebody new. */
export interface NewUserOptions {
  readonly username: string;
  readonly email?: string;
  readonly inactive?: boolean;
  /** `property=value`, of the host's entity. */
  readonly set?: readonly string[];
}

/** What is to be written. */
export interface NewUserInput {
  readonly user: NewUser;
  /** Properties of the host's entity. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** By the host's own register DTO, so that what it asks of these fields is asked here; nothing is required that an operator does not want to give. */
export async function readNewUser(
  instance: Instance,
  options: NewUserOptions,
  password: string | null,
): Promise<NewUserInput> {
  const extra = readSetValues(options.set ?? [], userTable(instance));
  const { username, email } = await instance.get(InputReader).read(
    instance.get(DtoClasses).register,
    {
      username: options.username,
      ...(options.email !== undefined && { email: options.email }),
      ...(password !== null && { password1: password, password2: password }),
    },
    { partial: true, user: null },
  );
  if (username === undefined)
    throw wrongUse('The register DTO of that instance has no username: a user cannot be made by name.');
  const user: NewUser = {
    username: instance.get(RestAuthSettings).username.preserveCase ? username : username.toLowerCase(),
    email: foldEmail(email ?? ''),
    firstName: '',
    lastName: '',
    isActive: !options.inactive,
    credentialsChangedAt: null,
    dateJoined: instance.get(Clock).now(),
    ...extra,
    password: '',
  };
  await assertFree(instance, user);
  if (password === null) return { user: { ...user, password: unusablePassword() }, extra };
  // The second look, which knows whose password it is.
  const problems = await instance.get(PasswordPolicy).problems(password, user);
  if (problems.length > 0) throw FieldErrors.of('password1', ...problems);
  return { user: { ...user, password: await instance.get(PasswordHasher).hash(password) }, extra };
}

/** A registration under mandatory verification keeps quiet about an address that somebody has proven; an operator may know. */
async function assertFree(instance: Instance, { email }: NewUser): Promise<void> {
  if (email === '' || !instance.get(RestAuthSettings).email.unique) return;
  const [first] = await instance.get(EmailAddressStore).findByEmail(email, 1);
  if (first?.verified) throw FieldErrors.of('email', message('email_taken'));
}
