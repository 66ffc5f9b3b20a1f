import type { FieldDefinition } from '../../http/fields/field.decorator.js';
import { fieldsOf } from '../../http/fields/fields-of.js';
import { InputReader } from '../../http/fields/input-reader.js';
import { toSources } from '../../http/fields/sources.js';
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
  type RegisterDto,
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
  /** `name=value`, of the register DTO or of the host's entity. */
  readonly set?: readonly string[];
}

/** What the registration strategy is given. */
export interface NewUserInput {
  readonly user: NewUser;
  /** Properties of the host's entity. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly input: Partial<RegisterDto>;
}

/** The fields that registration itself understands, each with an argument of its own; any others are the host's. */
const OWN_FIELDS = ['username', 'email', 'password1', 'password2'];

/** By the host's own register DTO, so that what it asks of its fields is asked here. */
export async function readNewUser(
  instance: Instance,
  options: NewUserOptions,
  password: string | null,
): Promise<NewUserInput> {
  const { register: dto } = instance.get(DtoClasses);
  const settable = { dto, fields: hostFields(instance), metadata: userTable(instance) };
  const { fields, properties } = readSetValues(options.set ?? [], settable);
  const input = await readBody(instance, {
    ...fields,
    username: options.username,
    ...(options.email !== undefined && { email: options.email }),
    ...(password !== null && { password1: password, password2: password }),
  });
  const { username, email = '' } = input;
  if (username === undefined)
    throw wrongUse('The register DTO of that instance has no username: a user cannot be made by name.');
  const extra = { ...toSources(dto, input, OWN_FIELDS), ...properties };
  const user: NewUser = {
    username: instance.get(RestAuthSettings).username.preserveCase ? username : username.toLowerCase(),
    email: foldEmail(email),
    firstName: textIn(extra, 'firstName'),
    lastName: textIn(extra, 'lastName'),
    dateJoined: instance.get(Clock).now(),
    // A store takes these before `extra`.
    ...properties,
    isActive: !options.inactive,
    credentialsChangedAt: null,
    password: unusablePassword(),
  };
  await assertFree(instance, user);
  if (password === null) return { user, extra, input };
  // The second look, which knows whose password it is.
  const problems = await instance.get(PasswordPolicy).problems(password, { ...user, ...extra });
  if (problems.length > 0) throw FieldErrors.of('password1', ...problems);
  return { user: { ...user, password: await instance.get(PasswordHasher).hash(password) }, extra, input };
}

function textIn(values: Readonly<Record<string, unknown>>, property: string): string {
  const value = values[property];
  return typeof value === 'string' ? value : '';
}

/** What a registration would take beside our own fields. */
function hostFields(instance: Instance): ReadonlyMap<string, FieldDefinition> {
  const settings = instance.get(RestAuthSettings);
  const isTaken = ({ readOnly, enabled = true }: FieldDefinition) =>
    !readOnly && (typeof enabled === 'function' ? enabled(settings) : enabled);
  const all = [...fieldsOf(instance.get(DtoClasses).register)];
  return new Map(all.filter(([name, field]) => !OWN_FIELDS.includes(name) && isTaken(field)));
}

/** As a registration reads its body, but that an operator need give none of our own fields: an address, a password. */
async function readBody(instance: Instance, body: Readonly<Record<string, unknown>>): Promise<Partial<RegisterDto>> {
  const { register } = instance.get(DtoClasses);
  const read = (partial: boolean) => instance.get(InputReader).read(register, body, { partial, user: null });
  try {
    return await read(false);
  } catch (error) {
    if (!(error instanceof FieldErrors)) throw error;
    const told = Object.entries(error.tree).filter(([name]) => !OWN_FIELDS.includes(name) || name in body);
    if (told.length > 0) throw new FieldErrors(Object.fromEntries(told));
    return read(true);
  }
}

/** A registration under mandatory verification keeps quiet about an address that somebody has proven; an operator may know. */
async function assertFree(instance: Instance, { email }: NewUser): Promise<void> {
  if (email === '' || !instance.get(RestAuthSettings).email.unique) return;
  const [first] = await instance.get(EmailAddressStore).findByEmail(email, 1);
  if (first?.verified) throw FieldErrors.of('email', message('email_taken'));
}
