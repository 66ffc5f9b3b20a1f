import type { DataSource } from '../host/instance.js';

/** The statements that would make those tables what their entities say; none where they are. Nothing is executed. */
export async function schemaDifferences(
  dataSource: DataSource,
  tableNames: readonly string[],
): Promise<Map<string, string[]>> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  const differences = new Map<string, string[]>();
  for (const name of tableNames) {
    const found = upQueries.map(({ query }) => query).filter((query) => changes(query, name));
    if (found.length > 0) differences.set(name, found);
  }
  return differences;
}

/** What a statement changes. */
const SUBJECT =
  /^\s*(?:(?:CREATE|ALTER|DROP) TABLE|INSERT INTO|(?:CREATE|DROP)(?: UNIQUE)? INDEX .*? ON)\s+(?:IF (?:NOT )?EXISTS )?([^\s(]+)/i;

/** Whether the table is what it changes; SQLite makes a table anew under another name for that. */
function changes(query: string, table: string): boolean {
  const subject = SUBJECT.exec(query)?.[1]?.replace(/["`]/g, '').split('.').at(-1);
  return subject === table || subject === `temporary_${table}`;
}
