import { EmailAddressStore, restAuthEntities } from 'nestjs-rest-auth';
import type { RenderedMail } from 'nestjs-rest-auth';

import { API, Client } from './client.js';
import { quickHash } from './quick-hasher.js';
import type { TestApplication } from './test-application.js';
import { User } from './test-user.js';

/** Good by every rule, and what `addUser` gives. */
export const PASSWORD = 'Wonder-land9';
export const NEW_PASSWORD = 'Looking-glass7';

/** What a key looks like. */
export const KEY: unknown = expect.stringMatching(/^[0-9a-f]{40}$/);

export interface UserToAdd {
  username?: string;
  /** '' for none. */
  email?: string;
  password?: string;
  /** The hash as it is stored, in place of a password. */
  storedPassword?: string;
  isActive?: boolean;
  /** Whether the address has a row, and which. Default: a verified one. */
  address?: 'verified' | 'unverified' | 'none';
}

/** A user as an earlier registration left one, written straight into the tables. */
export async function addUser(application: TestApplication, given: UserToAdd = {}): Promise<User> {
  const { username = 'alice', email = `${username}@example.com`, isActive = true, address = 'verified' } = given;
  const { manager } = application.dataSource;
  const user = await manager.save(
    manager.create(User, {
      username,
      email,
      isActive,
      password: given.storedPassword ?? (await quickHash(given.password ?? PASSWORD)),
    }),
  );
  if (email !== '' && address !== 'none') await addAddress(application, user, email, address === 'verified', true);
  return user;
}

/** An address of a user. */
export async function addAddress(
  { app }: TestApplication,
  user: User,
  email: string,
  verified: boolean,
  primary = false,
): Promise<void> {
  const addresses = app.get(EmailAddressStore, { strict: false });
  const { id } = await addresses.create(user.id, email, primary);
  if (verified) await addresses.verify(id, email);
}

/** The user as the table has it now. */
export function reload({ dataSource }: TestApplication, user: User): Promise<User> {
  return dataSource.getRepository(User).findOneByOrFail({ id: user.id });
}

/** Something that the host does to a user by itself. */
export async function change(application: TestApplication, user: User, values: Partial<User>): Promise<void> {
  await application.dataSource.manager.save(Object.assign(await reload(application, user), values));
}

/** The key of a new login. */
export async function logIn(application: TestApplication, username = 'alice', password = PASSWORD): Promise<string> {
  const reply = await new Client(application).post('login/', { username, password });
  if (reply.status !== 200) throw new Error(`The login of ${username} answered ${String(reply.status)}.`);
  return reply.body.key;
}

/** Whether a password is good: what `login/` answers. */
export async function loginStatus(application: TestApplication, username: string, password: string): Promise<number> {
  return (await new Client(application).post(`${API}login/`, { username, password })).status;
}

/** The mails so far, as whom they went to and what they were about. */
export async function letters(application: TestApplication): Promise<{ to: string; subject: string }[]> {
  return (await application.mails()).map(({ to, subject }) => ({ to, subject }));
}

/** The key of the newest verification mail. */
export async function verificationKey(application: TestApplication): Promise<string> {
  return linkIn(await application.mails(), /\/(?:account-)?confirm-email\/([^/]+)\//)[0];
}

/** What the newest reset mail carries. */
export async function resetSecret(application: TestApplication): Promise<{ uid: string; token: string }> {
  const [uid, token] = linkIn(await application.mails(), /password-reset\/confirm\/([^/]+)\/([^/]+)\//);
  return { uid, token };
}

/** Asks for a reset and reads the mail. */
export async function askForReset(
  application: TestApplication,
  email = 'alice@example.com',
): Promise<{ uid: string; token: string }> {
  await new Client(application).post('password/reset/', { email });
  return resetSecret(application);
}

function linkIn(mails: readonly RenderedMail[], pattern: RegExp): [string, string] {
  const parts = mails.map(({ text }) => pattern.exec(text)).filter((found) => found !== null);
  const [, first = '', second = ''] = parts.at(-1) ?? [];
  if (first === '') throw new Error('No mail has such a link.');
  return [first, second];
}

/** How many rows each table has. */
export async function rowCounts({ dataSource }: TestApplication): Promise<Record<string, number>> {
  const { emailAddress, token, session, socialAccount, passwordReset, outbox } = restAuthEntities(User);
  const tables = { users: User, emailAddress, token, session, socialAccount, passwordReset, outbox };
  const counts: Record<string, number> = {};
  for (const [name, entity] of Object.entries(tables)) {
    counts[name] = await dataSource.getRepository(entity).count();
  }
  return counts;
}
