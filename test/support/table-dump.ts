import type { DataSource } from 'typeorm';

/** Every row of every table that an entity stands for, as the database has it. */
export async function dumpOf({ entityMetadatas, manager }: DataSource): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const { target, tableName } of entityMetadatas) {
    const rows: object[] = await manager.createQueryBuilder(target, 'row').getRawMany();
    // In an order of its own: without one, PostgreSQL puts a row that was written last.
    tables[tableName] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return tables;
}
