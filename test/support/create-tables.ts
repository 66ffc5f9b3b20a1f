import { type MigrationInterface, type QueryRunner, Table, TableForeignKey } from 'typeorm';

/** A migration that makes the tables of a host's entities, as they are declared. */
export function createTables(...entities: (new () => object)[]): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = `${entities.map(({ name }) => name).join('')}Tables1700000000001`;

    async up(runner: QueryRunner): Promise<void> {
      for (const entity of entities) {
        const metadata = runner.dataSource.getMetadata(entity);
        const { driver } = runner.dataSource;
        const table = Table.create(metadata, driver);
        table.foreignKeys = metadata.foreignKeys.map((key) => TableForeignKey.create(key, driver));
        await runner.createTable(table);
      }
    }

    async down(runner: QueryRunner): Promise<void> {
      for (const entity of [...entities].reverse()) {
        await runner.dropTable(runner.dataSource.getMetadata(entity).tableName);
      }
    }
  };
}
