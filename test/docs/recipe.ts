import type { DocumentedHost, Recipe } from './documented-host.js';
import type { ExampleFiles } from './example-files.js';
import { LogLines } from '../support/log-lines.js';
import type { SocialHosts } from '../support/social-host.js';

/** What a recipe may need of its spec: the other examples, and a provider. */
export interface Around {
  readonly files: ExampleFiles;
  readonly social: SocialHosts;
}

/** A recipe that is run: what the host has besides, what a client does, and what it sees. */
export interface RecipeRun {
  readonly given?: (around: Around) => Partial<Recipe> | Promise<Partial<Recipe>>;
  readonly act: (host: DocumentedHost, around: Around) => Promise<unknown>;
  readonly expected: unknown;
}

export const ALICE = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' };
export const NEW_PASSWORD = 'Looking-glass7';
export const INCORRECT = [400, { non_field_errors: ['Unable to log in with provided credentials.'] }];
export const REQUIRED = ['This field is required.'];

export async function countOf({ dataSource }: DocumentedHost, table: string): Promise<number> {
  const [{ n }] = await dataSource.query(`SELECT COUNT(*) AS n FROM ${table}`);
  return n;
}

/** The `uid` and `token`, or the `key`, that the links of the last mail end with. */
export async function linkOf(host: DocumentedHost): Promise<string[]> {
  const text = (await host.mails()).at(-1)?.text ?? '';
  return /http:\/\/app\.test\/\S+/.exec(text)?.[0].split('/').filter(Boolean) ?? [];
}

/** What is logged in one context, from when the act begins. */
export async function logged(context: string, act: () => Promise<unknown>): Promise<string[]> {
  const log = new LogLines();
  try {
    await act();
    return log.lines.filter((line) => line.endsWith(` ${context}`));
  } finally {
    log.end();
  }
}
