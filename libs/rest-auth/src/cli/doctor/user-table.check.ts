import { type EntityMetadata, missingColumns, userTable, withRunner } from '../database/module-tables.js';
import type { Instance } from '../host/instance.js';
import type { Finding } from './finding.js';

/** Whether the host's table of users keeps names unique, and finds addresses by an index. */
export async function checkUserTable(instance: Instance): Promise<Finding[]> {
  const { dataSource } = instance;
  const metadata = userTable(instance);
  const table = await withRunner(dataSource, (runner) => runner.getTable(metadata.tablePath));
  if (!table) {
    return [
      found(
        `The table of ${metadata.name}, ${metadata.tablePath}, is not there: nobody can register or log in.`,
        'Run your own migrations: that table is your application’s.',
      ),
    ];
  }
  const lacking = await missingColumns(dataSource, metadata);
  if (lacking.length > 0) {
    return [
      found(
        `The table ${metadata.tablePath} has no column ${lacking.join(', ')}: nobody can register or log in.`,
        'Have TypeORM write the difference: `typeorm migration:generate`.',
      ),
    ];
  }
  // Both forms count: an index that is unique, and a constraint.
  const unique = [
    ...table.indices.filter((index) => index.isUnique && !index.where).map(({ columnNames }) => columnNames),
    ...table.uniques.map(({ columnNames }) => columnNames),
  ];
  const indexed = [...unique, ...table.indices.map(({ columnNames }) => columnNames)];
  const name = columnOf(metadata, 'usernameKey') ?? columnOf(metadata, 'username');
  const address = columnOf(metadata, 'emailKey');
  const findings: Finding[] = [];
  if (name !== null && !unique.some((columns) => columns.length === 1 && columns[0] === name)) {
    findings.push(
      found(
        `The column ${name} of ${metadata.tablePath} has no unique index: two people who register at the same moment can have the same name.`,
        `Have a migration of yours make it: CREATE UNIQUE INDEX … ON ${metadata.tableName} (${name}).`,
      ),
    );
  }
  if (address !== null && !indexed.some(([first]) => first === address)) {
    findings.push(
      found(
        `The column ${address} of ${metadata.tablePath} has no index: each password reset reads the whole table.`,
        `Have a migration of yours make it: CREATE INDEX … ON ${metadata.tableName} (${address}).`,
      ),
    );
  }
  return findings;
}

function columnOf(metadata: EntityMetadata, property: string): string | null {
  return metadata.findColumnWithPropertyName(property)?.databaseName ?? null;
}

function found(problem: string, remedy: string): Finding {
  return { check: 'users', problem, remedy };
}
