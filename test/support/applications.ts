import { restAuthEntities, type RestAuthOptions } from 'nestjs-rest-auth';

import { QuickHasher } from './quick-hasher.js';
import { startApplication, type TestApplication, type TestOptions } from './test-application.js';
import type { DatabaseName } from './test-database.js';
import { User } from './test-user.js';

export type Start = (
  options?: Partial<RestAuthOptions>,
  more?: Omit<TestOptions, 'database' | 'options'>,
  /** Stands for options with classes in them that are the same each time. */
  key?: string,
) => Promise<TestApplication>;

/**
 * Starts applications for the tests of the describe that it is called in. Each test finds its tables empty: one with the same plain options is
 * used again, emptied; one with classes of the test's own (ports, controllers) is closed after it. Hashing is cheap (`QuickHasher`) where a test does
 * not say otherwise.
 */
export function applicationsOn(database: DatabaseName): Start {
  const kept = new Map<string, TestApplication>();
  const used = new Set<TestApplication>();
  const single: TestApplication[] = [];
  afterEach(async () => {
    for (const application of single.splice(0)) await application.close();
    for (const application of used) await emptyTables(application);
    used.clear();
  });
  afterAll(async () => {
    for (const application of kept.values()) await application.close();
  });
  return async (given = {}, more = {}, key = isPlain(given) ? JSON.stringify(given) : undefined) => {
    const options = { ...given, ports: { passwordHasher: QuickHasher, ...given.ports } };
    if (key === undefined || Object.keys(more).length > 0) {
      const application = await startApplication({ database, options, ...more });
      single.push(application);
      return application;
    }
    const application = kept.get(key) ?? (await startApplication({ database, options }));
    kept.set(key, application);
    used.add(application);
    return application;
  };
}

/** As it was when it was started, but for the time, which only goes forward, and the numbers of rows. */
export async function emptyTables({ dataSource, mailer, drain }: TestApplication): Promise<void> {
  mailer.failure = null;
  await drain();
  mailer.mails.length = 0;
  const { passwordReset, loginFailure, outbox } = restAuthEntities(User);
  // Whatever else there is belongs to a user, and goes with it.
  for (const entity of [User, passwordReset, loginFailure, outbox])
    await dataSource.createQueryBuilder().delete().from(entity).execute();
}

/** Whether the options are nothing but values: then equal text means equal applications. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  const isLiteral = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isLiteral && Object.values(value).every(isPlain);
}
